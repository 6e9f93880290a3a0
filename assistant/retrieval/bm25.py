"""Lexical search with BM25, over words or anything else that a text can be cut into."""

import json
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

# Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), recommend k1 of 1.2 to 2 and
# b of 0.5 to 0.8. Passages are short and of similar length, so length counts little.
_K1 = 1.2
_B = 0.5
_FIGURES = "figures.json"


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
        index = bm25s.BM25(k1=saturation, b=_B, method="lucene")
        index.index([list(terms) for terms in documents], create_empty_token=False, show_progress=False)
        return cls(index, len(documents))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, which is made."""
        folder.mkdir(parents=True)
        figures = {"size": self._size, "is_empty": self._index is None}
        (folder / _FIGURES).write_text(json.dumps(figures), encoding="utf-8")
        if self._index is not None:
            self._index.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "Bm25Index":
        """Read what `save` wrote, memory-mapped."""
        figures = json.loads((folder / _FIGURES).read_text(encoding="utf-8"))
        index = None if figures["is_empty"] else bm25s.BM25.load(folder, mmap=True, show_progress=False)
        return cls(index, figures["size"])

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

    def amounts(self, groups: NDArray[np.intp], count: int) -> NDArray[np.float64]:
        """Return how much of each term each group of documents holds, shape (terms, count).

        A document counts between 0 and 1 for a term: more when it holds it often, less when it is long.

        Args:
            groups: Group of each document, 0 to `count` - 1.
            count: Number of groups.
        """
        if self._index is None:
            return np.zeros((0, count))
        starts, documents, scores = (np.asarray(self._index.scores[name]) for name in ("indptr", "indices", "data"))
        held = np.diff(starts)
        rarity = np.log(1 + (self._size - held + 0.5) / (held + 0.5))
        terms = np.repeat(np.arange(len(held)), held)
        places, shares = terms * count + groups[documents], scores / rarity[terms]
        amounts = np.bincount(places, shares, len(held) * count).astype(np.float64)
        return amounts.reshape(len(held), count)


def best(scores: NDArray[np.float32], limit: int) -> NDArray[np.intp]:
    """Return the positions of the `limit` highest scores, best first, earlier positions before equal later ones."""
    if limit < len(scores):
        chosen = np.sort(np.argpartition(-scores, limit)[:limit])
        return chosen[np.argsort(-scores[chosen], kind="stable")]
    return np.argsort(-scores, kind="stable")
