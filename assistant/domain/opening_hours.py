"""Opening hours as institutions publish them: 周一至周五 7:30-17:30；周六 8:00-12:00."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

_DAYS = "一二三四五六日"
_DAY = r"(?:周|星期|礼拜)?([一二三四五六日天])"
_DAY_RANGE = re.compile(rf"{_DAY}\s*(?:至|到|-|~|—|–|～)\s*{_DAY}")
_ONE_DAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天](?:[、,，/]?(?:周|星期)?[一二三四五六日天])*)")
_TIMES = re.compile(r"(\d{1,2})[:：点](\d{2})?分?\s*(?:至|到|-|~|—|–|～)\s*(\d{1,2})[:：点](\d{2})?")
_WORK_DAYS = ("工作日", "平日")
_EVERY_DAY = ("每天", "每日", "全年")


@dataclass(frozen=True, slots=True)
class OpeningSpan:
    """Days of the week (0 is Monday) on which it is open during `[opens, closes)`."""

    weekdays: frozenset[int]
    opens: time
    closes: time


def read_opening_hours(text: str) -> tuple[OpeningSpan, ...]:
    """Return the spans that `text` names; nothing when any part of it is not understood.

    Half-understood hours would say "open" to somebody standing before a closed door.
    """
    spans: list[OpeningSpan] = []
    days: frozenset[int] | None = None
    for part in re.split(r"[；;\n]", text):
        if not part.strip():
            continue
        days = _weekdays(part) or days
        times = _TIMES.findall(part)
        if days is None or not times:
            return ()
        for found in times:
            span = _span(days, found)
            if span is None:
                return ()
            spans.append(span)
    return tuple(spans)


def is_open(spans: tuple[OpeningSpan, ...], now: datetime, is_holiday: bool) -> bool | None:
    """Whether it is open at `now` (local time); None when no hours are known.

    On public holidays institutions are taken to be closed.
    """
    if not spans:
        return None
    if is_holiday:
        return False
    return any(now.weekday() in span.weekdays and span.opens <= now.time() < span.closes for span in spans)


def weekday_in_words(day: date) -> str:
    """Return 周一 to 周日."""
    return f"周{_DAYS[day.weekday()]}"


def _weekdays(part: str) -> frozenset[int] | None:
    if any(word in part for word in _EVERY_DAY):
        return frozenset(range(7))
    if any(word in part for word in _WORK_DAYS):
        return frozenset(range(5))
    if match := _DAY_RANGE.search(part):
        first, last = (_number(day) for day in match.groups())
        return frozenset(range(first, last + 1)) if first <= last else None
    if match := _ONE_DAY.search(part):
        return frozenset(_number(day) for day in re.findall(r"[一二三四五六日天]", match[1]))
    return None


def _number(day: str) -> int:
    return _DAYS.index("日" if day == "天" else day)


def _span(days: frozenset[int], found: tuple[str, str, str, str]) -> OpeningSpan | None:
    hours = [int(found[0]), int(found[2])]
    minutes = [int(found[1] or 0), int(found[3] or 0)]
    if max(hours) > 23 or max(minutes) > 59:
        return None
    opens, closes = time(hours[0], minutes[0]), time(hours[1], minutes[1])
    return OpeningSpan(days, opens, closes) if opens < closes else None
