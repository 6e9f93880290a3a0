"""Days told by their number: 今天第四天了, 第六个下午. They count like a stretch of so many days."""

import re

from assistant.domain.measures import DurationMention, Span
from assistant.domain.numerals import read_number

_ORDINAL = re.compile(
    r"第(?P<n>\d{1,2}|[一二两三四五六七八九]?十?[一二三四五六七八九]?)(?:个|整)?(?:天|日(?!龄)|晚上?|夜|下午|早上|上午|白天)"
)
_OF_SOMETHING_ELSE = re.compile(
    r"打|接种|疫苗|针|出生|生下|生的|月子|入园|入托|上学|开学|住院|出院|手术|停药|吃药|隔离|旅|回来|回家|满月|落地|添|加辅食|断奶|换奶|课|活动"
    r"|(?:退|好|消|恢复|痊愈)了?(?:以后|之后|后|的)?$"
)
"""Before the number: it counts the days since something that is no sign, or since the sign ended (烧退了第六天)."""

_FELL_ILL = re.compile(r"后来[^,。]{0,4}(?:发[烧热]|高烧|吐|拉|泻|咳)")
"""Behind something else: it counts from then (打完疫苗,后来发烧,今天是第五天)."""

_FEWEST, _MOST = 2, 60


def told_days(text: str) -> tuple[DurationMention, ...]:
    """Stretches that the ordinals in normalised text stand for, in order; the fourth day counts as four, cautiously."""
    found = []
    for match in _ORDINAL.finditer(text):
        days = read_number(match["n"]) or 0.0
        before = re.split("[。!?;]", text[max(0, match.start() - 14) : match.start()])[-1]
        is_of_something_else = _OF_SOMETHING_ELSE.search(before) and not _FELL_ILL.search(before)
        if _FEWEST <= days <= _MOST and not is_of_something_else:
            found.append(DurationMention(Span(match.start(), match.end(), match[0]), days * 24.0, approximate=True))
    return tuple(found)
