"""Search by meaning: the nearest vectors, with FAISS."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

# Below this an exact scan takes less time than encoding the question, so an approximate graph would gain nothing.
EXACT_UP_TO = 50_000
# Malkov and Yashunin (2018), section 4.2: M of 5 to 48, higher for high dimensions and recall.
_LINKS = 32
_BREADTH_AT_BUILD = 80
_BREADTH_AT_SEARCH = 128
_GRAPH_FILE = "graph.faiss"


class DenseIndex:
    """Finds the passages whose vectors are most like a question's vector."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32], exact_up_to: int = EXACT_UP_TO) -> "DenseIndex":
        """Index `vectors` of shape (n, dim), rows of length 1; exact up to `exact_up_to` rows, a graph above."""
        dim = vectors.shape[1]
        index = faiss.IndexFlatIP(dim) if len(vectors) <= exact_up_to else _empty_graph(dim)
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @property
    def is_exact(self) -> bool:
        """Whether every vector is looked at."""
        return isinstance(self._index, faiss.IndexFlatIP)

    def save(self, folder: Path) -> None:
        """Write the graph into `folder`; an exact index is made from the vectors in no time and needs no file."""
        if not self.is_exact:
            faiss.write_index(self._index, str(folder / _GRAPH_FILE))

    @classmethod
    def load(cls, folder: Path, vectors: NDArray[np.float32]) -> "DenseIndex":
        """Read what `save` wrote, or index `vectors` exactly when there is no graph."""
        path = folder / _GRAPH_FILE
        if not path.exists():
            return cls.build(vectors, exact_up_to=len(vectors))
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP))

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Return (passage number, cosine) pairs for one vector of shape (dim,), best first; higher is better."""
        if not self._index.ntotal:
            return []
        scores, numbers = self._index.search(vector.reshape(1, -1), min(limit, self._index.ntotal))
        pairs = zip(numbers[0], scores[0], strict=True)
        return [(int(number), float(score)) for number, score in pairs if number >= 0]


def _empty_graph(dim: int) -> faiss.Index:
    graph = faiss.IndexHNSWFlat(dim, _LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = _BREADTH_AT_BUILD
    graph.hnsw.efSearch = _BREADTH_AT_SEARCH
    return graph
