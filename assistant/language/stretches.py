"""Stretches of time (三天, 八个月, 一岁半, 两小时) wherever they stand, before it is decided what they mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from assistant.domain.child import DAYS_PER_MONTH
from assistant.domain.numerals import NUMBER, NUMBER_OR_RANGE, read_number, read_range
from assistant.language.claims import Claims


class Unit(Enum):
    """Unit that was said; the value is its length in hours. YEAR_OF_AGE (岁) can only be an age."""

    SECOND = 1 / 3600
    MINUTE = 1 / 60
    HOUR = 1.0
    DAY = 24.0
    WEEK = 168.0
    MONTH = 24 * DAYS_PER_MONTH
    YEAR = 288 * DAYS_PER_MONTH
    YEAR_OF_AGE = 288.0 * DAYS_PER_MONTH + 1e-9


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time at `[start, end)`, from `low` to `high` of `unit`.

    Attributes:
        low: Least value in `unit`; whole months where the unit is YEAR_OF_AGE.
        high: Greatest value, the same as `low` unless a range was said.
        extra_days: Days beyond whole months in 三个月零五天.
        approximate: True where 多, 来 or 出头 is part of the stretch.
    """

    start: int
    end: int
    low: float
    high: float
    unit: Unit
    extra_days: int = 0
    approximate: bool = False

    @property
    def hours(self) -> tuple[float, float]:
        """Least and greatest length in hours."""
        scale = Unit.MONTH.value if self.unit is Unit.YEAR_OF_AGE else self.unit.value
        return self.low * scale + self.extra_days * 24, self.high * scale + self.extra_days * 24


_N = rf"(?<!老)(?P<n>{NUMBER_OR_RANGE}) ?"
"""A number; in 老二四岁 it begins at 四."""
_MORE = "(?:多|来)?"
_CHILD_AHEAD = r"(?=大|的?(?:宝|婴|娃|孩|小孩|女儿|儿子|男宝|女宝))"

_YEARS_OF_AGE = re.compile(
    rf"{_N}{_MORE}(?:周岁|足岁|虚岁|岁)(?P<half>半)?{_MORE}"
    rf"(?:(?:零|又|加)?(?P<months>{NUMBER})(?P<month_half>个半)?个?多?月(?!份)"
    rf"|(?P<tail>1[01]|[1-9]|十一|[一二两三四五六七八九十])(?=$|[\s,。.!?;、了的大宝]))?(?:(?:零|又|加)(?P<days>{NUMBER})天)?(?:出头|多)?"
)
_MONTHS = re.compile(
    rf"{_N}(?:{_MORE}个(?P<half>半)?{_MORE}月|(?<=[俩仨])月|月(?=龄)|(?<=\d)m(?=大|龄|的?[宝娃])|(?<=1[3-9])月|(?<=2\d)月|(?<=3\d)月|月{_CHILD_AHEAD})"
    rf"(?!份)(?:多|出头)?(?:零?(?P<days>{NUMBER})天)?"
)
_WEEKS = re.compile(rf"(?<![周期拜]){_N}{_MORE}(?:个(?P<half>半)?{_MORE})?(?:周|星期|礼拜)(?!岁)(?P<half_after>半)?多?")
_DAYS = re.compile(rf"(?P<n>{NUMBER_OR_RANGE}|(?<=[好这了有])几) ?{_MORE}个?(?:天|日(?=龄))(?P<half_after>半)?多?")
_HOURS = re.compile(rf"{_N}{_MORE}个?(?P<half>半)?{_MORE}(?:小时|钟头|h(?![a-z]))(?P<half_after>半)?多?")
_MINUTES = re.compile(
    rf"(?P<n>{NUMBER_OR_RANGE}|(?<=[好这了有])几) ?{_MORE}分(?:钟(?P<half_after>半)?多?|(?=了|没|就))"
)
_SECONDS = re.compile(rf"{_N}{_MORE}秒钟?")
_YEARS = re.compile(rf"(?<![\d零〇一二两三四五六七八九十第]){_N}{_MORE}年(?P<half_after>半)?多?(?=了|没|[,。!?;\s]|$)")

_ROUGH = re.compile("多|来|几|出头")


def find_stretches(text: str) -> tuple[Stretch, ...]:
    """Every stretch of time in normalised text, in order, none overlapping another."""
    found: list[Stretch] = []
    claims = Claims()
    for pattern, unit in _PATTERNS:
        for match in pattern.finditer(text):
            stretch = _read(match, unit)
            if stretch and claims.claim(stretch.start, stretch.end):
                found.append(stretch)
    found.extend(_wordy(text))
    return tuple(sorted(found, key=lambda stretch: stretch.start))


_PATTERNS: tuple[tuple[re.Pattern[str], Unit], ...] = (
    (_YEARS_OF_AGE, Unit.YEAR_OF_AGE),
    (_MONTHS, Unit.MONTH),
    (_WEEKS, Unit.WEEK),
    (_DAYS, Unit.DAY),
    (_HOURS, Unit.HOUR),
    (_MINUTES, Unit.MINUTE),
    (_SECONDS, Unit.SECOND),
    (_YEARS, Unit.YEAR),
)


def _read(match: re.Match[str], unit: Unit) -> Stretch | None:
    limits = (3.0, 3.0) if match["n"] == "几" else read_range(match["n"])
    if limits is None or (match["n"] == "半" and unit is Unit.DAY):
        return None
    groups = match.groupdict()
    half = 0.5 if groups.get("half") or groups.get("half_after") else 0.0
    low, high = limits[0] + half, limits[1] + half
    if unit is Unit.YEAR_OF_AGE:
        beyond = _months_beyond(groups)
        low, high = int(low * 12) + beyond[0], int(high * 12) + beyond[1]
    days = int(read_number(groups["days"]) or 0) if groups.get("days") else 0
    return Stretch(match.start(), match.end(), low, high, unit, days, bool(_ROUGH.search(match[0])))


def _months_beyond(groups: dict[str, str | None]) -> tuple[int, int]:
    """Least and most months after the years: 三个月 in 两岁零三个月, 2 in 1岁2, 四五个月 in 一岁四五个月."""
    said = groups.get("months") or groups.get("tail")
    low, high = (said and read_range(said)) or (0, 0)
    return int(low), int(high)


_LONG_PART = re.compile("(?:(?P<most>大半天)|(?P<night>一?整?(?:个)?(?:晚上?|夜|宿))|(?P<part>一(?:上午|下午|早上)))")
_NIGHT_HOURS, _MOST_OF_DAY_HOURS, _PART_HOURS = 8.0, 6.0, 4.0


def _wordy(text: str) -> Iterator[Stretch]:
    """Stretches without a countable unit: 烧了一夜, 整晚没睡, 大半天没尿, 一上午没喝水."""
    for match in _LONG_PART.finditer(text):
        if match["most"]:
            yield Stretch(match.start(), match.end(), _MOST_OF_DAY_HOURS, _MOST_OF_DAY_HOURS, Unit.HOUR, 0, True)
        elif match[0][0] in "一整" and _lasts(text, match):
            hours = _NIGHT_HOURS if match["night"] else _PART_HOURS
            yield Stretch(match.start(), match.end(), hours, hours, Unit.HOUR, 0, True)


def _lasts(text: str, match: re.Match[str]) -> bool:
    """Tell 烧了一夜 and 一夜没尿 from 三天一夜 and 一晚上几次."""
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 2]
    return before in {"了", "烧", "咳", "吐", "哭", "拉", "喘"} or bool(re.match("都?[没不未无]|了", after))
