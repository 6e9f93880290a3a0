"""Reading one cell of an office's list; each reader returns a value, or raises BadCell with the reason in Chinese."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from typing import TypeVar

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.geography import Datum
from assistant.domain.institution import GRADES
from assistant.services import institution_wording as wording

_BLANKS = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "暂无", "未知", "不详", "空"})
_SEPARATORS = re.compile(r"[、,，;；/|\s]+")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")
_NUMBER_NOISE = re.compile(r"[,，\s]|个|人|位|元|¥|￥|岁|月龄|/月|每月|/小时|/次")
_PHONE = re.compile(
    r"1[3-9]\d{9}|(?:0\d{2,3}-?)?[2-8]\d{6,7}(?:[-转]\d{1,6})?|400-?\d{3}-?\d{4}|1\d{4}|0510-?0{4,}\d{1,4}"
)
"""Mobile, landline with extension, 400 numbers, short hotlines; 0510-0000… exists in samples alone."""

_AGE = r"(\d{1,2}(?:\.5)?)\s*(岁半|周岁|岁|个月|月龄|月)?"
_AGE_RANGE = re.compile(rf"{_AGE}\s*(?:-|~|～|—|–|至|到)\s*{_AGE}")
_AGE_FROM = re.compile(rf"{_AGE}(?:以上|及以上|起)")
_AGE_BELOW = re.compile(rf"{_AGE}(以下|以内|及以下)")
_DATUMS = {
    "wgs84": Datum.WGS84,
    "wgs-84": Datum.WGS84,
    "cgcs2000": Datum.WGS84,  # differs by centimetres
    "2000国家大地坐标系": Datum.WGS84,
    "天地图": Datum.WGS84,
    "gps": Datum.WGS84,
    "gcj02": Datum.GCJ02,
    "gcj-02": Datum.GCJ02,
    "高德": Datum.GCJ02,
    "腾讯": Datum.GCJ02,
    "火星": Datum.GCJ02,
    "微信": Datum.GCJ02,
}
_YES = frozenset({"是", "有", "√", "y", "yes", "true", "1", "对"})
_NO = frozenset({"否", "无", "没有", "×", "x", "n", "no", "false", "0", "不是"})
_CLOSED = frozenset({"停业", "停办", "注销", "关闭", "关停", "暂停", "已停业"})
_RUNNING = frozenset({"正常", "营业", "运营", "在营", "开业", "正常运营"})

E = TypeVar("E", bound=Enum)


class BadCell(Exception):
    """A cell cannot be used; the message is the reason as office staff read it."""


_HALF_WIDTH = {0xFF01 + number: 0x21 + number for number in range(94) if chr(0x21 + number).isalnum()} | {0x3000: " "}
"""Full-width digits, letters and blank; Chinese punctuation stays as it was written."""


def tidy(cell: str) -> str:
    """Return a cell with half-width digits and without blanks around it; a leading apostrophe of spreadsheets goes."""
    text = cell.translate(_HALF_WIDTH).strip().removeprefix("'").strip()
    if any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") and character != "\n" for character in text):
        raise BadCell(wording.CONTROL_CHARACTERS)
    return "".join(character for character in text if unicodedata.category(character) != "Cf")


def is_blank(text: str) -> bool:
    """Whether a tidied cell says nothing."""
    return text in _BLANKS


def words(most: int) -> Callable[[str], str]:
    """Return a reader of free text; blank gives an empty text."""

    def read(text: str) -> str:
        if is_blank(text):
            return ""
        if len(text) > most:
            raise BadCell(wording.TOO_LONG.format(most=most))
        return text

    return read


def number(least: int, most: int, whole: bool = True) -> Callable[[str], float | None]:
    """Return a reader of a number within limits; blank gives None."""

    def read(text: str) -> float | None:
        if is_blank(text):
            return None
        plain = _NUMBER_NOISE.sub("", text)
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,12})?", plain):
            raise BadCell(wording.NOT_A_NUMBER)
        value = float(plain)
        if not least <= value <= most:
            raise BadCell(wording.OUT_OF_RANGE.format(least=least, most=most))
        if not whole:
            return value
        if value != int(value):
            raise BadCell(wording.NOT_WHOLE)
        return int(value)

    return read


def degrees(text: str) -> float | None:
    """Read latitude or longitude."""
    return number(-180, 180, whole=False)(text.replace("°", "").replace("E", "").replace("N", ""))


def day(text: str) -> date | None:
    """Read a date; blank gives None."""
    if is_blank(text):
        return None
    match = _DATE.fullmatch(text)
    parts = [int(part) for part in match.groups() if part] if match else []
    try:
        value = date(*parts) if parts else None
    except ValueError:
        value = None
    if value is None:
        raise BadCell(wording.NOT_A_DATE)
    if value.year < 1980:
        raise BadCell(wording.TOO_EARLY)
    return value


def yes_or_no(text: str) -> bool | None:
    """Read 是 or 否; blank gives None."""
    plain = text.lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    if is_blank(text):
        return None
    raise BadCell(wording.NOT_YES_OR_NO)


def closed(text: str) -> bool:
    """Read whether the institution has stopped; blank means it is running."""
    if text in _CLOSED:
        return True
    if text in _RUNNING or is_blank(text):
        return False
    raise BadCell(_unknown(text, [*sorted(_RUNNING), *sorted(_CLOSED)]))


def several(names: Mapping[E, str], more: Mapping[str, E]) -> Callable[[str], tuple[E, ...]]:
    """Return a reader of a few known words; `more` holds what else people write for them."""
    known = {name: member for member, name in names.items()} | dict(more)

    def read(text: str) -> tuple[E, ...]:
        if is_blank(text):
            return ()
        found = []
        for word in filter(None, _SEPARATORS.split(text)):
            if word not in known:
                raise BadCell(_unknown(word, names.values()))
            found.append(known[word])
        return tuple(member for member in names if member in found)

    return read


def grade(text: str) -> str | None:
    """Read a quality grade."""
    if is_blank(text):
        return None
    letter = text.upper().removesuffix("级").removesuffix("等")
    if letter not in GRADES:
        raise BadCell(wording.NOT_A_GRADE)
    return letter


def phone(text: str) -> str:
    """Read one or more telephone numbers; several stay joined by 、."""
    if is_blank(text):
        return ""
    numbers = []
    for part in re.split(r"[、,，;；/\n]|\s{2,}", text):
        plain = re.sub(r"[\s()（）]", "", part.replace(")", "-").replace("—", "-")).removeprefix("+86").strip("-")
        if not _PHONE.fullmatch(plain):
            raise BadCell(wording.NOT_A_PHONE)
        numbers.append(plain)
    return "、".join(numbers)


def datum(text: str) -> Datum | None:
    """Read which datum a point is given in."""
    if is_blank(text):
        return None
    plain = text.lower().replace(" ", "").removesuffix("坐标系").removesuffix("坐标").removesuffix("地图")
    found = _DATUMS.get(plain) or _DATUMS.get(text.lower().replace(" ", ""))
    if found is None:
        raise BadCell(wording.UNKNOWN_DATUM)
    return found


def filing_number(text: str) -> str | None:
    """Read a filing number; blank gives None."""
    if is_blank(text):
        return None
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    if len(plain) > 64:
        raise BadCell(wording.TOO_LONG.format(most=64))
    return plain


def links(text: str) -> tuple[str, ...]:
    """Read addresses of pictures."""
    if is_blank(text):
        return ()
    found = tuple(filter(None, re.split(r"[、,，;；\s]+", text)))
    if any(not link.startswith("https://") or len(link) > 500 for link in found):
        raise BadCell(wording.NOT_A_LINK)
    return found


def age_range(text: str) -> tuple[int | None, int | None]:
    """Read youngest and oldest age in completed months, both inclusive: 6-36, 6个月-3岁, 3岁以下, 18个月以上."""
    if is_blank(text):
        return None, None
    if match := _AGE_RANGE.search(text):
        low, low_unit, high, high_unit = match.groups()
        youngest, oldest = _months(low, low_unit or high_unit), _months(high, high_unit)
    elif match := _AGE_FROM.search(text):
        youngest, oldest = _months(match[1], match[2]), OLDEST_MONTHS
    elif match := _AGE_BELOW.search(text):
        youngest, oldest = 0, _months(match[1], match[2]) - (match[3] != "及以下")
    else:
        raise BadCell(wording.NOT_AN_AGE_RANGE)
    if not 0 <= youngest <= oldest <= OLDEST_MONTHS:
        raise BadCell(wording.NOT_AN_AGE_RANGE)
    return youngest, oldest


def _months(figure: str, unit: str | None) -> int:
    years = (unit or "").endswith(("岁", "岁半"))
    return int(float(figure) * 12) + (6 if unit == "岁半" else 0) if years else int(float(figure))


def _unknown(word: str, known: Iterable[str]) -> str:
    return wording.UNKNOWN_WORD.format(word=word[:20], known="、".join(known))
