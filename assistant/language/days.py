"""Days and stretches of days: 大后天, 下周三, 8月15号, 月底, 半个月后, 国庆后第一个工作日, 2025年3月."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.domain.numerals import read_number
from assistant.language.calendar_words import (
    FIXED_FESTIVALS,
    HOLIDAY_LENGTH_DAYS,
    MOVABLE_FESTIVALS,
    RELATIVE_DAYS,
    WEEKDAYS,
    WorkDayRule,
    festival_on,
    first_work_day_after,
    next_work_day,
)
from assistant.language.claims import Claims
from assistant.language.roles import Role, stretches_in
from assistant.language.stretches import Unit

_N = "[0-9零一二三四五六七八九十]"
_NOT_A_PLACE = "(?![线楼门床窗房院病馆仓桌位店室])"
_BEGAN_AFTER = re.compile(
    r"(?:凌晨|早上|上午|中午|下午|傍晚|晚上|半夜|夜里)?(?:就)?(?:开始|起(?!来)|发的?烧|打的|出生|生的)"
)


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day meant by the words at `[start, end)`."""

    start: int
    end: int
    first_on: date
    last_on: date


def find_days(text: str, today: date, is_work_day: WorkDayRule | None = None) -> list[Days]:
    """Days named in normalised text, in order, none overlapping another.

    A day without a year that has passed moves to the next month or year, unless the words after it tell of something
    that began then (周六开始烧) or the year was said. A day that does not exist (2月30号) is left out.
    再过两个月, 3个月前 and 这几天 are too vague and give none.
    """
    found: list[Days] = []
    claims = Claims()
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            limits = read(match, text, today, is_work_day)
            if limits and claims.claim(match.start(), match.end()):
                found.append(Days(match.start(), match.end(), *limits))
    for days in _ahead(text, today):
        if claims.claim(days.start, days.end):
            found.append(days)
    return sorted(found, key=lambda days: days.start)


Limits = tuple[date, date]


def _ahead(text: str, today: date) -> list[Days]:
    """三天后, 半个月后: a day counted from today, where no event is named before (打完疫苗两天后)."""
    found = []
    for stretch, role in stretches_in(text):
        if role is not Role.AHEAD or stretch.unit in (Unit.HOUR, Unit.MINUTE, Unit.SECOND):
            continue
        if re.search("(?:完|了|过|药|疫苗|针|术|伤|摔|饭|奶|烧)$", text[max(0, stretch.start - 4) : stretch.start]):
            continue
        ends = [_shifted(today, value, stretch.unit) for value in (stretch.low, stretch.high)]
        tail = re.match("以后|之后|后", text[stretch.end : stretch.end + 2])
        found.append(Days(stretch.start, stretch.end + (tail.end() if tail else 0), ends[0], ends[1]))
    return found


def _shifted(today: date, value: float, unit: Unit) -> date:
    if unit is Unit.MONTH and value % 1 == 0:
        return _in_month(today, min(int(value), 600), today.day)
    days = round(value * (30 if unit is Unit.MONTH else unit.value / 24))
    return today + timedelta(days=min(days, 20_000))


def _in_month(today: date, months_later: int, day: int) -> date:
    """The day of a later month, at most that month's last one."""
    years, month = divmod(today.month - 1 + months_later, 12)
    year = today.year + years
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_RELATIVE = re.compile(
    "大前天|大后天|前天|前晚|[昨今明][天日儿晚早晨夜]|[今明]朝(?![代鲜])|(?<![前以之])后[天日](?!性)"
)


def _relative(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    if match[0] not in RELATIVE_DAYS:
        return None
    day = today + timedelta(days=RELATIVE_DAYS[match[0]])
    return day, day


_WEEKDAY = re.compile(
    r"(?<![0-9一二两三四五六七八九十几半每逢隔])(?P<which>这个?|本|下下个?|下个?|上上个?|上个?)?(?<!每)(?<!每个)(?:周|星期|礼拜)"
    r"(?P<day>[一二三四五六日天末])(?P<more>[一二三四五六日]{1,5}(?![一二三四五六七八九十点时号个岁斤度次天小分米百]))?(?![次岁顿回节年直般共定个龄])"
)
_WHOLE_WEEK = re.compile("(?P<which>这个?|本|下下个?|下个?|上个?)(?:周|星期|礼拜)(?![一二三四五六日天末岁])")


def _weeks_later(which: str | None) -> int | None:
    plain = (which or "").replace("个", "")
    return {"": None, "这": 0, "本": 0, "下": 1, "下下": 2, "上": -1, "上上": -2}[plain]


def _weekday(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    weeks = _weeks_later(match["which"])
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks or 0)
    if match["day"] == "末":
        saturday = monday + timedelta(days=5)
        return saturday, saturday + timedelta(days=1)
    day = monday + timedelta(days=WEEKDAYS[match["day"]])
    if weeks is None:
        began = _BEGAN_AFTER.match(text, match.end())
        day += timedelta(weeks=-1 if began and day > today else 1 if not began and day < today else 0)
    more = WEEKDAYS[match["more"][-1]] - WEEKDAYS[match["day"]] if match["more"] else 0
    return day, day + timedelta(days=max(0, more))


def _whole_week(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    weeks = _weeks_later(match["which"]) or 0
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return (max(monday, today) if weeks == 0 else monday), monday + timedelta(days=6)


_DATE = re.compile(
    rf"(?:(?P<year>(?:19|20)\d\d|[零〇一二三四五六七八九]{{4}}|今|明|后|去|前)年)?(?<!{_N})(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月"
    rf"(?![龄大]|的?[宝婴娃])(?:份)?(?:(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
    rf"(?:号|日|(?![\d点:.个天次月岁斤度]))|(?P<part>[初中底]))?{_NOT_A_PLACE}"
)
_DIGITAL_DATE = re.compile(
    r"(?<![\d/.-])(?P<year>20\d\d)[-/.](?P<month>0?[1-9]|1[0-2])[-/.](?P<day>3[01]|[12]\d|0?[1-9])(?![\d/.-])"
)
_YEARS = {"今": 0, "明": 1, "后": 2, "去": -1, "前": -2}


def _dated(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    groups = match.groupdict()
    month = int(read_number(groups["month"] or "") or 0)
    year = _year(groups.get("year"), today)
    if not groups.get("day"):
        return _month_limits(year, month, groups.get("part"), today, bool(_BEGAN_AFTER.match(text, match.end())))
    day = int(read_number(groups["day"] or "") or 0)
    if year is not None:
        said = _day(year, month, day)
        return (said, said) if said else None
    said = _day(today.year, month, day)
    is_past_meant = bool(_BEGAN_AFTER.match(text, match.end()))
    if said is None or (said < today and not is_past_meant):
        said = _day(today.year + 1, month, day)
    elif said > today and is_past_meant:
        said = _day(today.year - 1, month, day)
    return (said, said) if said else None


def _year(said: str | None, today: date) -> int | None:
    if not said:
        return None
    return today.year + _YEARS[said] if said in _YEARS else int(read_number(said) or 0) or None


def _month_limits(year: int | None, month: int, part: str | None, today: date, is_past_meant: bool) -> Limits | None:
    if year is None:
        year = today.year + (month < today.month and not is_past_meant) - (month > today.month and is_past_meant)
    return _part_of_month(year, month, part)


def _part_of_month(year: int, month: int, part: str | None) -> Limits | None:
    if not 1 <= year <= 9998:
        return None
    last = calendar.monthrange(year, month)[1]
    first_day, last_day = {"初": (1, 10), "中": (11, 20), "底": (last, last)}.get(part or "", (1, last))
    return date(year, month, first_day), date(year, month, last_day)


_MONTH_WORD = re.compile(
    r"(?P<which>这个?|本|下下个?|下个?|上个?)月(?:(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[号日]|"
    r"(?P<part>[初中底]))?|(?<![一-龥\d])月(?P<bare>[初底])|(?<=[这到在等])月(?P<bare2>底)"
)


def _month_word(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    later = _weeks_later(match["which"]) or 0
    anchor = _in_month(today, later, 1)
    if match["day"]:
        said = _day(anchor.year, anchor.month, int(read_number(match["day"]) or 0))
        return (said, said) if said else None
    part = match["part"] or match["bare"] or match["bare2"]
    limits = _part_of_month(anchor.year, anchor.month, part)
    if limits and limits[1] < today and match["bare"]:
        anchor = _in_month(today, 1, 1)
        return _part_of_month(anchor.year, anchor.month, part)
    return limits


_YEAR_END = re.compile("(?P<next>明)?年底")


def _year_end(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    day = date(today.year + bool(match["next"]), 12, 31)
    return day, day


_DAY_OF_MONTH = re.compile(
    rf"(?<![\d一-龥月])(?P<d1>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])[号日]{_NOT_A_PLACE}(?![龄内后前游])|"
    rf"(?<=[这在等约到改是就成])(?P<d2>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])号{_NOT_A_PLACE}"
)


def _day_of_month(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    day = int(read_number(match["d1"] or match["d2"]) or 0)
    is_past_meant = bool(_BEGAN_AFTER.match(text, match.end()))
    for months in (0, -1, -2) if is_past_meant else (0, 1, 2):
        anchor = _in_month(today, months, 1)
        said = _day(anchor.year, anchor.month, day)
        if said and (said <= today if is_past_meant else said >= today):
            return said, said
    return None


_UNMISTAKABLE_FESTIVALS = [n for n in (*FIXED_FESTIVALS, *MOVABLE_FESTIVALS) if n not in ("五一", "六一", "十一")]
_FESTIVAL = re.compile(
    rf"(?P<name>{'|'.join(_UNMISTAKABLE_FESTIVALS)}"
    r"|(?<![\d一-龥])[五六]一(?![个次天两二三\d])|(?<![\d一-龥])十一(?=期间|假期|长假|黄金周|节|后|放假|国庆))节?"
    r"(?:(?P<after>(?:放假|假期)?(?:以|之)?后的?第一个工作日)|(?P<later>(?:放假|假期|过)?(?:以|之)?后))?"
)
_NEXT_WORK_DAY = re.compile("(?:下一?个|最近一?个?|第一个)工作日")


def _festival(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    first = festival_on(match["name"], today)
    if first is None:
        return None
    day = first_work_day_after(match["name"], first, rule) if match["after"] else first
    if match["later"]:
        day = first + timedelta(days=HOLIDAY_LENGTH_DAYS.get(match["name"], 1))
    return day, day


def _work_day(match: re.Match[str], text: str, today: date, rule: WorkDayRule | None) -> Limits | None:
    day = next_work_day(today + timedelta(days=1), rule)
    return day, day


_PATTERNS = (
    (_DIGITAL_DATE, _dated),
    (_FESTIVAL, _festival),
    (_NEXT_WORK_DAY, _work_day),
    (_RELATIVE, _relative),
    (_WEEKDAY, _weekday),
    (_WHOLE_WEEK, _whole_week),
    (_YEAR_END, _year_end),
    (_MONTH_WORD, _month_word),
    (_DATE, _dated),
    (_DAY_OF_MONTH, _day_of_month),
)
