"""Weight lost since birth: 生下来六斤六,今天五斤八两; 出生三千四,现在三千零五十."""

import re

from assistant.domain.measures import WeightMention
from assistant.domain.numerals import read_number

_BORN = re.compile(r"出生|生下来|生出来|生的时候|落地|出院")
_GRAMS = re.compile(r"(?<![\d.])(?P<grams>[2-5]\d{3}(?!\d)|[二两三四五]千零?[一二三四五六七八九十百]*)(?:克|g)?")
_HEAVIEST = 6.0
"""Kilograms that a newborn weighs at most; more is no weight of the first weeks."""


def weight_lost_percent(text: str, weights: tuple[WeightMention, ...]) -> float | None:
    """How much less than at birth a child weighs now, in percent of its birth weight, where both weights are told.

    Negative when it has gained; None without a weight at birth and a later one.
    """
    told = sorted({*((item.span.start, item.kilograms) for item in weights), *_plain_grams(text, weights)})
    for born in _BORN.finditer(text):
        after = [(start, value) for start, value in told if start >= born.end() and value <= _HEAVIEST]
        if len(after) >= 2 and after[0][0] - born.end() <= 6:
            at_birth, now = after[0][1], after[-1][1]
            return round((at_birth - now) / at_birth * 100, 1)
    return None


def _plain_grams(text: str, weights: tuple[WeightMention, ...]) -> list[tuple[int, float]]:
    """Weights in grams that are told without 克, as parents do of newborns."""
    taken = [(item.span.start, item.span.end) for item in weights]
    return [
        (found.start(), grams / 1000)
        for found in _GRAMS.finditer(text)
        if not any(start < found.end() and found.start() < end for start, end in taken)
        and (grams := read_number(found["grams"])) is not None
    ]
