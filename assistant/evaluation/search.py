"""Search on labelled questions and on questions that nothing answers."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path

from assistant.domain.entry import Entry
from assistant.evaluation.sets import Share, read_rows, share, unseen
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.types import Outcome, Query, SearchResult
from assistant.services.clock import now_in_wuxi

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, the entries that answer it, and what was found."""

    row: Mapping[str, str]
    expected: frozenset[str]
    result: SearchResult

    @property
    def rank(self) -> int | None:
        """Place of the first right entry, 1 for the first; None when it is not among the ten."""
        ranks = (number for number, hit in enumerate(self.result.hits, 1) if hit.entry_id in self.expected)
        return next(ranks, None)


@dataclass(frozen=True, slots=True)
class SearchEvaluation:
    """Shares over the labelled questions; `wrong_answers` over those that are not ours to answer.

    `no_entry_wrong_answers` is over questions on our topic for which the labeller found no entry.
    """

    hit_at_1: Share
    hit_at_3: Share
    hit_at_5: Share
    mrr: float
    ndcg_at_10: float
    answered: Share
    right_when_answered: Share
    wrong_answers: Share
    no_entry_wrong_answers: Share
    calibration: tuple[tuple[str, int, float, float], ...]
    left_out: int
    asked: tuple[Asked, ...]
    misled: tuple[Asked, ...]


async def evaluate_search(
    retriever: Retriever, entries: Mapping[str, Entry], folder: Path, split: str
) -> SearchEvaluation:
    """Ask every labelled question and every out-of-scope one of one split."""
    variants = [question for entry in entries.values() for question in (entry.title, *entry.questions)]
    labels = _labels(folder / "expected.csv")
    rows, left_out = unseen(read_rows(folder / "questions.csv", split), variants)
    everything = [await _ask(retriever, row, labels.get(row["id"], frozenset())) for row in rows]
    asked = [one for one in everything if one.expected]
    without = [one for one in everything if not one.expected]
    outside = [await _ask(retriever, row, frozenset()) for row in read_rows(folder / "out_of_scope.csv", split)]
    given = [one for one in asked if one.result.outcome is Outcome.ANSWER]
    return SearchEvaluation(
        hit_at_1=share(_within(one, 1) for one in asked),
        hit_at_3=share(_within(one, 3) for one in asked),
        hit_at_5=share(_within(one, 5) for one in asked),
        mrr=_mean([1 / one.rank if one.rank else 0.0 for one in asked]),
        ndcg_at_10=_mean([1 / log2(one.rank + 1) if one.rank else 0.0 for one in asked]),
        answered=share(one.result.outcome is Outcome.ANSWER for one in asked),
        right_when_answered=share(_within(one, 1) for one in given),
        wrong_answers=share(one.result.outcome is Outcome.ANSWER for one in outside),
        no_entry_wrong_answers=share(one.result.outcome is Outcome.ANSWER for one in without),
        calibration=_by_tenths([*everything, *outside]),
        left_out=left_out,
        asked=tuple(asked),
        misled=tuple(one for one in outside if one.result.outcome is Outcome.ANSWER),
    )


async def _ask(retriever: Retriever, row: Mapping[str, str], expected: frozenset[str]) -> Asked:
    age = int(float(row["age_months"])) if row.get("age_months") else None
    result = await retriever.search(Query(row["text"], now_in_wuxi().date(), age, None, DEPTH))
    return Asked(row, expected, result)


def _within(one: Asked, places: int) -> bool:
    return one.rank is not None and one.rank <= places


def _labels(path: Path) -> dict[str, frozenset[str]]:
    """Right entries by question id; a question that no entry answers is not labelled."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [(row["id"], row["entry_ids"].split("|")) for row in csv.DictReader(handle)]
    return {name: frozenset(filter(None, ids)) for name, ids in rows if any(ids)}


def _by_tenths(asked: list[Asked]) -> tuple[tuple[str, int, float, float], ...]:
    """Confidence in tenths: range, count, mean confidence, share right."""
    table = []
    for tenth in range(10):
        inside = [one for one in asked if one.result.hits and _tenth(one) == tenth]
        if inside:
            confidence = _mean([one.result.hits[0].confidence for one in inside])
            right = _mean([1.0 if _within(one, 1) else 0.0 for one in inside])
            table.append((f"{tenth / 10:.1f}-{(tenth + 1) / 10:.1f}", len(inside), confidence, right))
    return tuple(table)


def _tenth(one: Asked) -> int:
    return min(9, int(one.result.hits[0].confidence * 10))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0
