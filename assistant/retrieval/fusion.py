"""Joins the two searches: candidates from both, and the same measured features for each candidate.

Raw cosines and BM25 scores are not comparable, so nothing here adds them up: a cosine is told in spreads above that of
unrelated texts, a BM25 score as a share of what the question itself would score. `Calibration` weighs them, fitted by
logistic regression as Platt (1999) does for other scores.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.bm25 import best
from assistant.retrieval.snapshot import Snapshot

FEATURES = ("asked_likeness", "told_likeness", "entry_likeness", "told_words", "coverage")
"""Columns of the features: likeness to the nearest title or question, to the nearest answer or section and to the
middle of all titles and questions, in spreads above unrelated texts; best BM25 score of an answer or section and share
of the question's words that the entry holds, about 0..1."""
# Wide enough that the right entry was never missing for a left-out question, small enough to cost under a millisecond.
_CANDIDATE_PASSAGES = 60
_FARTHEST = -4.0


@dataclass(frozen=True, slots=True)
class Question:
    """A question as both searches need it.

    Attributes:
        words: As the snapshot's tokeniser cuts it.
        vector: Shape (dim,), length 1.
        word_scores: BM25 score of each passage, shape (n,).
    """

    words: tuple[str, ...]
    vector: NDArray[np.float32]
    word_scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that one of the searches found, its features in the order of FEATURES and its best passage's row."""

    entry_id: str
    features: NDArray[np.float64]
    row: int


def question_for(snapshot: Snapshot, text: str, vector: NDArray[np.float32]) -> Question:
    """Return the question with its words and their scores."""
    words = tuple(snapshot.tokeniser.tokens(text))
    return Question(words, vector, snapshot.bm25.scores(words))


def find_candidates(snapshot: Snapshot, question: Question, hidden: frozenset[int] = frozenset()) -> list[Candidate]:
    """Return the entries that own the nearest passages of either search, in the order they were found.

    Args:
        snapshot: The index.
        question: What is asked.
        hidden: Rows that count as if they were not there; calibration leaves a question out of the index so.
    """
    near = [row for row, _ in snapshot.dense.nearest(question.vector, _CANDIDATE_PASSAGES + len(hidden))]
    worded = [int(row) for row in best(question.word_scores, _CANDIDATE_PASSAGES) if question.word_scores[row] > 0]
    found = dict.fromkeys(snapshot.passages[row].entry_id for row in (*near, *worded) if row not in hidden)
    measure = _Measure(snapshot, question)
    measured = (measure.candidate(entry_id, hidden) for entry_id in found)
    return [candidate for candidate in measured if candidate is not None]


class _Measure:
    """Measures entries against one question."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        self._snapshot = snapshot
        self._question = question
        self._vectors = np.asarray(snapshot.vectors)  # a plain view: indexing a memory map is slow
        self._rarity = {word: snapshot.bm25.rarity(word) for word in question.words}
        self._self_score = snapshot.bm25.self_score(question.words) or 1.0

    def candidate(self, entry_id: str, hidden: frozenset[int]) -> Candidate | None:
        rows = [row for row in range(*self._snapshot.rows[entry_id]) if row not in hidden]
        if not rows:
            return None
        is_asked = self._snapshot.is_asked[rows]
        likeness = self._likeness(rows, is_asked)
        words = self._question.word_scores[rows] / self._self_score
        features = (
            _highest(likeness, is_asked, _FARTHEST),
            _highest(likeness, ~is_asked, _FARTHEST),
            self._middle([row for row, asked in zip(rows, is_asked, strict=True) if asked]),
            _highest(words, ~is_asked, 0.0),
            self._coverage(rows),
        )
        return Candidate(entry_id, np.array(features), rows[int(np.argmax(likeness + words))])

    def _middle(self, rows: Sequence[int]) -> float:
        """Likeness to the mean of an entry's questions: what they share counts, not one lucky wording."""
        about = self._snapshot.manifest.background
        middle = self._vectors[rows].sum(axis=0) if rows else np.zeros_like(self._question.vector)
        length = float(np.linalg.norm(middle))
        cosine = float(middle @ self._question.vector) / length if length else 0.0
        return (cosine - about.asked_mean) / about.asked_spread if length else _FARTHEST

    def _likeness(self, rows: Sequence[int], is_asked: NDArray[np.bool_]) -> NDArray[np.float32]:
        about = self._snapshot.manifest.background
        cosine = self._vectors[rows] @ self._question.vector
        asked = (cosine - about.asked_mean) / about.asked_spread
        told = (cosine - about.told_mean) / about.told_spread
        return np.where(is_asked, asked, told).astype(np.float32)

    def _coverage(self, rows: Sequence[int]) -> float:
        """Share of the question's words that the entry holds, rare words counting more."""
        held = {word for row in rows for word in self._snapshot.words[row]}
        total = sum(self._rarity.values())
        return sum(rarity for word, rarity in self._rarity.items() if word in held) / total if total else 0.0


def _highest(values: NDArray[np.float32], chosen: NDArray[np.bool_], lowest: float) -> float:
    return float(values[chosen].max(initial=lowest))
