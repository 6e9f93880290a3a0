"""Ages told of children, also where a stretch of days alone is meant as one (七十二天, 38.7)."""

import re

from assistant.domain.child import OLDEST_MONTHS, Age
from assistant.domain.measures import AgeMention, DurationMention, Reading, Span
from assistant.domain.triage.context import Context, Status
from assistant.domain.triage.mentions import status_at

_NOT_BEFORE = re.compile(r"不是$")
_UNDER = re.compile(r"(?:不满|不到|未满|没满|没到|还差几天|差几天|快|马上|快要|将近|即将)$")
_NOT_YET = re.compile(r"(?:都)?(?:还)?(?:没到|没满|不到|未到|未满|差几天)")
_NOMINAL = re.compile(r"虚岁?(?:是|才|刚|有|算|,|:| )*$")
"""Before an age that counts the year begun, one year and more ahead of the completed months."""

_SMALL = re.compile(r"小月龄(?!段)|(?:才|就|只有|刚)几个月(?=大|的|$|[,。 了呢])|几个月大?的(?:宝|娃|婴|小)")
"""Says how small a child is without a figure; read with the bands on both sides of three months."""

_SMALL_AGE = Age(3, approximate=True)

_NEWBORN = re.compile(
    r"月子里(?![^,。]{1,5}过)|月子(?:中|里)?的?(?:宝宝|娃|孩子|毛头|毛毛|宝贝|小囡|囡)|新生儿(?!那|时|期|科)|新生宝宝|刚出生|刚生下|出生没几天|出生才几天|刚生的|没出月子|还没出月子|没满月|未满月|不满月|还没满月|没出月(?!经)|还没出月|满月(?:之|以)?前(?!后)(?![^,。]{0,8}过)|满月(?:都|也)?还?(?:没到|不到|未到)|没断脐带|脐带还没掉"
    r"|生下来就|生出来就|(?:今天|昨天|昨晚|前天|今早|凌晨|早上|夜里|晚上|上午|下午)(?:刚|才)?(?:生的|出生的?|落地)"
    r"|(?:刚|才)生(?:完|出来)?(?:一|两|二|三|四|五|六|[1-6])天|出生(?:才|第|刚)?(?:[一两二三四五六七]|[1-7])天|黄毛头|早产儿"
)
_ONE_OF_SOME = re.compile(r"(?:一个|另一个|还有个|小的|大的|弟弟|妹妹)(?:才|刚)?$")
_UNIT = re.compile(r"(?:天|周|星期|礼拜|月)$")
_FILLER = re.compile(
    r"今天|昨天|明天|正好|刚刚|刚好|刚|才|宝宝|宝贝|孩子|小囡|娃|毛头|已经|满|整|大|的|是|了|我家|家里|他|她|小家伙|现在|月龄"
    r"|第|共|总共|差不多|大概|,|生下来|出生|呢|啊|哦|吧| "
)
_ABOUT_NEWBORNS = re.compile(
    r"称重|[2-5]\d{3}|[三四]千|[五六七八九]斤|体重|黄|脐|奶量|尿布|尿片|尿不湿|生的时候|胎便|吃奶|满月"
)
_HOW_LONG = re.compile(r"了|没|不|还|都|才|来|以来|前|后|就|一直|断断续续")
_FEWEST_DAYS = 5
_PLAIN_DAYS = 20
"""From this many days on a stretch alone in its clause is an age even next to a sign that lasts."""

_MOST_HOURS = 36 * 31 * 24
_OLDEST_CHILD_MONTHS = 215


def usable_ages(reading: Reading, context: Context, lasting_told: bool) -> tuple[tuple[AgeMention, ...], bool]:
    """Ages that are meant of a child now, and whether one was taken back (不是一岁).

    `lasting_told`: a sign that may last for days was told, so that a few days alone (三天了) say how long.
    """
    text = reading.text
    kept = [item for item in reading.ages if not _NOT_BEFORE.search(text[: item.span.start])]
    usable = [item for item in kept if item.age.months <= _OLDEST_CHILD_MONTHS]
    usable = [item for item in usable if not _is_past(context, item.span.start, item.span.end)]
    usable += [
        AgeMention(item.span, Age.of_days(int(item.hours / 24), item.approximate))
        for item in reading.durations
        if (_ONE_OF_SOME.search(text[: item.span.start]) if usable else _is_age(item, context, lasting_told))
    ]
    if not usable and (small := _SMALL.search(text)) and not _is_past(context, *small.span()):
        usable.append(AgeMention(Span(*small.span(), small.group()), _SMALL_AGE))
    return tuple(usable), len(kept) < len(reading.ages)


def told_age(item: AgeMention, text: str) -> Age:
    """The age a mention stands for; 不满两个月 is approximate, 虚两岁 about a year."""
    if _NOMINAL.search(text[: item.span.start]) or "虚" in item.span.text:
        return Age(max(0, min(item.age.months, OLDEST_MONTHS) - 12), None, approximate=True)
    under = bool(_UNDER.search(text[: item.span.start]) or _NOT_YET.match(text[item.span.end :]))
    months = min(item.age.months, OLDEST_MONTHS)
    return Age(months, item.age.days, item.age.approximate or under, item.age.corrected)


def newborn_at(text: str, context: Context) -> int | None:
    """Where a word for a child in its first days stands, or None."""
    return next((f.start() for f in _NEWBORN.finditer(text) if not _is_past(context, *f.span())), None)


def _is_past(context: Context, start: int, end: int) -> bool:
    return status_at(context, start, end) is Status.PAST


def _is_age(item: DurationMention, context: Context, lasting_told: bool) -> bool:
    span = item.span
    days = item.hours / 24
    if not _UNIT.search(span.text) or days < _FEWEST_DAYS or item.hours > _MOST_HOURS:
        return False
    start, end = context.clause(span.start)
    text = context.text
    alone = not _FILLER.sub("", text[start : span.start]) and not _FILLER.sub("", text[span.end : end])
    if alone:
        how_long = text.startswith("了", span.end)
        return not lasting_told or (days >= _PLAIN_DAYS and not how_long)
    opens = not _FILLER.sub("", text[start : span.start])
    if opens and days >= _PLAIN_DAYS and not _HOW_LONG.match(text[span.end :]):
        return True
    return opens and _ABOUT_NEWBORNS.search(text, span.end, end) is not None
