"""What the tests of institutions share: places, rows, files."""

import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from assistant.domain.geography import Datum
from assistant.domain.institution import Institution
from assistant.knowledge.places import load_places
from assistant.services.places import Places
from assistant.store.institution_records import KeptInstitution

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "knowledge_base" / "tables"
PLACES = Places(load_places(TABLES, ROOT / "nlu_data" / "lookups"))
CENTRE = (31.58, 120.30)
"""Somewhere in Liangxi, WGS-84."""


def an_institution(institution_id: str = "in_1", north_metres: float = 0, **fields: Any) -> Institution:
    """An institution so far north of `CENTRE`."""
    values: dict[str, Any] = {
        "id": institution_id,
        "name": f"示例{institution_id}托育园",
        "district": "梁溪区",
        "subdistrict": "崇安寺街道",
        "source": "测试",
        "source_on": date(2026, 11, 1),
        "latitude": CENTRE[0] + north_metres / 111_195,
        "longitude": CENTRE[1],
        "source_datum": Datum.WGS84,
    }
    return Institution(**{**values, **fields})


def csv_file(*lines: str, encoding: str = "utf-8") -> bytes:
    """A CSV with these lines."""
    return "\r\n".join(lines).encode(encoding)


def xlsx_file(*rows: Sequence[Any]) -> bytes:
    """A workbook with one sheet."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class ListedInstitutions:
    """Stands in for the transaction where only the list is read."""

    def __init__(self, *rows: Institution) -> None:
        self.rows = rows
        self.institutions = self

    async def version(self) -> int:
        return 1

    async def list_all(self) -> list[KeptInstitution]:
        return [KeptInstitution(row, 1) for row in self.rows]

    async def __aenter__(self) -> "ListedInstitutions":
        return self

    async def __aexit__(self, *_: object) -> None:
        return None
