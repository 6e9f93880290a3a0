"""Values read out of messages, against a table of utterances: each value exactly, and nothing beside them."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.domain.child import Age
from assistant.domain.measures import AgeMention, DateMention, Reading
from assistant.evaluation.sets import Share, share
from assistant.language.named_things import find_fees, find_institution_names, find_nicknames
from assistant.language.pipeline import build_pipeline, read_with_pipeline
from assistant.language.private import find_private
from assistant.services.clock import WUXI_TIME

SPOKEN_AT = datetime(2026, 11, 23, 10, tzinfo=WUXI_TIME)
"""A Monday: 下周三 in the table is meant from here."""

NONE = "none"
PLACES = ("district", "subdistrict")


@dataclass(frozen=True, slots=True)
class EntityEvaluation:
    """Share of right rows for each kind, and the wrong ones: (kind, text, expected, got)."""

    right: Mapping[str, Share]
    misses: tuple[tuple[str, str, str, str], ...]


def evaluate_entities(table: Path, lookups: Path) -> EntityEvaluation:
    """Read every utterance of the table at the same moment."""
    with table.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    pipeline = build_pipeline(lookups)
    judged = [(row, _values(read_with_pipeline(pipeline, row["text"], SPOKEN_AT), row["kind"])) for row in rows]
    kinds = dict.fromkeys(row["kind"] for row in rows)
    return EntityEvaluation(
        right={kind: share(row["expected"] == got for row, got in judged if row["kind"] == kind) for kind in kinds},
        misses=tuple((r["kind"], r["text"], r["expected"], got) for r, got in judged if r["expected"] != got),
    )


def _values(reading: Reading, kind: str) -> str:
    """All values of a kind in the order of the text, as the table writes them."""
    return " ".join(READERS.get(kind, _terms(kind))(reading)) or NONE


def _terms(*labels: str) -> Callable[[Reading], list[str]]:
    return lambda reading: [term.value for term in reading.terms if term.label in labels]


def _ages(reading: Reading) -> list[str]:
    return [_age(mention) for mention in reading.ages]


def _age(mention: AgeMention) -> str:
    """8, 42d for an age in days, 4-6 for a range."""
    if mention.upper is not None:
        return f"{mention.age.months}-{mention.upper.months}"
    return f"{mention.age.days}d" if _is_in_days(mention.age, mention.span.text) else str(mention.age.months)


def _is_in_days(age: Age, said: str) -> bool:
    return age.days is not None and ("月" not in said and "岁" not in said)


def _dates(reading: Reading) -> list[str]:
    return [_date(mention) for mention in reading.dates]


def _date(mention: DateMention) -> str:
    """2026-12-02, 2026-11-28/2026-11-29, 2026-12-02 morning, 2026-11-24T15:00."""
    if mention.starts_at is not None:
        return mention.starts_at.strftime("%Y-%m-%dT%H:%M")
    days = mention.first_on.isoformat()
    if mention.last_on != mention.first_on:
        days += f"/{mention.last_on.isoformat()}"
    return f"{days} {mention.part_of_day}" if mention.part_of_day else days


READERS: Mapping[str, Callable[[Reading], list[str]]] = {
    "age": _ages,
    "date": _dates,
    "place": _terms(*PLACES),
    "temperature": lambda reading: [str(one.celsius) for one in reading.temperatures],
    "duration": lambda reading: [f"{round(one.hours, 2):g}" for one in reading.durations],
    "weight": lambda reading: [f"{one.kilograms:g}" for one in reading.weights],
    "height": lambda reading: [f"{one.centimetres:g}" for one in reading.lengths],
    "phone": lambda reading: [kind for _, _, kind in find_private(reading.text) if kind in ("mobile", "landline")],
    "fee": lambda reading: [str(one.yuan_per_month) for one in find_fees(reading.text)],
    "nickname": lambda reading: [one.name for one in find_nicknames(reading.text)],
    "institution": lambda reading: [one.name for one in find_institution_names(reading.text)],
}
"""How the values of each kind are read; every other kind is a known word of that label."""
