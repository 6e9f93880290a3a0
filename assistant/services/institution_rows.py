"""From a file's rows to changed institutions, with every problem named by row, column, value and reason."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from assistant.domain.geography import Datum, point_in_wuxi
from assistant.domain.institution import Institution
from assistant.errors import CoordinatesSwapped, OutsideWuxi
from assistant.services import institution_wording as wording
from assistant.services.institution_cells import BadCell, tidy
from assistant.services.institution_columns import Column, fold, title_of
from assistant.services.institution_files import Formula, RawRow, RawTable, cell_text
from assistant.services.places import Places

Progress = Callable[[int, int], None]
"""Told how many rows of how many are done."""

_EVERY = 500
_SHOWN = 60
"""Characters of a wrong value that are repeated in the report."""

_KEYS = ("name", "district", "filing_number")
_DATES_OF_THE_PAST = ("places_confirmed_on", "filed_on", "graded_on", "source_on")


@dataclass(frozen=True, slots=True, order=True)
class RowProblem:
    """Why a row cannot be used: `row` as spreadsheets count, `column` and `value` as they stand there."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row whose cells are read; only the fields of columns that the file has."""

    number: int
    values: Mapping[str, Any]


@dataclass(slots=True)
class RowReader:
    """Reads rows and checks them.

    Attributes:
        places: Names of districts and subdistricts.
        today: The day of the import.
        source: Where the rows come from, unless a column says so.
        problems: What was found wrong.
    """

    places: Places
    today: date
    source: str
    problems: list[RowProblem] = field(default_factory=list)

    def read(self, table: RawTable, progress: Progress) -> list[ReadRow]:
        """Return the rows whose cells can all be read."""
        rows = []
        for done, raw in enumerate(table.rows, 1):
            if done % _EVERY == 0:
                progress(done, len(table.rows))
            if (values := self._cells(raw, table.columns)) is not None:
                rows.append(ReadRow(raw.number, fold(values)))
        progress(len(table.rows), len(table.rows))
        return rows

    def merge(self, rows: Sequence[ReadRow], stored: Sequence[Institution]) -> list[tuple[Institution, bool]]:
        """Return what each good row makes of its institution, and whether it is a new one.

        A field whose column the file does not have keeps its stored value, so that an office may send nothing but
        filing numbers and free places.
        """
        known = {institution.match_key: institution for institution in stored}
        named = {institution.unfiled_key: institution for institution in stored}
        seen: dict[str, int] = {}
        merged = []
        for row in rows:
            before = self._stored_one(row.values, known, named)
            before_count = len(self.problems)
            after = self._merged(row, before)
            if after is None:
                continue
            if (first := seen.setdefault(after.id if before else after.match_key, row.number)) != row.number:
                column = "filing_number" if after.filing_number else "name"
                self._note(row, column, wording.TWICE_IN_FILE.format(row=first))
            self._check(row, after)
            if len(self.problems) == before_count and after != before:
                merged.append((after, before is None))
        return merged

    def _cells(self, raw: RawRow, columns: Sequence[Column | None]) -> dict[str, Any] | None:
        values, failed = {}, False
        for column, cell in zip(columns, raw.cells, strict=False):
            if column is None:
                continue
            try:
                values[column.field] = _read(column, cell)
            except BadCell as error:
                shown = "" if isinstance(cell, Formula) else cell_text(cell)[:_SHOWN]
                self.problems.append(RowProblem(raw.number, column.title, shown, str(error)))
                failed = True
        return None if failed else values

    def _stored_one(
        self, values: Mapping[str, Any], known: Mapping[str, Institution], named: Mapping[str, Institution]
    ) -> Institution | None:
        """Return the stored institution that a row is about: the same number, else the same name in the district."""
        number = values.get("filing_number")
        if number and number in known:
            return known[number]
        district = self._district(values.get("district") or "")
        found = named.get(f"{district}/{values.get('name')}")
        return None if number and found and found.filing_number else found

    def _merged(self, row: ReadRow, before: Institution | None) -> Institution | None:
        values = dict(row.values)
        values["source"] = values.get("source") or self.source
        values["source_on"] = values.get("source_on") or self.today
        if before is not None:  # a blank cell clears a field, but never what tells institutions apart
            values |= {name: getattr(before, name) for name in _KEYS if name in values and not values[name]}
        if values.get("district"):
            values["district"] = self._district(values["district"]) or values["district"]
        if values.get("subdistrict"):
            values["subdistrict"] = self._unit(values["subdistrict"], values.get("district") or "")
        if not self._has_needed(row, values, before) or not self._place_point(row, values, before):
            return None
        if before is not None:
            return replace(before, **values)
        return Institution(id=f"in_{secrets.token_urlsafe(9)}", **values)

    def _has_needed(self, row: ReadRow, values: Mapping[str, Any], before: Institution | None) -> bool:
        missing = [name for name in ("name", "district") if not values.get(name, getattr(before, name, ""))]
        for name in missing:
            is_column = name in row.values
            self._note(row, name, wording.NEEDED if is_column else wording.NOT_KNOWN_YET)
        return not missing

    def _place_point(self, row: ReadRow, values: dict[str, Any], before: Institution | None) -> bool:
        """Turn the row's degrees into WGS-84 in place; say whether that went well."""
        if "latitude" not in values and "longitude" not in values:
            values.pop("source_datum", None)
            return True
        latitude, longitude, datum = values.get("latitude"), values.get("longitude"), values.get("source_datum")
        if latitude is None and longitude is None:
            values.update(latitude=None, longitude=None, source_datum=None)
            return True
        if latitude is None or longitude is None:
            return self._note(row, "latitude" if latitude is None else "longitude", wording.POINT_INCOMPLETE)
        if datum is None:
            return self._note(row, "source_datum", wording.DATUM_NEEDED)
        try:
            point = point_in_wuxi(latitude, longitude, datum)
        except CoordinatesSwapped:
            return self._note(row, "latitude", wording.POINT_SWAPPED)
        except OutsideWuxi:
            return self._note(row, "latitude", wording.POINT_OUTSIDE)
        if before is not None and before.source_datum is datum and _is_same(before, point.latitude, point.longitude):
            values.update(latitude=before.latitude, longitude=before.longitude)
        else:
            values.update(latitude=round(point.latitude, 6), longitude=round(point.longitude, 6))
        return True

    def _check(self, row: ReadRow, after: Institution) -> None:
        """Note what no single cell shows."""
        if self.places.district(after.district) is None:
            self._note(row, "district", wording.UNKNOWN_DISTRICT.format(known="、".join(self.places.districts)))
        elif after.subdistrict:
            self._check_subdistrict(row, after)
        youngest, oldest = after.age_months_min, after.age_months_max
        if youngest is not None and oldest is not None and youngest > oldest:
            self._note(row, "age_months_min", wording.AGES_CROSSED)
        if after.places_free is not None:
            if after.places_total is not None and after.places_free > after.places_total:
                self._note(row, "places_free", wording.MORE_FREE_THAN_TOTAL)
            if after.places_confirmed_on is None:
                self._note(row, "places_confirmed_on", wording.FREE_WITHOUT_DATE)
        for name in _DATES_OF_THE_PAST:
            day = getattr(after, name)
            if day is not None and day > self.today:
                self._note(row, name, wording.IN_THE_FUTURE)
        if after.is_sample and "示例" not in after.name:
            self._note(row, "name", wording.SAMPLE_NAME)

    def _check_subdistrict(self, row: ReadRow, after: Institution) -> None:
        unit = self.places.unit(after.subdistrict)
        if unit is None or unit.district != after.district:
            known = [unit.subdistrict for unit in self.places.divisions if unit.district == after.district]
            reason = wording.UNKNOWN_SUBDISTRICT.format(district=after.district, known="、".join(filter(None, known)))
            self._note(row, "subdistrict", reason)

    def _district(self, name: str) -> str:
        """Return the district's own name for what an office wrote (滨湖, 无锡市滨湖区, 崇安区), or nothing."""
        if not name or self.places.district(name):
            return name
        area = self.places.find(name).area
        return area.district if area else ""

    def _unit(self, name: str, district: str) -> str:
        """Return the subdistrict's own name for what an office wrote (荣巷), or what it wrote."""
        if self.places.unit(name):
            return name
        area = self.places.find(district + name).area
        return area.subdistricts[0] if area and len(area.subdistricts) == 1 else name

    def _note(self, row: ReadRow, name: str, reason: str) -> bool:
        value = row.values.get(name)
        shown = "" if value is None or isinstance(value, (tuple, Datum)) else str(value)[:_SHOWN]
        self.problems.append(RowProblem(row.number, title_of(name), shown, reason))
        return False


def _read(column: Column, cell: Any) -> Any:
    if isinstance(cell, Formula):
        raise BadCell(wording.FORMULA)
    if cell == wording.CELL_ERROR:
        raise BadCell(wording.CELL_ERROR)
    return column.read(tidy(cell_text(cell)))


def _is_same(before: Institution, latitude: float, longitude: float) -> bool:
    """Whether a converted point is the stored one but for rounding; exporting and importing must change nothing."""
    point = before.point
    return point is not None and abs(point.latitude - latitude) < 2e-6 and abs(point.longitude - longitude) < 2e-6


def problem_lines(problems: Sequence[RowProblem]) -> Iterator[str]:
    """Return each problem as a line for people."""
    for problem in sorted(problems):
        value = f"“{problem.value}”" if problem.value else "（空）"
        yield f"第{problem.row}行「{problem.column}」{value}：{problem.reason}"
