"""Orders candidates for one child, place and day."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.domain.entry import Collection, Entry
from assistant.retrieval.confidence import Calibration, signs_of
from assistant.retrieval.fusion import Candidate
from assistant.retrieval.types import Query

_ALL_AGES_MONTHS = 84
# A band made for the age wins between entries that fit the question alike; an entry for another age leads only when
# nothing else fits the question. `Calibration.age` says what one of these is worth.
_NARROW_BAND_BONUS = 0.8
_OUTSIDE_PENALTY = 0.8
_PENALTY_PER_MONTH_AWAY = 0.2
_LARGEST_PENALTY = 3.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its relevance in log odds, up to a constant, and what `age_preference` gave to it."""

    entry: Entry
    candidate: Candidate
    relevance: float
    age: float


def rank(
    candidates: Sequence[Candidate], entries: Mapping[str, Entry], query: Query, calibration: Calibration
) -> list[Ranked]:
    """Return the candidates that may be shown, best first.

    A candidate without a loaded entry is dropped, so is one that does not hold on the day or in the district, or that
    another entry in force replaces.
    """
    replaced = {entry.supersedes for entry in entries.values() if entry.supersedes and _may_show(entry, query)}
    ranked = []
    for candidate in candidates:
        entry = entries.get(candidate.entry_id)
        if entry is not None and _may_show(entry, query) and entry.id not in replaced:
            age = age_preference(entry, query.age_months)
            relevance = (
                calibration.relevance_of(candidate.features)
                + calibration.age * age
                + calibration.breadth * breadth_preference(entry, query.age_months)
            )
            ranked.append(Ranked(entry, candidate, relevance, age))
    return sorted(ranked, key=lambda one: -one.relevance)


def lead(one: Ranked, ranked: Sequence[Ranked]) -> float:
    """How far `one` leads the other entries together, in log odds; negative when they are likelier.

    Entries of one age group answer the same question and do not compete. An entry alone leads by a wide margin.
    """
    others = [other.relevance for other in ranked if other is not one and not _same_question(other.entry, one.entry)]
    return one.relevance - (float(np.logaddexp.reduce(others)) if others else -math.inf)


def signs(one: Ranked, ranked: Sequence[Ranked], scope: float, length: int) -> NDArray[np.float64]:
    """Return what the confidence of a ranked entry is read from.

    Args:
        one: One of `ranked`.
        ranked: All candidates.
        scope: As `Adapter.scope_of` gives it for the question.
        length: Characters of the question.
    """
    is_policy = one.entry.collection is Collection.POLICY_FAQ
    return signs_of(one.candidate.features, lead(one, ranked), scope, length, one.age, is_policy)


def age_preference(entry: Entry, age_months: int | None) -> float:
    """Bonus or penalty, -3..0.8: a narrow band around the age first, then wide ones, then bands that exclude it."""
    if age_months is None:
        return 0.0
    first, last = entry.age_months
    if entry.fits_age(age_months):
        return _NARROW_BAND_BONUS * (1 - (last - first + 1) / _ALL_AGES_MONTHS)
    away = max(first - age_months, age_months - last)
    return -min(_LARGEST_PENALTY, _OUTSIDE_PENALTY + _PENALTY_PER_MONTH_AWAY * away)


def breadth_preference(entry: Entry, age_months: int | None) -> float:
    """Penalty, -4.5..0, for a narrow band while the age is not known: it is likely to miss this child's.

    The log of the band's share of all ages, which is the chance that any one age lies in it; 0 where an age is known.
    """
    first, last = entry.age_months
    return math.log((last - first + 1) / _ALL_AGES_MONTHS) if age_months is None else 0.0


def _may_show(entry: Entry, query: Query) -> bool:
    return entry.holds_on(query.on) and entry.holds_in(query.district)


def _same_question(one: Entry, other: Entry) -> bool:
    return one.age_group != "" and one.age_group == other.age_group
