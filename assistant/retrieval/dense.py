"""Search by meaning: the nearest vectors, with FAISS."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

# Limits chosen on benchmarks/retrieval.md. Below the first an exact scan costs less than encoding the question and has
# no build; a graph is the fastest after that, but takes minutes to build; above the second only cells build in time.
EXACT_UP_TO = 120_000
GRAPH_UP_TO = 400_000
# Malkov and Yashunin (2018), section 4.2: M of 5 to 48, higher for high dimensions and recall.
_LINKS = 32
_BREADTH_AT_BUILD = 80
_BREADTH_AT_SEARCH = 128
# Jegou et al. (2011) take about the root of n cells; a sample of 40 vectors a cell places them well enough.
_CELLS_PER_ROOT = 2
_SAMPLE_PER_CELL = 40
_CELLS_SEARCHED = 48
_FILE = "graph.faiss"


class DenseIndex:
    """Finds the passages whose vectors are most like a question's vector."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(
        cls, vectors: NDArray[np.float32], exact_up_to: int = EXACT_UP_TO, graph_up_to: int = GRAPH_UP_TO
    ) -> "DenseIndex":
        """Index `vectors`, shape (n, dim), rows of length 1: exact for few, a graph for more, cells for very many."""
        dim = vectors.shape[1]
        if len(vectors) <= exact_up_to:
            index: faiss.Index = faiss.IndexFlatIP(dim)
        else:
            index = _empty_graph(dim) if len(vectors) <= graph_up_to else _placed_cells(vectors)
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @property
    def is_exact(self) -> bool:
        """Whether every vector is looked at."""
        return isinstance(self._index, faiss.IndexFlatIP)

    def save(self, folder: Path) -> None:
        """Write the index into `folder`; an exact index is made from the vectors in no time and needs no file."""
        if not self.is_exact:
            faiss.write_index(self._index, str(folder / _FILE))

    @classmethod
    def load(cls, folder: Path, vectors: NDArray[np.float32]) -> "DenseIndex":
        """Read what `save` wrote, or index `vectors` exactly when there is no file."""
        path = folder / _FILE
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


def _placed_cells(vectors: NDArray[np.float32]) -> faiss.Index:
    dim, cells = vectors.shape[1], max(1, int(_CELLS_PER_ROOT * len(vectors) ** 0.5))
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dim), dim, cells, faiss.METRIC_INNER_PRODUCT)
    sample = np.random.default_rng(0).permutation(len(vectors))[: cells * _SAMPLE_PER_CELL]
    index.train(np.ascontiguousarray(vectors[sample]))
    index.nprobe = min(cells, _CELLS_SEARCHED)
    return index
