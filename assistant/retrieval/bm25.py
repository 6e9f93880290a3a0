"""Lexical search with BM25."""

import json
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.tokens import Tokeniser

# Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), recommend k1 of 1.2 to 2 and
# b of 0.5 to 0.8. Passages are short and of similar length, so length counts little.
_K1 = 1.2
_B = 0.5
_FIGURES = "figures.json"


class Bm25Index:
    """Scores all passages against words; the Searcher over `Tokeniser` words."""

    def __init__(self, tokeniser: Tokeniser, index: bm25s.BM25 | None, size: int, mean_length: float) -> None:
        self._tokeniser = tokeniser
        self._index = index
        self._size = size
        self._mean_length = mean_length

    @classmethod
    def build(cls, tokeniser: Tokeniser, passages: Sequence[Sequence[str]]) -> "Bm25Index":
        """Index passages given as words; none, or only empty ones, give an index that finds nothing."""
        lengths = [len(words) for words in passages]
        if not any(lengths):
            return cls(tokeniser, None, len(passages), 1.0)
        index = bm25s.BM25(k1=_K1, b=_B, method="lucene")
        index.index([list(words) for words in passages], create_empty_token=False, show_progress=False)
        return cls(tokeniser, index, len(passages), float(np.mean(lengths)))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`, which is made."""
        folder.mkdir(parents=True)
        figures = {"size": self._size, "mean_length": self._mean_length, "is_empty": self._index is None}
        (folder / _FIGURES).write_text(json.dumps(figures), encoding="utf-8")
        if self._index is not None:
            self._index.save(folder, show_progress=False)

    @classmethod
    def load(cls, tokeniser: Tokeniser, folder: Path) -> "Bm25Index":
        """Read what `save` wrote, memory-mapped."""
        figures = json.loads((folder / _FIGURES).read_text(encoding="utf-8"))
        index = None if figures["is_empty"] else bm25s.BM25.load(folder, mmap=True, show_progress=False)
        return cls(tokeniser, index, figures["size"], figures["mean_length"])

    def search(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Return (passage number, score) pairs, best first; higher is better; an empty text gives []."""
        scores = self.scores(self._tokeniser.tokens(text))
        return [(int(number), float(scores[number])) for number in best(scores, limit) if scores[number] > 0]

    def scores(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the score of every passage, shape (number of passages,); 0 where no word meets."""
        known = [] if self._index is None else self._index.get_tokens_ids(list(words))
        if self._index is None or not known:
            return np.zeros(self._size, dtype=np.float32)
        scores: NDArray[np.float32] = self._index.get_scores_from_ids(known)
        return scores

    def rarity(self, word: str) -> float:
        """Inverse document frequency as Lucene counts it, above 0; a word that no passage holds is the rarest."""
        count = self._passages_with(word)
        return float(np.log(1 + (self._size - count + 0.5) / (count + 0.5)))

    def _passages_with(self, word: str) -> int:
        if self._index is None or word not in self._index.vocab_dict:
            return 0
        starts, number = self._index.scores["indptr"], self._index.vocab_dict[word]
        return int(starts[number + 1] - starts[number])

    def self_score(self, words: Sequence[str]) -> float:
        """Score that a passage made of exactly `words` would get, above 0 unless there are none.

        A passage's score divided by it is comparable between questions: about 1 for the question itself.
        """
        length = 1 - _B + _B * len(words) / self._mean_length
        return sum(self.rarity(word) for word in words) / (1 + _K1 * length)


def best(scores: NDArray[np.float32], limit: int) -> NDArray[np.intp]:
    """Return the positions of the `limit` highest scores, best first, earlier positions before equal later ones."""
    if limit < len(scores):
        chosen = np.sort(np.argpartition(-scores, limit)[:limit])
        return chosen[np.argsort(-scores[chosen], kind="stable")]
    return np.argsort(-scores, kind="stable")
