"""The confusion matrix as a picture: rows are what was meant, columns what was read."""

from collections.abc import Mapping
from xml.sax.saxutils import escape

CELL, MARGIN = 26, 190
"""Sizes in pixels; the margin holds the names."""


def confusion_svg(confusion: Mapping[tuple[str, str], int]) -> str:
    """Return an SVG page; a cell is the darker, the greater its share of its row. {} gives an empty picture."""
    names = sorted({name for pair in confusion for name in pair})
    rows = {name: sum(count for (meant, _), count in confusion.items() if meant == name) for name in names}
    size = MARGIN + CELL * len(names) + 10
    parts = [_label(name, place) for place, name in enumerate(names)]
    for (meant, read), count in sorted(confusion.items()):
        parts.append(_cell(names.index(read), names.index(meant), count, rows[meant], is_right=meant == read))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" font-family="sans-serif" '
        f'font-size="11"><rect width="{size}" height="{size}" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _label(name: str, place: int) -> str:
    middle = MARGIN + CELL * place + CELL // 2 + 4
    row = f'<text x="{MARGIN - 6}" y="{middle}" text-anchor="end">{escape(name)}</text>'
    column = f'<text transform="translate({middle} {MARGIN - 6}) rotate(-90)">{escape(name)}</text>'
    return row + column


def _cell(column: int, row: int, count: int, of: int, is_right: bool) -> str:
    x, y = MARGIN + CELL * column, MARGIN + CELL * row
    share = count / of
    colour = "#1a7f4b" if is_right else "#c0392b"
    # A rare mistake must still be seen, so no cell is fainter than a fifth.
    strength = max(0.2, share)
    number_colour = "white" if strength > 0.55 else "black"
    return (
        f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{colour}" fill-opacity="{strength:.2f}"/>'
        f'<text x="{x + CELL // 2}" y="{y + CELL // 2 + 4}" text-anchor="middle" fill="{number_colour}">{count}</text>'
    )
