"""Days with or without a time of day: 明天下午三点, 下周三上午, 周一到周三, 五点半."""

import re
from datetime import date, datetime, timedelta

from assistant.domain.measures import DateMention, Span
from assistant.domain.numerals import JOINER
from assistant.language.calendar_words import WorkDayRule
from assistant.language.clock import CLOCK, PART_WORDS, TimeOfDay, is_clock, part_of_day, readings
from assistant.language.days import Days, find_days

_PART_AND_CLOCK = re.compile(rf"(?<![\d.:])(?P<part>{PART_WORDS})?的?\s*{CLOCK}(?![\d:])")
_PART = re.compile(rf"(?P<part>{PART_WORDS})")
_BETWEEN = re.compile(r"\s*的?,?\s*")
_JOINED = re.compile(JOINER)
_ONLY_A_PART = re.compile(
    "(?:那就?|就|在|要)?(?P<part>上午|中午|下午|早上|晚上|傍晚)(?:吧|呢|可以吗?|行吗?|方便|[。!?,])*"
)
_PART_IS_OVER_AT_HOUR = {"morning": 12, "noon": 14, "afternoon": 18, "evening": 24}


def find_dates(text: str, now: datetime, is_work_day: WorkDayRule | None = None) -> tuple[DateMention, ...]:
    """Days and times in normalised text, in order.

    Args:
        text: Normalised text.
        now: The moment of speaking; the results carry its time zone.
        is_work_day: Rule for 国庆后第一个工作日; without it, usual holiday lengths and Monday to Friday.

    Returns:
        One mention for each day, span of days or time. A time without a day is today's, or tomorrow's once it has
        passed. A time that fits morning and afternoon (五点半) has the likelier reading in `starts_at` and the other
        in `alternatives`.
    """
    days = _joined(find_days(text, now.date(), is_work_day), text)
    clocks = [match for match in _PART_AND_CLOCK.finditer(text) if _is_time(match, text, days)]
    found = [_of_days(item, text, now, clocks) for item in days]
    used = [mention.span for mention in found]
    for match in clocks:
        if all(match.end() <= span.start or match.start() >= span.end for span in used):
            found.extend(_without_day(match, now))
    answer = _ONLY_A_PART.fullmatch(text)
    if answer and not found:
        found.append(_bare_part(answer, now))
    return tuple(sorted(found, key=lambda mention: mention.span.start))


def _joined(days: list[Days], text: str) -> list[Days]:
    """Make one of two that 到 or a dash joins: 周一到周三."""
    result: list[Days] = []
    for item in days:
        last = result[-1] if result else None
        if last and _JOINED.fullmatch(text[last.end : item.start]) and item.last_on >= last.first_on:
            result[-1] = Days(last.start, item.end, last.first_on, item.last_on)
        else:
            result.append(item)
    return result


def _is_time(match: re.Match[str], text: str, days: list[Days]) -> bool:
    if any(match.start("hour") < item.end and item.start < match.end() for item in days):
        return False
    follows_day = any(_BETWEEN.fullmatch(text[item.end : match.start()]) for item in days if item.end <= match.start())
    return is_clock(match, text, has_context=bool(match["part"]) or follows_day)


def _of_days(item: Days, text: str, now: datetime, clocks: list[re.Match[str]]) -> DateMention:
    """Join a day with the part of the day and the time that follow it."""
    for match in clocks:
        # 明早十点: the part of the day is the second half of the day's own word.
        is_next = match.start() >= item.end - 1 and _BETWEEN.fullmatch(text[item.end : max(item.end, match.start())])
        if is_next and item.first_on == item.last_on:
            word = match["part"] or _own_part(text, item)
            return _timed(item.start, match, [item.first_on], word, now)
    part = _PART.match(text, item.end)
    word, end = (part["part"], part.end()) if part else (_own_part(text, item), item.end)
    return DateMention(
        Span(item.start, end, text[item.start : end]), item.first_on, item.last_on, None, part_of_day(word)
    )


def _own_part(text: str, item: Days) -> str | None:
    """早 in 明早, 晚 in 昨晚."""
    last = text[item.end - 1]
    return last if last in "早晚晨夜" else None


def _timed(start: int, match: re.Match[str], days: list[date], word: str | None, now: datetime) -> DateMention:
    instants = _instants(readings(match, word), days[0], now)
    span = Span(start, match.end(), match.string[start : match.end()])
    if not instants:
        return DateMention(span, days[0], days[0], None, part_of_day(word))
    first_on = instants[0].date()
    return DateMention(span, first_on, first_on, instants[0], part_of_day(word), tuple(instants[1:]))


def _instants(times: tuple[TimeOfDay, ...], day: date, now: datetime) -> list[datetime]:
    return [datetime.combine(day + timedelta(days=t.days_later), t.time, tzinfo=now.tzinfo) for t in times]


def _without_day(match: re.Match[str], now: datetime) -> list[DateMention]:
    """A time alone: today, or tomorrow once it has passed."""
    instants = _instants(readings(match, match["part"]), now.date(), now)
    rolled = [instant if instant >= now else instant + timedelta(days=1) for instant in instants]
    if not rolled:
        return []
    span = Span(match.start(), match.end(), match[0])
    day = rolled[0].date()
    return [DateMention(span, day, day, rolled[0], part_of_day(match["part"]), tuple(rolled[1:]))]


def _bare_part(match: re.Match[str], now: datetime) -> DateMention:
    """下午 as a whole answer: today's, or tomorrow's once it is over."""
    part = part_of_day(match["part"])
    day = now.date() + timedelta(days=now.hour >= _PART_IS_OVER_AT_HOUR[part or "evening"])
    return DateMention(Span(match.start("part"), match.end("part"), match["part"]), day, day, None, part)
