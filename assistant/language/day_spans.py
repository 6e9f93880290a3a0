"""How long something has lasted, told by days: 从星期一早上烧到星期四晚上, 前天夜里开始热的."""

import re
from dataclasses import dataclass
from datetime import datetime

from assistant.domain.measures import DurationMention, Span
from assistant.language.calendar_words import RELATIVE_DAYS, WEEKDAYS

_PAST_DAYS = "|".join(sorted((word for word, days in RELATIVE_DAYS.items() if days <= 0), key=len, reverse=True))
_DAY = (
    r"(?:(?:今天|今日)?(?P<{0}last>上)?[这本]?个?(?:周|星期|礼拜)(?P<{0}week>[一二三四五六日天])|(?P<{0}ago>{1})|(?P<{0}now>现在|这会儿?|眼下|目前))"
    r"的?(?P<{0}part>凌晨|一早|早饭前|早饭后|午饭前|午饭后|晚饭前|晚饭后|一大早|清早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|早|晚)?"
)
_FROM, _TO = _DAY.format("from_", _PAST_DAYS), _DAY.format("to_", _PAST_DAYS)
_FROM_TO = re.compile(_FROM + r"[^。;!?]{0,14}?(?<!没)(?<![看见听遇受收])到了?(?:现在|这会儿)?" + _TO)
_SINCE = re.compile(_FROM + r"[^,。;!?\d]{0,4}?(?:开始|起头|以来|起(?=,|就|一直))")
_CLOCK = (
    r"(?P<{0}part>凌晨|清早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|早|晚)?"
    r"(?P<{0}hour>\d{{1,2}}|十[一二]?|[一二两三四五六七八九])点(?P<{0}half>半|钟)?"
)
_BY_THE_CLOCK = re.compile(r"从" + _CLOCK.format("from_") + r"[^,。;!?\d]{0,6}?到" + _CLOCK.format("to_"))
_AFTERNOON = ("中午", "下午", "傍晚", "晚上", "夜里", "晚")
_NUMBERS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2, "十一": 11, "十二": 12}
_HOURS = {
    "凌晨": 3, "一早": 7, "一大早": 7, "早饭前": 7, "早饭后": 9, "午饭前": 11, "午饭后": 13, "晚饭前": 17,
    "晚饭后": 19, "清早": 7, "早上": 8, "早晨": 8, "早": 8, "今早": 8, "今晨": 8, "今朝": 8, "上午": 10, "中午": 12,
    "下午": 15, "傍晚": 18, "晚上": 21, "晚": 21, "夜里": 23, "半夜": 23,
    "前晚": 21, "昨晚": 21, "昨夜": 23, "今晚": 21,
}  # fmt: skip
_NOON = 12
_DAYS_OF_WEEK = 7


@dataclass(frozen=True, slots=True)
class _Moment:
    """A day, told by its name in the week or by how long ago it was, and the hour."""

    weekday: int | None
    is_last_week: bool
    days_ago: int
    hour: int


def find_day_spans(text: str, now: datetime) -> tuple[DurationMention, ...]:
    """Stretches of time between two days, or from a day until now, in normalised text; always approximate.

    A day of the week without 上 is the last one before the end. 今天星期四 counts by the speaker's own week, whatever
    the calendar says. A stretch that would end before it begins is left out.
    """
    found: list[DurationMention] = []
    present = _Moment(None, False, 0, now.hour)
    matches = [(match, _moment(match, "to_", now)) for match in _FROM_TO.finditer(text)]
    matches += [(match, present) for match in _SINCE.finditer(text)]
    for match, end in matches:
        hours = _hours_between(_moment(match, "from_", now), end, now)
        is_free = all(match.end() <= one.span.start or one.span.end <= match.start() for one in found)
        if hours > 0 and is_free:
            found.append(DurationMention(Span(match.start(), match.end(), match[0]), float(hours), approximate=True))
    for match in _BY_THE_CLOCK.finditer(text):
        is_free = all(match.end() <= one.span.start or one.span.end <= match.start() for one in found)
        if is_free:
            lasted = (_clock(match, "to_") - _clock(match, "from_")) % (24 if match["to_part"] else 12)
            found.append(DurationMention(Span(match.start(), match.end(), match[0]), lasted or 12.0, approximate=True))
    return tuple(sorted(found, key=lambda mention: mention.span.start))


def _clock(match: re.Match[str], side: str) -> float:
    """Hour of the day; without a part of the day as it stands (从十二点到三点半 is three and a half hours)."""
    said = match[f"{side}hour"]
    hour = float(said) if said.isdigit() else float(_NUMBERS[said])
    if match[f"{side}part"] in _AFTERNOON and hour < _NOON:
        hour += _NOON
    return hour + (0.5 if match[f"{side}half"] == "半" else 0.0)


def _moment(match: re.Match[str], side: str, now: datetime) -> _Moment:
    if match[f"{side}now"]:
        return _Moment(None, False, 0, now.hour)
    hour = _HOURS.get(match[f"{side}part"] or match[f"{side}ago"] or "", _NOON)
    week = match[f"{side}week"]
    if week:
        return _Moment(WEEKDAYS[week], bool(match[f"{side}last"]), 0, hour)
    return _Moment(None, False, -RELATIVE_DAYS[match[f"{side}ago"]], hour)


def _hours_between(begin: _Moment, end: _Moment, now: datetime) -> int:
    if begin.weekday is None:
        days = begin.days_ago - end.days_ago if end.weekday is None else 0
    else:
        last = end.weekday if end.weekday is not None else now.weekday() - end.days_ago
        days = last - begin.weekday + _DAYS_OF_WEEK if begin.is_last_week else (last - begin.weekday) % _DAYS_OF_WEEK
    return days * 24 + end.hour - begin.hour
