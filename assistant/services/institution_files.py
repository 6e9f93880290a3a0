"""Tables as offices send them: CSV in UTF-8 or GBK, XLSX; and the same formats written."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assistant.errors import UnusableFile
from assistant.services import institution_wording as wording
from assistant.services.institution_columns import Column, column_named

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 50_000
_LARGEST_UNPACKED = 400 * 1024 * 1024
_HEADER_WITHIN = 10
"""Rows in which the names of the columns are looked for; titles of the list stand above them."""

_XLSX, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MAY_RUN = ("=", "+", "-", "@")
"""Beginnings that spreadsheets take for a formula; an apostrophe in front says that it is text."""

Formula = type("Formula", (), {})
"""Stands in a cell in place of a formula."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row of a file: `number` as spreadsheets count, `cells` beside the table's columns."""

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file's rows with the columns that are known; `ignored` are the others, by their names."""

    columns: tuple[Column | None, ...]
    rows: tuple[RawRow, ...]
    ignored: tuple[str, ...]


def read_table(content: bytes) -> RawTable:
    """Return the rows of a file.

    Raises:
        UnusableFile: It is no table, is empty, or its columns cannot be told.
    """
    if len(content) > LARGEST_FILE:
        raise _unusable(wording.TOO_LARGE.format(most=LARGEST_FILE // 1024 // 1024))
    if not content.strip():
        raise _unusable(wording.EMPTY_FILE)
    if content.startswith(_OLD_EXCEL):
        raise _unusable(wording.OLD_EXCEL)
    rows = _xlsx_rows(content) if content.startswith(_XLSX) else _csv_rows(content)
    numbered = [RawRow(number, row) for number, row in rows if any(_is_filled(cell) for cell in row)]
    if not numbered:
        raise _unusable(wording.EMPTY_SHEET)
    return _with_header(numbered)


def write_csv(titles: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Return a CSV that spreadsheets open with Chinese intact."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(titles)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def write_xlsx(titles: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Return a workbook with one sheet."""
    from openpyxl import Workbook  # as large as the rest of the service's libraries, and seldom needed

    book = Workbook(write_only=True)
    sheet = book.create_sheet("托育机构")
    sheet.append(list(titles))
    for row in rows:
        sheet.append([_harmless(cell) for cell in row])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cell_text(cell: Any) -> str:
    """Return a cell as somebody would have typed it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return str(cell)


def _with_header(rows: Sequence[RawRow]) -> RawTable:
    for place, row in enumerate(rows[:_HEADER_WITHIN]):
        titles = [cell_text(cell).strip() for cell in row.cells]
        columns = tuple(column_named(title) if title else None for title in titles)
        fields = {column.field for column in columns if column}
        if len(fields) < 2 and not (fields and len([title for title in titles if title]) == 1):
            continue
        if not fields & {"name", "filing_number"}:
            raise _unusable(wording.NO_KEY_COLUMN)
        _refuse_doubles(titles, columns)
        body = tuple(rows[place + 1 :])
        if not body:
            raise _unusable(wording.NO_ROWS)
        if len(body) > MOST_ROWS:
            raise _unusable(wording.TOO_MANY_ROWS.format(most=MOST_ROWS))
        ignored = tuple(title for title, column in zip(titles, columns, strict=True) if title and column is None)
        return RawTable(columns, body, ignored)
    raise _unusable(wording.NO_HEADER)


def _refuse_doubles(titles: Sequence[str], columns: Sequence[Column | None]) -> None:
    seen: dict[str, str] = {}
    for title, column in zip(titles, columns, strict=True):
        if column is None:
            continue
        if column.field in seen:
            raise _unusable(wording.COLUMN_TWICE.format(first=seen[column.field], second=title))
        seen[column.field] = title


def _csv_rows(content: bytes) -> Iterator[tuple[int, tuple[Any, ...]]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max((",", "\t", ";"), key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            yield number, tuple(Formula() if cell.lstrip().startswith("=") else cell for cell in row)
    except csv.Error:
        raise _unusable(wording.NOT_A_TABLE) from None


def _decoded(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if utf16 else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise _unusable(wording.NOT_A_TABLE)


def _xlsx_rows(content: bytes) -> Iterator[tuple[int, tuple[Any, ...]]]:
    from openpyxl import load_workbook  # as above

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _LARGEST_UNPACKED:
            raise _unusable(wording.TOO_LARGE.format(most=LARGEST_FILE // 1024 // 1024))
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # some programs write a wrong size
        for number, row in enumerate(sheet.iter_rows(), 1):
            yield number, tuple(_xlsx_cell(cell) for cell in row)
    except UnusableFile:
        raise
    except Exception as error:  # openpyxl has no error of its own for a damaged file: KeyError, ValueError, ParseError
        raise _unusable(wording.NOT_A_TABLE) from error


def _xlsx_cell(cell: Any) -> Any:
    if cell.data_type == "f":
        return Formula()
    return wording.CELL_ERROR if cell.data_type == "e" else cell.value


def _is_filled(cell: Any) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _harmless(cell: str | int | float) -> str | int | float:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_MAY_RUN) else cell


def _unusable(reason: str) -> UnusableFile:
    return UnusableFile(f"The file cannot be used: {reason}", reason)
