"""Searching institutions: near a shared point, in a named area, or by name."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from time import monotonic

import numpy as np

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.geography import Point
from assistant.domain.institution import Institution
from assistant.domain.places import Area
from assistant.errors import NotFound, UnusableAge
from assistant.services import institution_wording as wording
from assistant.services.clock import Clock
from assistant.services.institution_reasons import distance_in_words, reasons
from assistant.services.institution_snapshot import Filters, Mask, Rows, Snapshot, metres_of, squared_chord
from assistant.services.places import Places
from assistant.services.unit_of_work import UnitOfWorkFactory

RADII_METRES = (3_000, 5_000, 10_000, 20_000, 120_000)
"""First reach, then wider; the last covers the city from end to end."""

ENOUGH = 3
"""Results that make a wider circle needless up to 10 km: less is no choice. Beyond, one is enough."""

FARTHEST_FOR_CHOICE_METRES = 10_000
NEARBY_METRES = 10_000
"""How far around an area its neighbours are looked at."""

LOOKS_EVERY_SECONDS = 2.0
"""How long a search may go on with a list that another process has just changed."""

IsHoliday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for; a point goes before an area, both may be absent.

    Attributes:
        filters: What each result must fulfil.
        point: Where the person is, as just shared.
        area: Where they say they want it.
        name: The institution's name, or a text that holds it.
        among: Ids, nearest first, as `nearest` returned them; with them only these are looked at, in their order.
        cheapest_first: Order by the monthly fee that the list names, before everything else.
        limit: Most results.
    """

    filters: Filters = field(default_factory=Filters)
    point: Point | None = field(default=None, repr=False)
    area: Area | None = None
    name: str = ""
    among: tuple[str, ...] = ()
    cheapest_first: bool = False
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One result.

    Attributes:
        institution: The row.
        distance_metres: Great-circle, to ten metres; None unless a point was shared and the row has one.
        reasons: Why it stands here, as short phrases; the first says where it is.
    """

    institution: Institution
    distance_metres: int | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """The results of one wish.

    Attributes:
        found: Best first.
        total: How many there are in reach, more than `found` may hold.
        radius_metres: Circle that was searched in the end; None without a point.
        notes: Sentences about the search itself: widened, neighbours added, how distances are meant.
    """

    found: tuple[Found, ...]
    total: int
    radius_metres: int | None
    notes: tuple[str, ...]

    @property
    def is_sample(self) -> bool:
        """Whether a fictional institution is among the results."""
        return any(found.institution.is_sample for found in self.found)


class Institutions:
    """Searches the list that is in the database, from a copy in memory.

    Args:
        unit_of_work: Opens a transaction.
        places: Names and rough points of Wuxi's units.
        clock: The present instant, local.
        is_holiday: Whether institutions are closed on a day that is no weekend.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        places: Places,
        clock: Clock,
        is_holiday: IsHoliday = lambda day: False,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._places = places
        self._clock = clock
        self._is_holiday = is_holiday
        self._snapshot: Snapshot | None = None
        self._looked_at = 0.0
        self._one_at_a_time = asyncio.Lock()

    async def search(self, wish: Wish) -> Search:
        """Return what fits the wish.

        Raises:
            UnusableAge: The age is beyond 0 to 83 months.
        """
        check_age(wish.filters.age_months)
        return search(await self.current(), wish, self._clock(), self._is_holiday)

    async def nearest(self, point: Point, limit: int) -> tuple[str, ...]:
        """Return the ids of the institutions around a point, roughly the nearest first, whatever they offer."""
        snapshot = await self.current()
        chords = snapshot.rough_chords(point, np.ones(len(snapshot.rows), bool))
        order: list[int] = np.argsort(chords, kind="stable").tolist()  # nan comes last
        return tuple(snapshot.rows[row].id for row in order[:limit] if not np.isnan(chords[row]))

    async def get(self, institution_id: str) -> Institution:
        """Return one running institution; raises NotFound."""
        snapshot = await self.current()
        if institution_id not in snapshot.by_id:
            raise NotFound(f"No running institution has the id {institution_id!r}.")
        return snapshot.rows[snapshot.by_id[institution_id]]

    async def named(self, text: str, limit: int = 3) -> tuple[Institution, ...]:
        """Return institutions whose name `text` holds, typos allowed, best first; a place in `text` decides."""
        snapshot = await self.current()
        rows = [snapshot.rows[row] for row, _ in snapshot.names.find(text, limit * 10)]
        area = self._places.find(text).area
        here = [row for row in rows if area and _lies_in(row, area)]
        return tuple((here or rows)[:limit])

    async def refresh(self) -> None:
        """Show what was just written, without waiting for the next look."""
        self._looked_at = 0.0
        await self.current()

    async def current(self) -> Snapshot:
        """Return the list in memory, brought up to date when an import of any process changed it."""
        if self._snapshot is not None and monotonic() - self._looked_at < LOOKS_EVERY_SECONDS:
            return self._snapshot
        async with self._one_at_a_time:
            if self._snapshot is None or monotonic() - self._looked_at >= LOOKS_EVERY_SECONDS:
                self._snapshot = await self._up_to_date(self._snapshot)
                self._looked_at = monotonic()
            return self._snapshot

    async def _up_to_date(self, snapshot: Snapshot | None) -> Snapshot:
        async with self._unit_of_work() as uow:
            version = await uow.institutions.version()
            if snapshot is not None and snapshot.version == version:
                return snapshot
            kept = await uow.institutions.list_all()
        return await asyncio.to_thread(Snapshot, [row.institution for row in kept], self._places, version)


def check_age(age_months: int | None) -> None:
    """Let an age through that institutions are for; raises UnusableAge."""
    if age_months is not None and not 0 <= age_months <= OLDEST_MONTHS:
        raise UnusableAge(f"{age_months} months is no age between 0 and {OLDEST_MONTHS}.")


def search(snapshot: Snapshot, wish: Wish, now: datetime, is_holiday: IsHoliday = lambda day: False) -> Search:
    """Search one snapshot; pure but for the clock that is handed in."""
    mask = snapshot.matching(wish.filters, now, is_holiday(now.date()))
    if wish.name:
        named = np.zeros(len(mask), bool)
        named[[row for row, _ in snapshot.names.find(wish.name, 50)]] = True
        mask &= named
    tell = _Teller(snapshot, wish, now)
    if wish.among:
        known = [snapshot.by_id[one] for one in wish.among if one in snapshot.by_id]
        rows = tell.in_order([row for row in known if mask[row]])
        return Search(tuple(tell.found(row, tell.unit(row)) for row in rows[: wish.limit]), len(rows), None, ())
    if wish.point is not None:
        return _near_point(snapshot, mask, wish, wish.point, tell)
    if wish.area is not None:
        return _in_area(snapshot, mask, wish, wish.area, tell)
    rows = tell.by_fit(np.flatnonzero(mask))
    return Search(tuple(tell.found(row, tell.unit(row)) for row in rows[: wish.limit]), len(rows), None, ())


def _near_point(snapshot: Snapshot, mask: Mask, wish: Wish, point: Point, tell: "_Teller") -> Search:
    """Nearest first; equal distances by fit and freshness. Rows without a point of their own come last, unmeasured."""
    chords = snapshot.chords(point, mask & snapshot.has_point)
    counts = [int(np.count_nonzero(chords <= squared_chord(radius))) for radius in RADII_METRES]
    reach = _reach(counts)
    near = np.flatnonzero(chords <= squared_chord(RADII_METRES[reach]))
    metres = np.round(metres_of(chords[near]), -1).astype(np.int64)
    rows = tell.by_fit(near, metres)
    distance = dict(zip(near.tolist(), metres.tolist(), strict=True))
    found = [tell.found(row, distance_in_words(distance[row]), distance[row]) for row in rows[: wish.limit]]
    unmeasured: list[int] = []
    if len(found) < wish.limit:
        rough = snapshot.rough_chords(point, mask & ~snapshot.has_point)
        unmeasured = tell.by_fit(np.flatnonzero(rough <= squared_chord(RADII_METRES[reach])))
        found += [tell.found(row, tell.unit(row)) for row in unmeasured[: wish.limit - len(found)]]
    notes = [_widened(counts, reach), wording.GREAT_CIRCLE if rows else ""]
    return Search(tuple(found), len(rows) + len(unmeasured), RADII_METRES[reach], tuple(filter(None, notes)))


def _reach(counts: Sequence[int]) -> int:
    """Return which radius is used."""
    for place, (radius, count) in enumerate(zip(RADII_METRES, counts, strict=True)):
        if count >= ENOUGH or (count and radius >= FARTHEST_FOR_CHOICE_METRES):
            return place
    return len(RADII_METRES) - 1


def _widened(counts: Sequence[int], reach: int) -> str:
    if counts[reach] == 0:
        return wording.NOTHING_IN_REACH.format(to_km=RADII_METRES[reach] / 1000)
    if reach == 0:
        return ""
    template = wording.WIDENED if counts[0] else wording.WIDENED_FROM_NONE
    return template.format(from_km=RADII_METRES[0] / 1000, count=counts[0], to_km=RADII_METRES[reach] / 1000)


def _in_area(snapshot: Snapshot, mask: Mask, wish: Wish, area: Area, tell: "_Teller") -> Search:
    """Those inside by fit and freshness; where that is no choice, neighbours by roughly how far away they are."""
    inside = mask & snapshot.inside(area.district, area.subdistricts)
    rows = tell.by_fit(np.flatnonzero(inside))
    found = [tell.found(row, tell.unit(row)) for row in rows[: wish.limit]]
    notes: list[str] = []
    if len(rows) < ENOUGH and area.point is not None:
        rough = snapshot.rough_chords(area.point, mask & ~inside)
        around = np.flatnonzero(rough <= squared_chord(NEARBY_METRES))
        near = tell.by_fit(around, np.round(metres_of(rough[around]), -3).astype(np.int64))
        near = near[: min(wish.limit, 2 * ENOUGH) - len(found)]
        found += [tell.found(row, tell.unit(row, nearby=True)) for row in near]
        if near:
            notes.append(wording.NEARBY_TOO.format(area=area.name))
            notes += [wording.POINT_OF_DISTRICT.format(area=area.name)] if area.is_point_of_district else []
    return Search(tuple(found), max(len(rows), len(found)), None, tuple(notes))


class _Teller:
    """Says how well rows fit one wish, and why."""

    def __init__(self, snapshot: Snapshot, wish: Wish, now: datetime) -> None:
        self._snapshot = snapshot
        self._wish = wish
        self._today = now.date()

    def by_fit(self, rows: Rows, distances: Rows | None = None) -> list[int]:
        """Return rows, the best fitting first; with `distances` of these rows the nearest first, then so."""
        fits, days, names = self._snapshot.fit(rows, self._wish.filters.age_months, self._today)
        keys = (names, days, fits) if distances is None else (names, days, fits, distances)
        return self.in_order(rows[np.lexsort(keys)].tolist())

    def in_order(self, rows: list[int]) -> list[int]:
        """Return rows as they are, or the cheapest first where that is wanted; equal fees stay in their order."""
        if not self._wish.cheapest_first:
            return rows
        by_fee = np.argsort(self._snapshot.fees(np.array(rows, np.int64)), kind="stable")
        return [rows[place] for place in by_fee]

    def unit(self, row: int, nearby: bool = False) -> str:
        """Return where a row is without a figure."""
        institution = self._snapshot.rows[row]
        if not institution.subdistrict:
            return wording.IN_DISTRICT.format(district=institution.district)
        template = wording.NEAR_UNIT if nearby else wording.IN_UNIT
        return template.format(unit=institution.subdistrict)

    def found(self, row: int, where: str, metres: int | None = None) -> Found:
        """Return a row with its reasons."""
        institution, filters = self._snapshot.rows[row], self._wish.filters
        why = reasons(institution, where, filters.age_months, self._today, filters.open_now)
        return Found(institution, metres, why)


def _lies_in(row: Institution, area: Area) -> bool:
    return row.district == area.district and (not area.subdistricts or row.subdistrict in area.subdistricts)
