"""Weights in kilograms and lengths in centimetres: 18斤, 6斤8两, 9.5公斤, 75厘米, 一米零二."""

import re

from assistant.domain.measures import LengthMention, Span, WeightMention
from assistant.domain.numerals import NUMBER, read_number

_KILOGRAMS = {"公斤": 1.0, "千克": 1.0, "kg": 1.0, "斤": 0.5, "克": 0.001, "g": 0.001}
_WEIGHT = re.compile(
    rf"(?<![\d.])(?P<n>{NUMBER}) ?(?P<unit>公斤|千克|kg|斤|克|g(?![a-z]))"
    r"(?:(?P<half>半)|(?P<liang>\d|[一二三四五六七八九])两?(?![\d个天次岁月]))?"
)
_CHANGE_OR_FOOD = re.compile(
    r"(?:吃|喝|买|长|涨|瘦|掉|轻|胖|减|增|增重|少|多|差|重了|奶粉|米粉|每|水果)(?:了|过|到|大概|才|有|约|快|\s)*$"
)
_BODY = re.compile(r"(?:体重|重|出生|生下来|生的?时候?|称|斤数|宝宝|孩子)[^,。;!?\d]{0,6}$")
_LIGHTEST, _HEAVIEST = 0.5, 60.0
_CENTIMETRES = re.compile(rf"(?<![\d.])(?P<n>{NUMBER}) ?(?P<unit>厘米|公分|cm|毫米|mm)(?P<half>半)?")
_METRES = re.compile(
    rf"(?<![\d.第])(?P<n>{NUMBER}) ?(?:米|m(?![a-z0-9]|大|龄|的?[宝娃]))(?![粉饭糊汤粥油面奶糕线])"
    r"(?:(?P<rest>半|零?[一二三四五六七八九]{1,2}|\d{1,2})(?![\d.个天次岁月斤]))?"
)
_FURTHEST_METRES = 10.0
"""Farther is a way to go, not a height."""


def find_weights(text: str) -> tuple[WeightMention, ...]:
    """Body weights in normalised text, 0.5 to 60 kg; food, a gain or a loss (长了两斤) are left out.

    Grams count only where the words before speak of a body, since medicine and milk powder are told in grams too.
    """
    found = []
    for match in _WEIGHT.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        number = read_number(match["n"])
        if number is None or _CHANGE_OR_FOOD.search(before):
            continue
        if match["unit"] in "克g" and not _BODY.search(before):
            continue
        scale = _KILOGRAMS[match["unit"]]
        kilograms = round((number + _part_of_unit(match)) * scale, 4)
        if _LIGHTEST <= kilograms <= _HEAVIEST:
            found.append(WeightMention(Span(match.start(), match.end(), match[0]), kilograms))
    return tuple(found)


def _part_of_unit(match: re.Match[str]) -> float:
    """Half or tenths behind the unit: 半 in 十八斤半, 8两 in 6斤8两."""
    if match["half"]:
        return 0.5
    liang = read_number(match["liang"]) if match["liang"] and match["unit"] == "斤" else None
    return (liang or 0.0) / 10


def find_lengths(text: str) -> tuple[LengthMention, ...]:
    """Lengths, heights and head sizes in normalised text, in centimetres; farther than ten metres is left out."""
    found = []
    for match in _CENTIMETRES.finditer(text):
        number = read_number(match["n"])
        if number is not None:
            scale = 0.1 if match["unit"] in ("毫米", "mm") else 1.0
            found.append(_length(match, (number + (0.5 if match["half"] else 0)) * scale))
    for match in _METRES.finditer(text):
        metres = read_number(match["n"])
        if metres is not None and metres <= _FURTHEST_METRES:
            found.append(_length(match, metres * 100 + _centimetres_behind(match["rest"])))
    return tuple(sorted(found, key=lambda mention: mention.span.start))


def _centimetres_behind(rest: str | None) -> float:
    """零二 is 2, 二 and 2 are 20, 二五 and 25 are 25, 02 is 2, 半 is 50."""
    if not rest:
        return 0.0
    if rest == "半":
        return 50.0
    digits = "".join(c if c.isdigit() and c.isascii() else str("零一二三四五六七八九".index(c)) for c in rest)
    return float(digits) if len(digits) == 2 else float(digits) * 10


def _length(match: re.Match[str], centimetres: float) -> LengthMention:
    return LengthMention(Span(match.start(), match.end(), match[0]), round(centimetres, 2))
