"""One encoder for searching and for building an index at the same time."""

from collections.abc import Sequence
from concurrent.futures import Executor

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.types import Encoder

PASSAGES_AT_A_TIME = 8
"""About a quarter of a second of encoding: the longest that a question waits behind a rebuild."""


class SharedEncoder:
    """Encodes in the search thread, a few passages at a time, so that questions get in between.

    Call it from any thread but the search thread itself.

    Args:
        encoder: Does the work; it is not meant for several threads.
        executor: The search thread.
    """

    def __init__(self, encoder: Encoder, executor: Executor) -> None:
        self._encoder = encoder
        self._executor = executor
        self.name = encoder.name
        self.dim = encoder.dim

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape (len(texts), dim), rows of length 1; no texts gives (0, dim)."""
        return self._executor.submit(self._encoder.encode_queries, texts).result()

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape (len(texts), dim), rows of length 1; no texts gives (0, dim)."""
        starts = range(0, len(texts), PASSAGES_AT_A_TIME)
        parts = [
            self._executor.submit(self._encoder.encode_passages, texts[start : start + PASSAGES_AT_A_TIME]).result()
            for start in starts
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self.dim), np.float32)
