"""Vectors of texts by multilingual-e5-small, each text encoded once per process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from assistant.nlu.encoding import encode_many

DIMENSION = 384
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
        if missing:
            found.update(zip(missing, encode_many(missing), strict=True))
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
