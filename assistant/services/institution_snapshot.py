"""The list of institutions in memory, as arrays that one search runs over in a few milliseconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.geography import EARTH_RADIUS_METRES, Point
from assistant.domain.institution import FRESH_DAYS, GRADES, CareService, Institution
from assistant.domain.opening_hours import is_open, read_opening_hours
from assistant.services.institution_names import NameIndex
from assistant.services.places import Places

Mask = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]
UNKNOWN = -1
_SERVICES = tuple(CareService)
_FEES = ("fee_full_day", "fee_half_day", "fee_hourly", "fee_drop_in")


@dataclass(frozen=True, slots=True)
class Filters:
    """What is wanted; None and False ask for nothing.

    Attributes:
        age_months: The child's age; institutions that say nothing of ages stay in.
        inclusive: Inclusive ones (普惠) alone.
        free_places: Ones with a free place, as last confirmed.
        fee_max: Highest monthly fee; those that name none stay out.
        services: Kinds of care, all of which are wanted.
        grade: The lowest grade that will do.
        open_now: Ones that are open at this moment, by their published hours.
    """

    age_months: int | None = None
    inclusive: bool = False
    free_places: bool = False
    fee_max: float | None = None
    services: tuple[CareService, ...] = ()
    grade: str | None = None
    open_now: bool = False


class Snapshot:
    """All institutions that are running, never changed after it is made.

    Args:
        rows: As stored; closed ones are left out.
        places: Where a row without a point roughly lies.
        version: Number of the import that it shows.
    """

    def __init__(self, rows: Sequence[Institution], places: Places, version: int) -> None:
        self.version = version
        self.rows = tuple(row for row in rows if not row.is_closed)
        self.by_id = {row.id: position for position, row in enumerate(self.rows)}
        self._vectors = _unit_vectors([row.point for row in self.rows])
        self._rough = _unit_vectors([_rough_point(row, places) for row in self.rows])
        self.has_point = ~np.isnan(self._vectors[0])
        self._area_numbers: dict[tuple[str, str], int] = {}
        self._areas = np.array([self._area_number(row) for row in self.rows], np.int32)
        self._youngest = np.array([row.age_months_min or 0 for row in self.rows], np.int16)
        self._oldest = np.array(
            [OLDEST_MONTHS if row.age_months_max is None else row.age_months_max for row in self.rows], np.int16
        )
        self._inclusive = np.array([row.is_inclusive for row in self.rows], bool)
        self._ages_known = np.array([row.takes(0) is not None for row in self.rows], bool)
        self._free = np.array([UNKNOWN if row.places_free is None else row.places_free for row in self.rows], np.int32)
        self._confirmed = np.array([_ordinal(row.places_confirmed_on) for row in self.rows], np.int64)
        self._name_rank = np.argsort(np.argsort([row.name for row in self.rows]))
        self._fee = np.array([_monthly_fee(row) for row in self.rows], np.float64)
        self._services = np.array([_service_bits(row) for row in self.rows], np.int16)
        self._grade = np.array([GRADES.index(row.quality_grade) if row.quality_grade else 99 for row in self.rows])
        hours = sorted({row.opening_hours for row in self.rows})
        self._hours = [read_opening_hours(text) for text in hours]
        number = {text: position for position, text in enumerate(hours)}
        self._hours_of = np.array([number[row.opening_hours] for row in self.rows], np.int64)
        words = {division.name for division in places.divisions}
        words |= {word[:-1] for word in words if len(word) > 2} | {word.removesuffix("街道") for word in words}
        self.names = NameIndex([row.name for row in self.rows], words)
        self.has_samples = any(row.is_sample for row in self.rows)

    def matching(self, filters: Filters, now: datetime, is_holiday: bool) -> Mask:
        """Return which rows fulfil every filter."""
        mask = np.ones(len(self.rows), bool)
        if filters.age_months is not None:
            mask &= (self._youngest <= filters.age_months) & (filters.age_months <= self._oldest)
        if filters.inclusive:
            mask &= self._inclusive
        if filters.free_places:
            mask &= self._free > 0
        if filters.fee_max is not None:
            mask &= self._fee <= filters.fee_max  # a missing fee is nan, which is never less
        if filters.services:
            wanted = sum(1 << _SERVICES.index(service) for service in filters.services)
            mask &= (self._services & wanted) == wanted
        if filters.grade is not None:
            mask &= self._grade <= GRADES.index(filters.grade)
        if filters.open_now:
            is_open_now = np.array([is_open(spans, now, is_holiday) is True for spans in self._hours], bool)
            mask &= is_open_now[self._hours_of]
        return mask

    def inside(self, district: str, units: Sequence[str]) -> Mask:
        """Return which rows lie in a district, or in some units of it."""
        wanted = [
            number
            for (its_district, unit), number in self._area_numbers.items()
            if its_district == district and (not units or unit in units)
        ]
        return np.isin(self._areas, wanted)

    def fit(self, rows: Rows, age_months: int | None, today: date) -> tuple[Rows, Rows, Rows]:
        """Return what to sort rows by, least first: how well they fit, days since their places were confirmed, name.

        Free places confirmed within a month fit best, unknown or old numbers come next, none free last; an age range
        that the list does not name counts like an unknown number.
        """
        free, days = self._free[rows], today.toordinal() - self._confirmed[rows]
        unsure = (free == UNKNOWN) | (self._confirmed[rows] == UNKNOWN) | ((free > 0) & (days > FRESH_DAYS))
        fits = np.where(unsure, 1, np.where(free > 0, 0, 2))
        if age_months is not None:
            fits = fits + ~self._ages_known[rows]
        return fits, days, self._name_rank[rows]

    def fees(self, rows: Rows) -> Numbers:
        """Return the monthly fee of rows, for a full day where it is named; infinity where none is."""
        return np.nan_to_num(self._fee[rows], nan=np.inf)

    def chords(self, point: Point, mask: Mask) -> Numbers:
        """Return the squared chord from `point` to each row of `mask` on the unit sphere; nan for the others."""
        return np.where(mask, _squared_chords(self._vectors, point), np.nan)

    def rough_chords(self, point: Point, mask: Mask) -> Numbers:
        """Return the same for ordering alone: a row without a point counts at its subdistrict's or district's."""
        return np.where(mask, _squared_chords(self._rough, point), np.nan)

    def _area_number(self, row: Institution) -> int:
        return self._area_numbers.setdefault((row.district, row.subdistrict), len(self._area_numbers))


def squared_chord(metres: float) -> float:
    """Return the squared chord on the unit sphere that belongs to a great-circle distance."""
    return float((2 * np.sin(metres / 2 / EARTH_RADIUS_METRES)) ** 2)


def metres_of(squared_chords: Numbers) -> Numbers:
    """Return great-circle distances; from the chord they stay precise where points lie close together."""
    return 2 * EARTH_RADIUS_METRES * np.arcsin(np.minimum(np.sqrt(squared_chords) / 2, 1.0))


def _ordinal(day: date | None) -> int:
    return UNKNOWN if day is None else day.toordinal()


def _unit_vectors(points: Sequence[Point | None]) -> Numbers:
    """Return each point on the unit sphere, shape (3, n); nan where there is none."""
    degrees = np.array([(p.latitude, p.longitude) if p else (np.nan, np.nan) for p in points], np.float64)
    latitude, longitude = np.radians(degrees.reshape(-1, 2)).T
    parallel = np.cos(latitude)
    return np.array([parallel * np.cos(longitude), parallel * np.sin(longitude), np.sin(latitude)])


def _squared_chords(vectors: Numbers, point: Point) -> Numbers:
    x, y, z = vectors
    px, py, pz = _unit_vectors([point])[:, 0]
    squared: Numbers = (x - px) ** 2 + (y - py) ** 2 + (z - pz) ** 2
    return squared


def _rough_point(row: Institution, places: Places) -> Point | None:
    unit, district = places.unit(row.subdistrict), places.district(row.district)
    return row.point or (unit.point if unit else None) or (district.point if district else None)


def _monthly_fee(row: Institution) -> float:
    fees = [fee for fee in (row.fee_full_day, row.fee_half_day) if fee is not None]
    return fees[0] if fees else np.nan


def _service_bits(row: Institution) -> int:
    """A kind of care counts as offered when it is named or has a fee."""
    has_fee = {service for service, name in zip(_SERVICES, _FEES, strict=True) if getattr(row, name) is not None}
    return sum(1 << _SERVICES.index(service) for service in {*row.services, *has_fee})
