"""Vectors of passages: encoded once, kept as long as the text stays."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.passages import ASKED_KINDS
from assistant.retrieval.types import Encoder, Passage

Progress = Callable[[int, int], None]
"""Called with the number of passages encoded so far and the number to encode."""
VectorKey = tuple[bool, str]
"""Whether the text is encoded as a question, and the text."""
_BATCH = 64


def vector_key(passage: Passage) -> VectorKey:
    """Return what a passage's vector depends on."""
    return passage.kind in ASKED_KINDS, passage.text


def passage_vectors(
    passages: Sequence[Passage],
    encoder: Encoder,
    known: Mapping[VectorKey, NDArray[np.float32]],
    progress: Progress | None = None,
) -> NDArray[np.float32]:
    """Return shape (passages, dim); only texts that `known` lacks are encoded, each once.

    Titles and questions are encoded as questions are: comparing a question with questions is symmetric, and the E5
    authors ask for the same prefix on both sides then.
    """
    missing = list(dict.fromkeys(key for key in map(vector_key, passages) if key not in known))
    encoded = dict(known)
    for start in range(0, len(missing), _BATCH):
        batch = missing[start : start + _BATCH]
        encoded.update(_encode(batch, encoder))
        if progress:
            progress(start + len(batch), len(missing))
    vectors = np.zeros((len(passages), encoder.dim), dtype=np.float32)
    for row, passage in enumerate(passages):
        vectors[row] = encoded[vector_key(passage)]
    return vectors


def _encode(batch: list[VectorKey], encoder: Encoder) -> dict[VectorKey, NDArray[np.float32]]:
    asked = [key for key in batch if key[0]]
    told = [key for key in batch if not key[0]]
    vectors = [
        *encoder.encode_queries([text for _, text in asked]),
        *encoder.encode_passages([text for _, text in told]),
    ]
    return dict(zip([*asked, *told], vectors, strict=True))
