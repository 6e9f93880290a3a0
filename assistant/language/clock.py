"""Times of day: 下午三点, 9点半, 五点半 (ambiguous), 14:30."""

import re
from dataclasses import dataclass
from datetime import time

from assistant.domain.numerals import read_number

PART_WORDS = (
    "凌晨|清晨|大清早|一大早|早上|早晨|上午|上半[天日]|中午|午后|下午|下半[天日]|傍晚|晚上|夜里|夜间|半夜|深夜|(?<=[明今昨前])早|(?<=[明今])晨|(?<=[明今昨前天])晚|"
    "(?<=昨)夜|晚(?=\\d)|早(?=\\d)|晚(?=[六七八九十]点)|早(?=[七八九十]点)"
)
_PARTS = {"凌": "morning", "清": "morning", "大": "morning", "一": "morning", "早": "morning", "晨": "morning",
          "上": "morning",
          "中": "noon", "午": "afternoon", "下": "afternoon", "傍": "evening", "晚": "evening", "夜": "evening",
          "半": "evening", "深": "evening"}  # fmt: skip
_HOUR = r"(?P<hour>[01]?\d|2[0-4]|二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九零])"
_MINUTE = (
    r"(?P<minute>[0-5]\d|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?|\d(?=分)|[一二三四五六七八九](?=分))"
)
CLOCK = (
    rf"{_HOUR}(?: ?(?:点钟|点|时(?![候间段代常刻不]))"
    rf"(?:(?P<half>半)|(?P<quarter>[一三1-3])刻|{_MINUTE}分?|(?P<sharp>整|钟))?"
    r"|:(?P<digital>[0-5]\d))"
)
NOT_A_CLOCK_AFTER = re.compile(
    r"(?:\d*\s*(?:岁|斤|公斤|kg|度|℃|厘米|cm|米|毫升|ml|克|个|倍)|[一二三四五六七八九](?:斤|公斤|度|千克|厘米|米|个|岁)?|"
    "都|也|儿|点|不|没|建议|问题|要求|不同|疑问|困惑|想|意见|区别|内容|注意|小)"
)
_CLOCK_AFTER = re.compile("左右|多|到|前|以前|之前|后|以后|之后|钟|吧|可以|行|有|能|见|$|[,。!?]")


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """One reading of a time of day, `days_later` 1 for 晚上12点."""

    time: time
    days_later: int = 0


def part_of_day(word: str | None) -> str | None:
    """morning, noon, afternoon or evening for a word such as 下午; None for none."""
    return _PARTS[word[0]] if word else None


def is_clock(match: re.Match[str], text: str, has_context: bool) -> bool:
    """Tell 下午一点 and 三点半 from 一点都不吃, 八点五公斤 and 三点建议.

    Args:
        match: A match whose groups are those of `CLOCK`.
        text: The text it was found in.
        has_context: A day or a part of the day stands before it.
    """
    after = text[match.end() : match.end() + 5]
    if match["digital"]:
        return not re.match(r"\d|:", after)
    is_exact = bool(match["half"] or match["quarter"] or match["minute"] or match["sharp"])
    if not is_exact and NOT_A_CLOCK_AFTER.match(after):
        return False
    before = text[: match.start("hour")]
    if before.endswith(("有", "第", "这", "每", "几")) and not is_exact:
        return False
    if match["hour"] in ("一", "两") and not (is_exact or has_context):
        return match["hour"] == "两" and bool(_CLOCK_AFTER.match(after))
    return True


def readings(match: re.Match[str], word: str | None) -> tuple[TimeOfDay, ...]:
    """Readings of a clock match, the likelier first: office hours win where 早 or 晚 was not said."""
    hour = int(read_number(match["hour"]) or 0)
    minute = _minute(match)
    if hour > 24 or (hour == 24 and minute):
        return ()
    if hour > 12 or hour == 0:
        return (TimeOfDay(time(hour % 24, minute), hour // 24),)
    if word is None and match["digital"] and len(match["hour"]) == 2:
        return (TimeOfDay(time(hour, minute)),)
    if word is None:
        early, late = TimeOfDay(time(hour % 12, minute)), TimeOfDay(time(hour % 12 + 12, minute))
        return (early, late) if 8 <= hour < 12 else (late, early)
    return (_with_part(hour, minute, word),)


def _minute(match: re.Match[str]) -> int:
    if match["half"]:
        return 30
    if match["quarter"]:
        return int(read_number(match["quarter"]) or 0) * 15
    said = match["digital"] or match["minute"]
    return int(read_number(said) or 0) if said else 0


def _with_part(hour: int, minute: int, word: str) -> TimeOfDay:
    part = part_of_day(word)
    is_night = word[0] in "夜半深" or (word == "晚上" and hour == 12)
    if is_night and (hour <= 5 or hour == 12):
        return TimeOfDay(time(hour % 12, minute), 1)
    if part == "morning":
        return TimeOfDay(time(0 if hour == 12 and word == "凌晨" else hour, minute))
    if part == "noon":
        return TimeOfDay(time(hour if hour >= 10 else hour + 12, minute))
    return TimeOfDay(time(hour % 12 + 12, minute))
