"""Ages of children: 八个月, 一岁半, 出生42天, 刚满百天, 新生儿, 矫正三个月, 4-6个月."""

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from assistant.domain.child import DAYS_PER_MONTH, Age
from assistant.domain.measures import AgeMention, Span
from assistant.domain.numerals import JOINER, read_number
from assistant.language.normalise import normalise
from assistant.language.not_yet import not_reached
from assistant.language.roles import Role, stretches_in
from assistant.language.stretches import Stretch, Unit

_GROWN_UP_MONTHS = 216
"""From eighteen years on the person is no child, so the age is nobody's that content speaks of."""

_NEWBORN_LAST_DAY = 27
_NEARLY = re.compile(
    r"(?:快|将近|接近|差不多|大概|大约|约|马上|近|虚岁?|奔|眼看|眼瞅着|将|即将|就要)(?:到|要|满|有|是|了|着|\s)*$"
)
_ROUGHLY_AFTER = re.compile("左右|上下|多|出头|不到|以上")
_NEWBORN = re.compile(
    r"新生儿(?!科|疾病筛查|病房)|(?<!坐)月子(?:里|中|期间?|内)|(?:刚|才)(?:刚)?(?:出生|生下来|落地|出世)|初生(?:儿|婴儿)|"
    r"(?:还?没|未|不)(?:满|到|出)月(?!龄)|满月(?:之|以)?前(?!后)(?![^,。]{0,8}过)|满月(?:都|也)?还?(?:没到|不到|未到)|(?:还没|明天|后天)满月|出生(?:当天|没几天|几天)|(?:快|马上|将近|就要|差|明天|后天|下周|下星期|下礼拜)[^,。满]{0,5}满月(?!龄)|没几天大|才几天大"
)
_LANDMARKS = (
    (re.compile("双满月"), Age(2, 60)),
    (re.compile("(?<![没未不双])(?<!没到)满月(?!龄|脸|嫂|(?:之|以)?前|(?:都|也)?还?(?:没到|不到|未到))"), Age(1, 30)),
    (re.compile("(?<=刚)出了?月子?(?!龄)"), Age(1, 30)),
    (re.compile("(?<![没未不刚])出了?月子(?!中心|那|的?时)"), Age(1, 30, approximate=True)),
    (re.compile("(?:一?百天|百日(?!咳|红|维新))"), Age.of_days(100)),
    (re.compile("(?:(?<=[满过到了没未天快还])|(?<![一-龥0-9]))周岁"), Age(12)),
)
_NOT_AGED = re.compile("(?:近|这|前|(?<!毛)头|每)$")
_NOT_YET_A_MONTH = re.compile("(?:快|马上|将近|就要|差|还没|明天|后天|下周|下星期|下礼拜)[^,。满]{0,5}$")
_RANGE_BETWEEN = re.compile(JOINER)


def find_ages(text: str) -> tuple[AgeMention, ...]:
    """Ages said of children in normalised text, in order; adults' ages (18 years and more) are left out.

    不到三个月 and 三个月还没到 give two completed months and are approximate. 三岁以内 gives 0 to 36 months. A
    newborn's words give 0 to 27 days. 咳嗽两个月了 is no age; the rules stand in `roles`.
    """
    found = [mention for stretch, role in stretches_in(text) for mention in _of_stretch(stretch, role, text)]
    found = _join_ranges(found, text)
    for pattern, age in _LANDMARKS:
        for match in pattern.finditer(text):
            if not _is_excluded(match, text) and not _covered(match, found):
                found.append(_landmark(match, age, text))
    for match in _NEWBORN.finditer(text):
        if not _has_exact_age_nearby(match, found):
            found.append(AgeMention(_span(match.start(), match.end(), text), _newborn(0), _newborn(_NEWBORN_LAST_DAY)))
    return tuple(sorted(found, key=lambda mention: mention.span.start))


_BARE_NUMBER = re.compile(
    r"[^\d零一二两三四五六七八九十半俩仨]*(?P<n>\d{1,2}|[零一二两三四五六七八九十]{1,3})[了吧呢啊哦。.!]*"
)
_OLDEST_BARE_MONTHS = 36


def answered_age(text: str) -> AgeMention | None:
    """The age in an answer to 宝宝多大了, where 20天 and a bare 8 (months, up to 36) are ages too; None if unclear."""
    plain = normalise(text)
    found = find_ages(plain)
    if found:
        return found[0]
    for stretch, role in stretches_in(plain):
        if role is Role.DURATION:
            return _mention(stretch, plain, is_corrected=False)
    bare = _BARE_NUMBER.fullmatch(plain)
    months = read_number(bare["n"]) if bare else None
    if bare is None or months is None or months > _OLDEST_BARE_MONTHS:
        return None
    return AgeMention(_span(bare.start("n"), bare.end("n"), plain), Age(int(months)))


def _newborn(day: int) -> Age:
    return Age(0, day, approximate=True)


def _span(start: int, end: int, text: str) -> Span:
    return Span(start, end, text[start:end])


def _of_stretch(stretch: Stretch, role: Role, text: str) -> Iterator[AgeMention]:
    if role not in (Role.AGE, Role.CORRECTED_AGE, Role.AGE_LIMIT):
        return
    mention = _mention(stretch, text, role is Role.CORRECTED_AGE)
    if mention.age.months >= _GROWN_UP_MONTHS:
        return
    if role is Role.AGE_LIMIT:
        mention = replace(mention, age=Age(0), upper=mention.upper or mention.age)
    yield mention


def _mention(stretch: Stretch, text: str, is_corrected: bool) -> AgeMention:
    before, after = text[max(0, stretch.start - 8) : stretch.start], text[stretch.end : stretch.end + 3]
    is_short = not_reached(text, stretch.start, stretch.end)
    approximate = stretch.approximate or is_short or bool(_NEARLY.search(before) or _ROUGHLY_AFTER.match(after))
    age = _age(stretch, stretch.low, approximate, is_corrected, is_short)
    upper = _age(stretch, stretch.high, approximate, is_corrected, is_short) if stretch.high > stretch.low else None
    return AgeMention(_span(stretch.start, stretch.end, text), age, upper)


def _age(stretch: Stretch, value: float, approximate: bool, is_corrected: bool, is_short: bool) -> Age:
    if stretch.unit in (Unit.MONTH, Unit.YEAR_OF_AGE):
        days = int(value * DAYS_PER_MONTH) + stretch.extra_days if value % 1 or stretch.extra_days else None
        months = math.ceil(value) - 1 if is_short else int(value)
        return Age(max(0, months), None if is_short else days, approximate, is_corrected)
    days = int(value * stretch.unit.value / 24) - is_short
    return Age.of_days(max(0, days), approximate, is_corrected)


def _join_ranges(found: list[AgeMention], text: str) -> list[AgeMention]:
    """Make one mention of two that 到 or a dash joins: 6个月到2岁."""
    joined: list[AgeMention] = []
    for mention in found:
        last = joined[-1] if joined else None
        if last and _RANGE_BETWEEN.fullmatch(text[last.span.end : mention.span.start]) and not last.upper:
            joined[-1] = AgeMention(_span(last.span.start, mention.span.end, text), last.age, mention.age)
        else:
            joined.append(mention)
    return joined


def _is_excluded(match: re.Match[str], text: str) -> bool:
    """近百天 is a stretch of time, and a child who is 快满月 is still a newborn."""
    before = _before(match, text)
    return bool(_NOT_AGED.search(before) or (match[0].endswith("满月") and _NOT_YET_A_MONTH.search(before)))


def _before(match: re.Match[str], text: str) -> str:
    return text[max(0, match.start() - 8) : match.start()]


def _covered(match: re.Match[str], found: list[AgeMention]) -> bool:
    return any(match.start() < mention.span.end and mention.span.start < match.end() for mention in found)


def _landmark(match: re.Match[str], age: Age, text: str) -> AgeMention:
    is_near = bool(_NEARLY.search(_before(match, text)) or _ROUGHLY_AFTER.match(text, match.end()))
    span = _span(match.start(), match.end(), text)
    if not_reached(text, match.start(), match.end()):
        return AgeMention(span, _before_landmark(age))
    return AgeMention(span, replace(age, approximate=is_near or age.approximate))


def _before_landmark(age: Age) -> Age:
    """没到百天 is at most the 99th day, 没满周岁 at most eleven completed months."""
    if age.days is not None:
        return Age.of_days(age.days - 1, approximate=True)
    return Age(age.months - 1, approximate=True)


def _has_exact_age_nearby(match: re.Match[str], found: list[AgeMention]) -> bool:
    """刚出生三天 and 新生儿15天 name one age, not two."""
    return any(abs(mention.span.start - match.end()) <= 4 or _covered(match, [mention]) for mention in found)
