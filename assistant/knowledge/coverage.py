"""How many entries there are for each topic and age."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assistant.domain.entry import Collection, Entry

AGE_BANDS = ((0, 2), (3, 5), (6, 11), (12, 23), (24, 35), (36, 83))
"""First and last completed month of each column; the bands in which feeding, sleep and fever are answered apart."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """One topic: entries in all, entries that hold for some month of each band, and questions as parents ask them."""

    collection: Collection
    topic: str
    entries: int
    by_band: tuple[int, ...]
    questions: int


def coverage(entries: Iterable[Entry], topics: Mapping[str, str]) -> list[Coverage]:
    """Count per topic, in the order of `topics`; topics that it does not name follow by name.

    An entry counts in every band that its ages touch, so a row's bands add up to more than its entries.
    """
    order = {topic: place for place, topic in enumerate(topics)}
    groups: dict[tuple[str, Collection], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.topic, entry.collection), []).append(entry)
    keys = sorted(groups, key=lambda key: (key[1] is Collection.POLICY_FAQ, order.get(key[0], len(order)), key[0]))
    return [_count(collection, topic, groups[topic, collection]) for topic, collection in keys]


def _count(collection: Collection, topic: str, entries: list[Entry]) -> Coverage:
    by_band = tuple(sum(_touches(entry.age_months, band) for entry in entries) for band in AGE_BANDS)
    return Coverage(collection, topic, len(entries), by_band, sum(len(entry.questions) for entry in entries))


def _touches(ages: tuple[int, int], band: tuple[int, int]) -> bool:
    return ages[0] <= band[1] and band[0] <= ages[1]
