"""Joins the searches: candidates from each, and the same measured features for every candidate.

Raw cosines and BM25 scores are not comparable, so nothing here adds them up: `Calibration` weighs the features, as
fitted on questions whose answers are known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.bm25 import best
from assistant.retrieval.snapshot import Snapshot
from assistant.retrieval.sounds import sounds

FEATURES = ("entry_likeness", "answer_likeness", "asked_likeness", "coverage", "sounds", "topic")
"""Columns of the features: cosine to the middle of an entry's titles and questions; to its answer; to the nearest title
or question in the adapter's space; share of the question's words that the entry holds, rare ones counting more; share
of the question's sounds that the entry's questions hold; log of the chance of the entry's topic, as sounds tell it."""
# Wide enough that the right entry is hardly ever missing, small enough to measure in about a millisecond.
_CANDIDATE_PASSAGES = 60
_CANDIDATE_ENTRIES = 30
_UNLIKE = -1.0


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the searches need it: `words` as the tokeniser cuts it, `vector` of shape (dim,) and length 1."""

    text: str
    words: tuple[str, ...]
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that one of the searches found, its features in the order of FEATURES and its best passage's row."""

    entry_id: str
    features: NDArray[np.float64]
    row: int


def question_for(snapshot: Snapshot, text: str, vector: NDArray[np.float32]) -> Question:
    """Return the question with its words."""
    return Question(text, tuple(snapshot.tokeniser.tokens(text)), vector)


def find_candidates(snapshot: Snapshot, question: Question) -> list[Candidate]:
    """Return the entries that own the nearest passages by meaning or words, or that sound most alike."""
    heard = sounds(question.text)
    alike = snapshot.sounds.shares(heard)
    numbers = np.array(sorted(set(_found(snapshot, question, alike))), dtype=np.intp)
    if not len(numbers):
        return []
    likeness, nearest = _measured_by_meaning(snapshot, question, numbers)
    covered, topic = _coverage(snapshot, question.words), snapshot.topic_sense.log_chances(heard)
    features = np.column_stack([likeness, covered[numbers], alike[numbers], topic[numbers]])
    return [
        Candidate(snapshot.entry_ids[number], features[place], int(nearest[place]))
        for place, number in enumerate(numbers)
    ]


def _found(snapshot: Snapshot, question: Question, alike: NDArray[np.float32]) -> Iterator[int]:
    """Numbers of the entries that any search names, some more than once."""
    worded = snapshot.bm25.scores(question.words)
    near = [row for row, _ in snapshot.dense.nearest(question.vector, _CANDIDATE_PASSAGES)]
    rows = (*near, *(row for row in best(worded, _CANDIDATE_PASSAGES) if worded[row] > 0))
    yield from (int(snapshot.owners[row]) for row in rows)
    yield from (int(number) for number in best(alike, _CANDIDATE_ENTRIES) if alike[number] > 0)


def _measured_by_meaning(
    snapshot: Snapshot, question: Question, numbers: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The first three features, shape (entries, 3), and the row of each entry's nearest passage."""
    spans = [snapshot.rows[snapshot.entry_ids[number]] for number in numbers]
    rows = np.concatenate([np.arange(first, end) for first, end in spans])
    starts = np.cumsum([0, *(end - first for first, end in spans[:-1])])
    cosine = snapshot.plain_vectors[rows] @ question.vector
    adapted = snapshot.adapted_likeness(question.vector, rows)
    asked = np.where(snapshot.is_asked[rows], adapted, _UNLIKE)
    told = np.where(snapshot.is_answer[rows], cosine, _UNLIKE)
    features = (
        snapshot.middles[numbers] @ question.vector,
        np.maximum.reduceat(told, starts),
        np.maximum.reduceat(asked, starts),
    )
    ends = (*starts[1:], len(rows))
    nearest = [rows[start + int(np.argmax(cosine[start:end]))] for start, end in zip(starts, ends, strict=True)]
    return np.column_stack(features).astype(np.float64), np.array(nearest, dtype=np.intp)


def _coverage(snapshot: Snapshot, words: Sequence[str]) -> NDArray[np.float64]:
    """Share of the words that each entry holds, shape (entries,), rare words counting more."""
    held = np.zeros(len(snapshot.entry_ids))
    total = 0.0
    for word in set(words):
        rarity = snapshot.bm25.rarity(word)
        total += rarity
        held[np.unique(snapshot.owners[snapshot.bm25.holders(word)])] += rarity
    return held / total if total else held
