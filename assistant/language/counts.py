"""Counts with a unit: 五六次, 3片尿不湿, 120毫升, 每分钟60次."""

import re

from assistant.domain.measures import CountMention, Span
from assistant.domain.numerals import NUMBER_OR_RANGE, read_range
from assistant.language.claims import Claims

_UNIT = r"(?:毫升|ml|次|回|遍|趟|下|片|粒|颗|滴|勺|顿|瓶|袋|包|泡|杯|块|口|条|个)"
_COUNT = re.compile(
    rf"(?<![第/\d.])(?P<n>{NUMBER_OR_RANGE}|好?几) ?(?P<more>多|来)?(?P<unit>{_UNIT})"
    r"(?!月|半|星期|礼拜|小时|钟|多月|多小时|人|学期|疗程|性|周|劲|来)(?P<per>\s*(?:/|每)\s*(?:分钟?|min))?"
)
_PER_MINUTE_BEFORE = re.compile(
    r"(?:(?P<every>每)|(?P<n>\d{1,4}|[一二三四五六十]{1,4}|半)个?)(?P<unit>分钟?|秒钟?)[^,。;!?\d]{0,8}$"
)
_RATE_WORD = re.compile(r"(?:呼吸|心率|心跳|脉搏)[^,。;!?\d]{0,6}$")
_BARE_RATE = re.compile(
    rf"(?:(?:每|一|1)分钟?(?:呼吸|心跳|喘|脉搏)?(?:大概|大约|约|有|是|:|\s)*)(?P<n>{NUMBER_OR_RANGE})"
    r"(?![\d.]|[次下回天个岁月片度毫ml多几])|(?:呼吸|心率|心跳)(?:是|:|到|有|\s)*(?P<rate>\d{2,3})(?![\d.]|[次下天个岁月度/])"
)
_ONE_OF_MANY = re.compile("(?:[第再又上下这那哪某每头另有])$")
_SLOWEST_RATE = 12
"""Fewer breaths or beats than this are not told per minute (呼吸停了两次)."""


def find_counts(text: str) -> tuple[CountMention, ...]:
    """Counts in normalised text, in order.

    A count within half a minute or so many seconds is given per minute. 下 counts only there (60下); a single 个 and
    第三次, 上一次, 一下 are no counts. 好几次 is 3 to 9.
    """
    found = [mention for match in _COUNT.finditer(text) for mention in _of_match(match, text)]
    claims = Claims()
    for mention in found:
        claims.claim(mention.span.start, mention.span.end)
    for match in _BARE_RATE.finditer(text):
        group = "n" if match["n"] else "rate"
        limits = read_range(match[group])
        span = Span(match.start(group), match.end(group), match[group])
        is_free = claims.is_free(span.start, span.end)
        if limits and limits[0] >= _SLOWEST_RATE and is_free:
            found.append(CountMention(span, *limits, unit="次", per_minute=True))
    return tuple(sorted(found, key=lambda mention: mention.span.start))


def _of_match(match: re.Match[str], text: str) -> list[CountMention]:
    limits = (3.0, 9.0) if match["n"].endswith("几") and len(match["n"]) <= 2 and match["n"][0] in "好几" else None
    limits = limits or read_range(match["n"])
    before = text[max(0, match.start() - 16) : match.start()]
    if limits is None or (limits[0] == 1 and _ONE_OF_MANY.search(before)):
        return []
    if match["more"] == "多":
        limits = (limits[0], limits[1] + (9 if limits[1] % 10 == 0 else 1))
    factor = _times_per_minute(match, before, limits[0])
    if not factor and (match["unit"] == "下" or (match["unit"] == "个" and limits[1] <= 1)):
        return []
    unit = "次" if factor and match["unit"] == "下" else match["unit"]
    span = Span(match.start(), match.end(), match[0])
    return [CountMention(span, limits[0] * (factor or 1), limits[1] * (factor or 1), unit, bool(factor))]


def _times_per_minute(match: re.Match[str], before: str, low: float) -> float:
    """Factor that turns the count into one per minute; 0 where it is no rate per minute."""
    if match["unit"] not in ("次", "下", "回"):
        return 0.0
    window = _PER_MINUTE_BEFORE.search(before)
    if window:
        length = read_range(window["n"])[0] if window["n"] and read_range(window["n"]) else 1.0  # type: ignore[index]
        seconds = length * (60 if window["unit"].startswith("分") else 1)
        return 60 / seconds if seconds and (seconds <= 60 and (length == 1 or low >= 5)) else 0.0
    return 1.0 if match["per"] or (low >= _SLOWEST_RATE and _RATE_WORD.search(before)) else 0.0
