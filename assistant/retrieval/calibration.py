"""Fits the weights and thresholds of retrieval on the knowledge base itself; run again whenever it has grown.

`python -m assistant.retrieval.calibration` reads the current snapshot and writes `calibration.json` beside this file.
Every question of an entry is asked once while it is hidden from the index, so it stands for a wording nobody wrote
down. A part of them is asked with the whole entry hidden, and sentences from outside the topic are asked: for both
the right result is that nothing is found. The ranking learns from all of them. What a confidence means is learned from
the tuning half of the evaluation questions where it is there: wordings written without sight of any entry. Entries that
lie close together make hidden questions look harder than parents' questions are.
"""

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.domain.entry import Entry
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.loader import load_knowledge
from assistant.language.normalise import normalise
from assistant.retrieval.confidence import PACKAGED, Calibration, choice_features, scope_features
from assistant.retrieval.encoder import BUILTIN, load_encoder
from assistant.retrieval.fusion import Candidate, find_candidates, question_for
from assistant.retrieval.snapshot import Snapshot, ensure_snapshot
from assistant.retrieval.types import Encoder

# Questions asked; more change the weights in the third digit only.
_QUESTIONS = 1500
# One question in this many is asked with its whole entry hidden, and one as it stands, as people do who tap a question.
_ABSENT_EVERY = 3
_VERBATIM_EVERY = 5
_WRONG_CANDIDATES = 10
# Parents also ask what no entry answers; hidden entries and outside sentences together stand for this share.
_UNANSWERABLE_SHARE = 0.25
# Below the 3 % that may be answered wrongly with confidence.
_WRONG_ANSWERS_ALLOWED = 0.025
# "Did you mean one of these?" costs a stray visitor a glance, and a parent who is not offered it an answer.
_WRONG_SUGGESTIONS_ALLOWED = 0.25
# An answer that is likelier wrong than right is never given alone.
_LIKELIER_RIGHT = 0.5
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One fitting question: what was found, and the entries that are right (none for the unanswerable)."""

    candidates: Sequence[Candidate]
    right: frozenset[str]
    is_outside: bool = False


@dataclass(frozen=True, slots=True)
class _Top:
    """The best candidate of a fitting question."""

    relevance: float
    lead: float
    is_right: bool
    is_answerable: bool
    is_outside: bool


def fit_calibration(
    snapshot: Snapshot,
    knowledge: KnowledgeBase,
    encoder: Encoder,
    out_of_scope: Sequence[str],
    labelled: Sequence[tuple[str, frozenset[str]]] = (),
) -> Calibration:
    """Fit weights and thresholds.

    Args:
        snapshot: Index of `knowledge`, with at least two entries.
        knowledge: Tells which entries share an age group and so answer the same question.
        encoder: The one the snapshot was built with.
        out_of_scope: Sentences that no entry answers; at least one.
        labelled: Questions with the ids of the entries that answer them; none for a question on our topic that no
            entry answers.
    """
    entries = knowledge.entries
    outside_asked = list(_asked_outside(snapshot, encoder, out_of_scope))
    labelled_asked = list(_asked_labelled(snapshot, encoder, entries, labelled))
    hidden_asked = list(_asked_by_parents(snapshot, entries))
    relevance = _fit_relevance([*hidden_asked, *labelled_asked, *outside_asked])
    judged = [*(labelled_asked or hidden_asked), *outside_asked]
    tops = [top for one in judged if (top := _top(one, relevance, entries))]
    scope, choice = _fit_scope(tops), _fit_choice(tops)
    draft = Calibration(relevance, scope, choice, 0.0, 0.0, "")
    outside = np.array([draft.confidence_of(top.relevance, top.lead) for top in tops if top.is_outside])
    return Calibration(
        relevance=relevance,
        scope=scope,
        choice=choice,
        answer_from=max(_LIKELIER_RIGHT, round(_share_above(outside, _WRONG_ANSWERS_ALLOWED), 3)),
        suggest_from=round(_share_above(outside, _WRONG_SUGGESTIONS_ALLOWED), 3),
        origin=_origin(snapshot, tops),
    )


def _asked_by_parents(snapshot: Snapshot, entries: Mapping[str, Entry]) -> Iterator[Asked]:
    rows = [
        row
        for row, passage in enumerate(snapshot.passages)
        if passage.kind == "question" and passage.entry_id in entries
    ]
    for number, row in enumerate(rows[:: max(1, len(rows) // _QUESTIONS)]):
        passage = snapshot.passages[row]
        question = question_for(snapshot, passage.text, np.array(snapshot.vectors[row]))
        right = _same_question(entries, passage.entry_id)
        yield Asked(find_candidates(snapshot, question, frozenset({row})), right)
        if number % _VERBATIM_EVERY == 0:
            yield Asked(find_candidates(snapshot, question), right)
        if number % _ABSENT_EVERY == 0:
            hidden = (row for entry_id in right for row in range(*snapshot.rows[entry_id]))
            yield Asked(find_candidates(snapshot, question, frozenset(hidden)), frozenset())


def _asked_labelled(
    snapshot: Snapshot, encoder: Encoder, entries: Mapping[str, Entry], labelled: Sequence[tuple[str, frozenset[str]]]
) -> Iterator[Asked]:
    texts = [normalise(text) for text, _ in labelled]
    for text, vector, (_, ids) in zip(texts, encoder.encode_queries(texts), labelled, strict=True):
        right = frozenset(same for one in ids if one in entries for same in _same_question(entries, one))
        yield Asked(find_candidates(snapshot, question_for(snapshot, text, vector)), right)


def _same_question(entries: Mapping[str, Entry], entry_id: str) -> frozenset[str]:
    group = entries[entry_id].age_group
    return frozenset({entry_id, *(other.id for other in entries.values() if group and other.age_group == group)})


def _asked_outside(snapshot: Snapshot, encoder: Encoder, sentences: Sequence[str]) -> Iterator[Asked]:
    texts = [normalise(sentence) for sentence in sentences]
    for text, vector in zip(texts, encoder.encode_queries(texts), strict=True):
        yield Asked(find_candidates(snapshot, question_for(snapshot, text, vector)), frozenset(), is_outside=True)


def _fit_relevance(asked: Sequence[Asked]) -> tuple[float, ...]:
    """Fit the log odds of a candidate to be right, over each question's right and most alike wrong candidates."""
    features, labels = [], []
    for one in asked:
        wrong = [candidate for candidate in one.candidates if candidate.entry_id not in one.right]
        nearest = sorted(wrong, key=lambda candidate: -float(candidate.features.sum()))[:_WRONG_CANDIDATES]
        right = [candidate for candidate in one.candidates if candidate.entry_id in one.right]
        features += [[*candidate.features, 1.0] for candidate in (*right, *nearest)]
        labels += [1.0] * len(right) + [0.0] * len(nearest)
    weights = _fit_logistic(np.array(features), np.array(labels), np.ones(len(labels)))
    return tuple(_rounded(weight) for weight in weights)


def _top(one: Asked, relevance: tuple[float, ...], entries: Mapping[str, Entry]) -> _Top | None:
    scores = Calibration(relevance, (0.0, 0.0), (0.0, 0.0, 0.0), 0.0, 0.0, "")
    ranked = sorted(
        ((scores.relevance_of(candidate.features), candidate.entry_id) for candidate in one.candidates), reverse=True
    )
    if not ranked:
        return None
    best, entry_id = ranked[0]
    same = _same_question(entries, entry_id)
    lead = best - max((score for score, other in ranked if other not in same), default=-np.inf)
    return _Top(best, lead, entry_id in one.right, bool(one.right), one.is_outside)


def _fit_scope(tops: Sequence[_Top]) -> tuple[float, float]:
    """Fit the chance that a question is on our topic: parents' questions against those from outside."""
    chosen = [top for top in tops if top.is_answerable or top.is_outside]
    weight, constant = _fit_logistic(
        np.array([scope_features(top.relevance) for top in chosen]),
        np.array([float(top.is_answerable) for top in chosen]),
        _weights([top.is_answerable for top in chosen]),
    )
    return _rounded(weight), _rounded(constant)


def _fit_choice(tops: Sequence[_Top]) -> tuple[float, float, float]:
    """Fit the chance that the best entry is right, given our topic; for a hidden entry none is."""
    chosen = [top for top in tops if not top.is_outside]
    of_relevance, of_lead, constant = _fit_logistic(
        np.array([choice_features(top.relevance, top.lead) for top in chosen]),
        np.array([float(top.is_right) for top in chosen]),
        _weights([top.is_answerable for top in chosen]),
    )
    return _rounded(of_relevance), _rounded(of_lead), _rounded(constant)


def _weights(are_answerable: Sequence[bool]) -> NDArray[np.float64]:
    """Weigh the unanswerable so that together they count for their share."""
    answerable = sum(are_answerable)
    total = answerable * _UNANSWERABLE_SHARE / (1 - _UNANSWERABLE_SHARE)
    weight = total / max(1, len(are_answerable) - answerable)
    return np.array([1.0 if one else weight for one in are_answerable])


def _rounded(weight: float) -> float:
    return round(float(weight), 4)


def _fit_logistic(
    features: NDArray[np.float64], labels: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Logistic regression with a small ridge by Newton's method; converges within a dozen steps."""
    fitted = np.zeros(features.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(features @ fitted, -30, 30)))
        slope = features.T @ (weights * (labels - chance)) - _RIDGE * fitted
        bend = (features * (weights * chance * (1 - chance))[:, None]).T @ features + _RIDGE * np.eye(len(fitted))
        fitted = fitted + np.linalg.solve(bend, slope)
    return fitted


def _share_above(confidences: NDArray[np.float64], allowed: float) -> float:
    """Return the threshold that at most the share `allowed` of these reach."""
    return float(np.quantile(confidences, 1 - allowed, method="higher")) + 0.001 if len(confidences) else 1.0


def _origin(snapshot: Snapshot, tops: Sequence[_Top]) -> str:
    answerable = [top for top in tops if top.is_answerable]
    first = sum(top.is_right for top in answerable) / max(1, len(answerable))
    outside = sum(top.is_outside for top in tops)
    return (
        f"fit_calibration on knowledge base {snapshot.manifest.knowledge_version}, encoder "
        f"{snapshot.manifest.encoder_name}: {len(answerable)} questions, right entry first for {first:.3f}, "
        f"{len(tops) - len(answerable) - outside} that no entry answers, {outside} from outside the topic"
    )


def _outside(sets: Path) -> list[str]:
    lines = (sets / "tuning" / "out_of_scope.txt").read_text("utf-8").splitlines()
    return [*filter(str.strip, lines), *(row["text"] for row in _tuning_rows(sets / "out_of_scope.csv"))]


def _labelled(sets: Path) -> list[tuple[str, frozenset[str]]]:
    ids = {row["id"]: frozenset(filter(None, row["entry_ids"].split("|"))) for row in _rows(sets / "expected.csv")}
    return [(row["text"], ids[row["id"]]) for row in _tuning_rows(sets / "questions.csv") if row["id"] in ids]


def _tuning_rows(path: Path) -> list[dict[str, str]]:
    """Rows that may be fitted on; the reporting half is never read."""
    return [row for row in _rows(path) if row["split"] == "tuning"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def main() -> None:
    """Fit on the current files and write the calibration that comes with the code."""
    parser = argparse.ArgumentParser(prog="python -m assistant.retrieval.calibration", description=main.__doc__)
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge_base"))
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--encoder", default=BUILTIN)
    parser.add_argument("--sets", type=Path, default=Path("tests/evaluation"), help="folder of the evaluation sets")
    parser.add_argument("--to", type=Path, default=PACKAGED)
    arguments = parser.parse_args()
    knowledge = load_knowledge(arguments.knowledge)
    encoder = load_encoder(arguments.encoder)
    snapshot = ensure_snapshot(knowledge, encoder, arguments.index)
    calibration = fit_calibration(snapshot, knowledge, encoder, _outside(arguments.sets), _labelled(arguments.sets))
    calibration.save(arguments.to)
    print(f"{calibration.origin}\nanswer from {calibration.answer_from}, suggest from {calibration.suggest_from}")


if __name__ == "__main__":
    main()
