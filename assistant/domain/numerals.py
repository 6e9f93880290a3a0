"""Chinese and Arabic numerals as people type them: 半, 俩, 十八, 一百零二, 五六, 1-2, 三到五, 十几."""

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_DIGIT = "零〇一二两三四五六七八九"

NUMBER = rf"(?:\d{{1,9}}(?:\.\d{{1,4}})?|[{_DIGIT}十百]{{1,9}}(?:点[{_DIGIT}]{{1,4}})?几?|半|俩|仨)"
"""Pattern of one numeral in normalised text; 五六 and 十几 match too and are read as ranges."""

JOINER = r" ?(?:-|~|—|–|至|到|、) ?"
"""Pattern of what stands between the two ends of a range."""

NUMBER_OR_RANGE = rf"{NUMBER}(?:{JOINER}{NUMBER})?"
"""Pattern of a numeral or a range; give the match to `read_range`."""

_ARABIC = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_JOINED = re.compile(JOINER)


def read_number(text: str) -> float | None:
    """Value of one numeral; None where the text is no single number (五六 and 十几 are ranges)."""
    value = read_range(text)
    return value[0] if value and value[0] == value[1] else None


def read_range(text: str) -> tuple[float, float] | None:
    """Lowest and highest value of a numeral or range, the same twice for a plain numeral; None if unreadable.

    三五 is 3 to 5 as in 三五天, 十几 is 11 to 19, 三四十 is 30 to 40. A range that runs downwards is unreadable, but
    38-9 style abbreviations are left to the caller.
    """
    ends = _JOINED.split(text.strip(), maxsplit=1)
    if len(ends) == 2:
        low, high = _simple(ends[0]), _simple(ends[1])
        return (low[0], high[1]) if low and high and low[0] < high[1] else None
    return _simple(ends[0])


def _simple(text: str) -> tuple[float, float] | None:
    if _ARABIC.fullmatch(text):
        return float(text), float(text)
    if text == "半":
        return 0.5, 0.5
    if text.endswith("几"):
        tens = _integer(text[:-1])
        return (tens + 1, tens + 9) if tens and tens % 10 == 0 else None
    if "点" in text:
        return _decimal(text)
    return _pair(text) or _same(_integer(text))


def _same(value: int | None) -> tuple[float, float] | None:
    return None if value is None else (float(value), float(value))


def _decimal(text: str) -> tuple[float, float] | None:
    whole, _, fraction = text.partition("点")
    value = _integer(whole)
    if value is None or not fraction or any(c not in _DIGITS for c in fraction):
        return None
    number = float(f"{value}.{''.join(str(_DIGITS[c]) for c in fraction)}")
    return number, number


def _pair(text: str) -> tuple[float, float] | None:
    """Read neighbouring digits as an estimate: 五六 5-6, 十五六 15-16, 三四十 30-40, 三五 3-5."""
    for first in range(len(text) - 1):
        low, high = _DIGITS.get(text[first], 0), _DIGITS.get(text[first + 1], 0)
        if low and (high == low + 1 or (low, high) == (3, 5)) and text[first + 1] not in "俩仨":
            head, tail = text[:first], text[first + 2 :]
            if (head and head[-1] not in "十百千") or any(c not in _UNITS for c in tail):
                return None
            ends = _integer(head + text[first] + tail), _integer(head + text[first + 1] + tail)
            return (float(ends[0]), float(ends[1])) if ends[0] is not None and ends[1] is not None else None
    return None


def _integer(text: str) -> int | None:
    """Whole number; digits in a row (二〇二五) are read by place, a last digit after 百 or 千 as its tens (一百二)."""
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text[:12]))
    total, digit = 0, None
    for character in text:
        if character in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[character]
            digit = None
        else:
            digit = _DIGITS[character]
    shortened = digit is not None and len(text) > 1 and text[-2] in "百千"
    return total + (digit or 0) * (_UNITS[text[-2]] // 10 if shortened else 1)
