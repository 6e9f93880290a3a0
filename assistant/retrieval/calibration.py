"""Fits the adapter, the weights and the thresholds of retrieval; run again whenever the knowledge base has grown.

`python -m assistant.retrieval.calibration` reads the current snapshot and the tuning halves of all sets of evaluation
questions, and writes `adapter.npz` and `calibration.json` beside this file. The adapter learns from the entries' own
wordings. The weights learn from questions written without sight of any entry: an entry's wordings were made unlike each
other, so they would teach that words count little. What a confidence means is learnt from questions on which neither
the weights nor the sense of scope were fitted (ten folds).
"""

import argparse
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from assistant.domain.entry import Entry
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.loader import load_knowledge
from assistant.language.normalise import normalise
from assistant.retrieval.adapter import PACKAGED as PACKAGED_ADAPTER
from assistant.retrieval.adapter import Adapter
from assistant.retrieval.adapter_fitting import fit_adapter, fit_scope
from assistant.retrieval.caution import caution_for
from assistant.retrieval.confidence import PACKAGED, Calibration
from assistant.retrieval.encoder import BUILTIN, load_encoder
from assistant.retrieval.encoding_processes import bulk_encoding
from assistant.retrieval.fitting import fit_chance, fit_ranking
from assistant.retrieval.fusion import Candidate, find_candidates, question_for
from assistant.retrieval.ranking import age_preference, breadth_preference, rank, signs
from assistant.retrieval.snapshot import Snapshot, ensure_snapshot, with_adapter
from assistant.retrieval.types import Encoder, Query

# "Did you mean one of these?" costs a stray visitor a glance, and a parent who is not offered it an answer.
_WRONG_SUGGESTIONS_ALLOWED = 0.3
# An entry that is right less than once in ten is not worth a button.
_LEAST_OFFERED = 0.1
# Below the 3 % of questions beside our topic that may be answered wrongly with confidence.
_WRONG_ANSWERS_ALLOWED = 0.025
# Of questions on our topic for which the labeller found no entry. Since entries were written for those that most ask,
# what is left is nearest to entries that answer in part (which milk after an allergy, one nap or two).
_ANSWERED_WITHOUT_ENTRY_ALLOWED = 0.25
# Asked for. Between 0.5 and 0.8 a higher threshold hardly makes answers righter: what remains wrong are neighbouring
# entries of which the label names one, and a stricter one would only answer fewer questions.
_RIGHT_WHEN_ANSWERED = 0.92
_FOLDS = 10
SETS = (Path("tests/evaluation"), Path("tests/evaluation/second"), Path("tests/evaluation/third"))
"""Folders of the sets; each was written by other people."""
_SEED = 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A question whose answers are known.

    Attributes:
        text: As it was asked.
        right: Ids of the entries that answer it; none for a question on our topic that no entry answers.
        age_months: The child's age, or None.
        is_outside: It is not ours to answer.
        is_near: Of the ones outside: it looks like ours (another city, a schoolchild, an adult's illness).
        source: The set it comes from; each set was written by other people.
    """

    text: str
    right: frozenset[str] = frozenset()
    age_months: int | None = None
    is_outside: bool = False
    is_near: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Top:
    """The best hit of a judged question, found with weights fitted without it."""

    judged: Judged
    signs: NDArray[np.float64]
    age: float
    is_right: bool
    is_cautioned: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """What fitting gives; `confidences` are those of `tops`, each from a fit without that question."""

    adapter: Adapter
    calibration: Calibration
    tops: tuple[Top, ...]
    confidences: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    judged: Judged
    right: frozenset[str]
    vector: NDArray[np.float32]
    candidates: Sequence[Candidate]


def fit_calibration(
    snapshot: Snapshot, knowledge: KnowledgeBase, encoder: Encoder, judged: Sequence[Judged], on: date
) -> Fitted:
    """Fit adapter, weights and thresholds.

    Args:
        snapshot: Index of `knowledge`, with at least two entries.
        knowledge: Tells which entries share an age group and so answer the same question.
        encoder: The one the snapshot was built with.
        judged: At least ten that are ours and ten that are not.
        on: Day on which policy entries must be in force.
    """
    vectors = encoder.encode_queries([snapshot.spoken.read(normalise(one.text)) for one in judged])
    outside = np.array([one.is_outside for one in judged])
    snapshot = with_adapter(snapshot, fit_adapter(snapshot, _groups(snapshot, knowledge), vectors[outside]))
    asked = [_ask(snapshot, knowledge, one, vector) for one, vector in zip(judged, vectors, strict=True)]
    folds = np.random.default_rng(_SEED).permutation(len(asked)) % _FOLDS
    tops = [top for fold in range(_FOLDS) for top in _tops(snapshot, knowledge, asked, folds == fold, on)]
    confidences = _cross_validated(tops)
    answer_from, suggest_from = _thresholds(tops, confidences)
    calibration = replace(
        _fit_weights(asked, knowledge),
        confidence=_fit_confidence(tops),
        answer_from=round(answer_from, 3),
        suggest_from=round(suggest_from, 3),
        origin=_origin(snapshot, tops),
    )
    return Fitted(snapshot.adapter, calibration, tuple(tops), tuple(confidences))


def _ask(snapshot: Snapshot, knowledge: KnowledgeBase, judged: Judged, vector: NDArray[np.float32]) -> _Asked:
    entries = knowledge.entries
    right = frozenset(same for one in judged.right if one in entries for same in _same_question(entries, one))
    text = snapshot.spoken.read(normalise(judged.text))
    candidates = find_candidates(snapshot, question_for(snapshot, text, vector))
    return _Asked(judged, right, vector, candidates)


def _same_question(entries: Mapping[str, Entry], entry_id: str) -> frozenset[str]:
    group = entries[entry_id].age_group
    return frozenset({entry_id, *(other.id for other in entries.values() if group and other.age_group == group)})


def _groups(snapshot: Snapshot, knowledge: KnowledgeBase) -> NDArray[np.intp]:
    names = [knowledge.entries[entry_id].age_group or entry_id for entry_id in snapshot.entry_ids]
    return np.unique(names, return_inverse=True)[1][snapshot.owners]


def _fit_weights(asked: Sequence[_Asked], knowledge: KnowledgeBase) -> Calibration:
    """Weights of the ranking alone; the rest of the calibration is empty."""
    lists = []
    for one in asked:
        age, found = one.judged.age_months, [knowledge.entries[each.entry_id] for each in one.candidates]
        ages = [(age_preference(entry, age), breadth_preference(entry, age)) for entry in found]
        # An entry of another age answers the same question, but not this child's.
        right = [each.entry_id in (one.judged.right or one.right) for each in one.candidates]
        if any(right):
            features = np.column_stack([[each.features for each in one.candidates], ages])
            lists.append((features, np.array(right)))
    *relevance, age_weight, breadth = (round(float(weight), 4) for weight in fit_ranking(lists))
    return Calibration(tuple(relevance), age_weight, breadth, (), 0.0, 0.0, "")


def _tops(
    snapshot: Snapshot,
    knowledge: KnowledgeBase,
    asked: Sequence[_Asked],
    is_left_out: NDArray[np.bool_],
    on: date,
) -> Iterator[Top]:
    """Best hits of the questions left out, by weights and a sense of scope that know the others alone."""
    known = [one for one, left_out in zip(asked, is_left_out, strict=True) if not left_out]
    weights = _fit_weights(known, knowledge)
    outside = np.array([one.vector for one in known if one.judged.is_outside])
    ours = snapshot.plain_vectors[snapshot.is_asked]
    scope = fit_scope(snapshot.adapter.middle, ours, outside, snapshot.adapter.scope.astype(np.float64))
    adapter = replace(snapshot.adapter, scope=scope)
    for one in (one for one, left_out in zip(asked, is_left_out, strict=True) if left_out):
        query = Query(one.judged.text, on, one.judged.age_months)
        ranked = rank(one.candidates, knowledge.entries, query, weights)
        if ranked:
            first = ranked[0]
            yield Top(
                one.judged,
                signs(first, ranked, adapter.scope_of(one.vector), len(normalise(one.judged.text))),
                first.age,
                first.entry.id in one.judged.right,
                caution_for(
                    normalise(one.judged.text), first.entry, knowledge.scope_words, snapshot.tokeniser.whole_words
                )
                is not None,
            )


def _fit_confidence(tops: Sequence[Top]) -> tuple[float, ...]:
    signs = np.array([top.signs for top in tops])[:, :-1]
    middle, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    features = np.column_stack([(signs - middle) / spread, np.ones(len(signs))])
    *weights, constant = fit_chance(features, np.array([float(top.is_right) for top in tops]))
    weights = np.array(weights) / spread
    return tuple(round(float(weight), 4) for weight in (*weights, constant - middle @ weights))


def _cross_validated(tops: Sequence[Top]) -> list[float]:
    """Confidence of each top, fitted on the other folds."""
    folds = np.random.default_rng(_SEED).permutation(len(tops)) % _FOLDS
    found = np.zeros(len(tops))
    for fold in range(_FOLDS):
        weights = _fit_confidence([top for top, other in zip(tops, folds, strict=True) if other != fold])
        judge = Calibration((), 0.0, 0.0, weights, 0.0, 0.0, "")
        for number in np.flatnonzero(folds == fold).tolist():
            found[number] = judge.confidence_of(tops[number].signs, tops[number].age)
    return [float(one) for one in found]


def _thresholds(tops: Sequence[Top], confidences: Sequence[float]) -> tuple[float, float]:
    """The lowest confidence that may be answered, and the lowest that may be offered."""
    pairs = list(zip(tops, confidences, strict=True))
    ours = sorted(((sure, top.is_right) for top, sure in pairs if top.judged.right), reverse=True)
    is_without = [not (top.judged.right or top.judged.is_outside or top.is_cautioned) for top in tops]
    without = [sure for sure, belongs in zip(confidences, is_without, strict=True) if belongs]
    answer_from, right = 1.0, 0
    for number, (sure, is_right) in enumerate(ours, 1):
        right += is_right
        if (
            right / number >= _RIGHT_WHEN_ANSWERED
            and _share_misled(pairs, sure) <= _WRONG_ANSWERS_ALLOWED
            and sum(other >= sure for other in without) <= _ANSWERED_WITHOUT_ENTRY_ALLOWED * len(without)
        ):
            answer_from = sure
    stray = np.array([sure for top, sure in pairs if top.judged.is_outside])
    suggest_from = float(np.quantile(stray, 1 - _WRONG_SUGGESTIONS_ALLOWED))
    return answer_from, min(max(suggest_from, _LEAST_OFFERED), answer_from / 2)


def _share_misled(pairs: Sequence[tuple[Top, float]], answer_from: float) -> float:
    """Share of the near misses that would be answered, in the set where it is highest."""
    sets: dict[str, list[bool]] = {}
    for top, sure in pairs:
        if top.judged.is_near:
            sets.setdefault(top.judged.source, []).append(sure >= answer_from and not top.is_cautioned)
    return max((sum(answered) / len(answered) for answered in sets.values()), default=0.0)


def _origin(snapshot: Snapshot, tops: Sequence[Top]) -> str:
    ours = [top for top in tops if top.judged.right]
    outside = sum(top.judged.is_outside for top in tops)
    first = sum(top.is_right for top in ours) / max(1, len(ours))
    return (
        f"fit_calibration on knowledge base {snapshot.manifest.knowledge_version}, encoder "
        f"{snapshot.manifest.encoder_name}: {len(ours)} questions, right entry first for {first:.3f} when left out, "
        f"{len(tops) - len(ours) - outside} that no entry answers, {outside} that are not ours"
    )


def read_judged(sets: Sequence[Path]) -> list[Judged]:
    """Return the tuning halves of sets of evaluation questions; the reporting halves are never fitted on."""
    return [one for folder in sets for one in _read_set(folder)]


def _read_set(folder: Path) -> Iterator[Judged]:
    ids = {row["id"]: frozenset(filter(None, row["entry_ids"].split("|"))) for row in _rows(folder / "expected.csv")}
    for row in _tuning_rows(folder / "questions.csv"):
        if row["id"] in ids:
            age = int(float(row["age_months"])) if row["age_months"] else None
            yield Judged(row["text"], ids[row["id"]], age, source=folder.name)
    for row in _tuning_rows(folder / "out_of_scope.csv"):
        yield Judged(row["text"], is_outside=True, is_near=True, source=folder.name)
    far = folder / "tuning" / "out_of_scope.txt"
    lines = far.read_text("utf-8").splitlines() if far.exists() else []
    yield from (Judged(line, is_outside=True, source=folder.name) for line in lines if line.strip())


def _tuning_rows(path: Path) -> list[dict[str, str]]:
    return [row for row in _rows(path) if row["split"] == "tuning"]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _print_report(fitted: Fitted) -> None:
    """Print what cross-validation says: shares at the threshold, and the confidence by tenths."""
    pairs = list(zip(fitted.tops, fitted.confidences, strict=True))
    print(f"{fitted.calibration.origin}, answered from {fitted.calibration.answer_from}")
    print(f"offered from {fitted.calibration.suggest_from}. Cross-validated, in ten folds:")
    given = [(top, sure) for top, sure in pairs if sure >= fitted.calibration.answer_from and not top.is_cautioned]
    for source in dict.fromkeys(top.judged.source for top in fitted.tops):
        for name, belongs in (
            ("ours", lambda one: bool(one.right)),
            ("ours without an entry", lambda one: not one.right and not one.is_outside),
            ("near misses outside", lambda one: one.is_near),
        ):
            answered = [top for top, _ in given if top.judged.source == source and belongs(top.judged)]
            asked = [top for top in fitted.tops if top.judged.source == source and belongs(top.judged)]
            first = f", right entry first for {sum(top.is_right for top in asked)}" if name == "ours" else ""
            rightly = sum(top.is_right for top in answered)
            print(f"  {source}, {name}: {len(asked)}{first}, answered {len(answered)}, {rightly} of them rightly")
    for tenth in range(10):
        inside = [(top, sure) for top, sure in pairs if min(9, int(sure * 10)) == tenth]
        if inside:
            mean = sum(sure for _, sure in inside) / len(inside)
            right = sum(top.is_right for top, _ in inside) / len(inside)
            print(f"  {tenth / 10:.1f}-{(tenth + 1) / 10:.1f}: {len(inside):4d}  {mean:.2f}  {right:.2f}")


def main() -> None:
    """Fit on the current files and write the adapter and the calibration that come with the code."""
    parser = argparse.ArgumentParser(prog="python -m assistant.retrieval.calibration", description=main.__doc__)
    parser.add_argument("--knowledge", type=Path, default=Path("knowledge_base"))
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--encoder", default=BUILTIN)
    parser.add_argument("--sets", type=Path, nargs="+", default=SETS, help="folders of the evaluation sets")
    parser.add_argument("--to", type=Path, default=PACKAGED.parent, help="folder for both files")
    arguments = parser.parse_args()
    knowledge = load_knowledge(arguments.knowledge)
    encoder = load_encoder(arguments.encoder)
    snapshot = ensure_snapshot(knowledge, encoder, arguments.index, bulk=bulk_encoding(encoder.name))
    fitted = fit_calibration(
        snapshot, knowledge, encoder, read_judged(arguments.sets), datetime.now(ZoneInfo("Asia/Shanghai")).date()
    )
    fitted.adapter.save(arguments.to / PACKAGED_ADAPTER.name)
    fitted.calibration.save(arguments.to / PACKAGED.name)
    _print_report(fitted)


if __name__ == "__main__":
    main()
