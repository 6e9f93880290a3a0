"""Tables as CSV files that a spreadsheet opens without running anything."""

import csv
import io
from collections.abc import Iterable, Sequence

from aiohttp import web

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_response(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> web.Response:
    """Return a table to be saved as `name`; the mark at its beginning tells spreadsheets that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    body = ("\ufeff" + text.getvalue()).encode()
    return web.Response(body=body, content_type="text/csv", charset="utf-8", headers=headers)


def _harmless(cell: object) -> object:
    """Put an apostrophe before what a spreadsheet would take for a formula: questions come from strangers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
