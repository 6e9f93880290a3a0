"""Lexical search with BM25, over words or anything else that a text can be cut into."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

# Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), recommend k1 of 1.2 to 2 and
# b of 0.5 to 0.8. Passages are short and of similar length, so length counts little.
_K1 = 1.2
_B = 0.5
_FIGURES = "figures.json"
_TERMS = "terms.txt"
_ARRAYS = ("data", "indices", "indptr")


class Bm25Index:
    """Scores all documents against terms."""

    def __init__(self, index: bm25s.BM25 | None, size: int) -> None:
        self._index = index
        self._size = size

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]], saturation: float = _K1) -> "Bm25Index":
        """Index documents given as terms; none, or only empty ones, give an index that finds nothing.

        Args:
            documents: Terms of each.
            saturation: BM25's k1: how long a term that comes again goes on counting.
        """
        if not any(documents):
            return cls(None, len(documents))
        terms = [term for document in documents for term in document]
        numbers = {term: number for number, term in enumerate(dict.fromkeys(terms))}
        lengths = np.fromiter(map(len, documents), dtype=np.int64, count=len(documents))
        held = np.fromiter(map(numbers.__getitem__, terms), dtype=np.int64, count=len(terms))
        scores = _scores(held, lengths, len(numbers), saturation)
        return cls(_library_index(numbers, scores), len(documents))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, which is made."""
        folder.mkdir(parents=True)
        figures = {"size": self._size, "is_empty": self._index is None}
        (folder / _FIGURES).write_text(json.dumps(figures), encoding="utf-8")
        if self._index is not None:
            (folder / _TERMS).write_text("\n".join(self._index.vocab_dict), encoding="utf-8")
            for name in _ARRAYS:
                np.save(folder / f"{name}.npy", self._index.scores[name])

    @classmethod
    def load(cls, folder: Path) -> "Bm25Index":
        """Read what `save` wrote, memory-mapped."""
        figures = json.loads((folder / _FIGURES).read_text(encoding="utf-8"))
        if figures["is_empty"]:
            return cls(None, figures["size"])
        if not (folder / _TERMS).exists():  # written by the library itself, by an older version
            return cls(bm25s.BM25.load(folder, mmap=True, show_progress=False), figures["size"])
        terms = (folder / _TERMS).read_text(encoding="utf-8").split("\n")
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
        numbers = {term: number for number, term in enumerate(terms)}
        return cls(_library_index(numbers, {**arrays, "num_docs": figures["size"]}), figures["size"])

    def scores(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return the score of every document, shape (number of documents,); 0 where no term meets."""
        known = [] if self._index is None else self._index.get_tokens_ids(list(terms))
        if self._index is None or not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._index.get_scores_from_ids(known)
        return scores

    def shares(self, terms: Sequence[str]) -> NDArray[np.float32]:
        """Return `scores` divided by what they could at most be, 0..1, so that questions can be compared."""
        most = sum(self.rarity(term) for term in terms)
        return self.scores(terms) / np.float32(most or 1.0)

    def rarity(self, term: str) -> float:
        """Inverse document frequency as Lucene counts it, above 0; a term that no document holds is the rarest."""
        count = len(self.holders(term))
        return float(np.log(1 + (self._size - count + 0.5) / (count + 0.5)))

    def holders(self, term: str) -> NDArray[np.int32]:
        """Return the numbers of the documents that hold `term`."""
        if self._index is None or term not in self._index.vocab_dict:
            return np.zeros(0, dtype=np.int32)
        starts, number = self._index.scores["indptr"], self._index.vocab_dict[term]
        held: NDArray[np.int32] = self._index.scores["indices"][starts[number] : starts[number + 1]]
        return held

    def numbers(self, terms: Sequence[str]) -> list[int]:
        """Return the numbers of the terms that the index knows, in their order; the others are left out."""
        known = {} if self._index is None else self._index.vocab_dict
        return [known[term] for term in terms if term in known]

    def amounts(self, groups: NDArray[np.intp], count: int) -> csr_matrix:
        """Return how much of each term each group of documents holds, shape (terms, count).

        A document counts between 0 and 1 for a term: more when it holds it often, less when it is long.

        Args:
            groups: Group of each document, 0 to `count` - 1.
            count: Number of groups.
        """
        if self._index is None:
            return csr_matrix((0, count))
        starts, documents, scores = (np.asarray(self._index.scores[name]) for name in ("indptr", "indices", "data"))
        held = np.diff(starts)
        shares = scores / np.repeat(_rarity(self._size, held), held)
        terms = np.repeat(np.arange(len(held)), held)
        return csr_matrix((shares, (terms, groups[documents])), shape=(len(held), count))


def _rarity(size: int, held: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.asarray(np.log(1 + (size - held + 0.5) / (held + 0.5)))


def _scores(held: NDArray[np.int64], lengths: NDArray[np.int64], terms: int, saturation: float) -> dict[str, Any]:
    """Score of each document for each term it holds, by term, as the library lays them out.

    The library counts in loops of Python; with arrays an edited entry is in service in a third of the time.

    Args:
        held: Number of the term at each place of all documents, one document after the other.
        lengths: Number of places of each document.
        terms: Number of terms.
        saturation: BM25's k1.
    """
    owners = np.repeat(np.arange(len(lengths)), lengths)
    pairs, often = np.unique(held * len(lengths) + owners, return_counts=True)
    term_of, document_of = np.divmod(pairs, len(lengths))
    holders = np.bincount(term_of, minlength=terms)
    damped = saturation * (1 - _B + _B * lengths / lengths.mean())
    scores = _rarity(len(lengths), holders)[term_of] * often / (often + damped[document_of])
    return {
        "data": scores.astype(np.float32),
        "indices": document_of.astype(np.int32),
        "indptr": np.concatenate([[0], np.cumsum(holders)]).astype(np.int32),
        "num_docs": len(lengths),
    }


def _library_index(numbers: dict[str, int], scores: dict[str, Any]) -> bm25s.BM25:
    """The library's searcher over finished scores; k1 and b have done their work in them."""
    index = bm25s.BM25(method="lucene")
    index.vocab_dict, index.scores, index.nonoccurrence_array = numbers, scores, None
    return index


def best(scores: NDArray[np.float32], limit: int) -> NDArray[np.intp]:
    """Return the positions of the `limit` highest scores, best first, earlier positions before equal later ones."""
    if limit < len(scores):
        chosen = np.sort(np.argpartition(-scores, limit)[:limit])
        return chosen[np.argsort(-scores[chosen], kind="stable")]
    return np.argsort(-scores, kind="stable")
