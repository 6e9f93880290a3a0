"""Names and prices in normalised text: a child's nickname, an institution, a fee limit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.domain.measures import Span
from assistant.domain.numerals import read_number

_NICKNAME = re.compile(
    r"(?:小名|乳名|昵称|(?:宝宝|孩子|女儿|儿子|老大|老二|她|他|囡囡|娃)叫)(?:就|是|叫|为|:|\s)*(?P<name>[一-龥]{1,4}?)"
    r"(?=$|[,。!?;、\s]|了$|吧$|今年|现在|快|才|刚)"
)
_NO_NICKNAME = re.compile("什么|啥|不|没|谁|哪|怎|[他她你我]|得|着|吗|医生|老师|救护")
_INSTITUTION = re.compile(
    r"(?:^|[,。!?;、\s])(?:我?想?(?:问|查|看|找|约|打听)(?:一?下)?)?(?P<name>[一-龥a-z0-9]{2,10}?(?:托育(?:中心|园|机构)?|托班|托儿所|早托|幼儿园))"
)
_NO_INSTITUTION = re.compile(
    "附近|哪|什么|普惠|公办|民办|社区|示范|所有|这|那|一家|几家|好的|有没有|备案|正规|便宜|最近|最好|想|要|能|可以|上|送|"
    "双语|周边|旁边|我|你|全日|半日|临时|计时|区|市|街道|镇|收|岁|个月|医育|家庭|无锡|不|怎么|给|孩子|宝宝"
)
_FEE = re.compile(
    r"(?P<before>预算|不超过|不要超过|最多|最高|控制在|价格在?|每月|一个月|月费)?(?:是|大概|在|到|\s)*(?<![\d.])"
    r"(?P<n>\d{3,5}|[一二两三四五六七八九]千(?:零?[一二两三四五六七八九]百?)?|[一二两三四五六七八九]百|一万)"
    r" ?(?:元|块钱?)?(?P<after>以内|以下|之内|左右|上下|封顶|一个月|每月|/月)?"
)
_LEAST_FEE, _MOST_FEE = 300, 20_000


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name where it stands."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class FeeMention:
    """A limit or an estimate of a monthly fee in yuan."""

    span: Span
    yuan_per_month: int


def find_nicknames(text: str) -> tuple[NameMention, ...]:
    """Nicknames of children after 小名 or 宝宝叫, one to four characters."""
    return tuple(_names(_NICKNAME, _NO_NICKNAME, text))


def find_institution_names(text: str) -> tuple[NameMention, ...]:
    """Names that end as institutions' names do (…托育中心); 附近的托育机构 names none."""
    return tuple(_names(_INSTITUTION, _NO_INSTITUTION, text))


def find_fees(text: str) -> tuple[FeeMention, ...]:
    """Monthly fees from 300 to 20,000 yuan where a word of limit, a month or 块 stands beside the number."""
    found = []
    for match in _FEE.finditer(text):
        yuan = _yuan(match["n"])
        is_money = bool(match["before"] or match["after"] or "块" in match[0] or "元" in match[0])
        if is_money and yuan is not None and _LEAST_FEE <= yuan <= _MOST_FEE:
            start = match.start("n")
            found.append(FeeMention(Span(start, match.end("n"), match["n"]), yuan))
    return tuple(found)


def _yuan(said: str) -> int | None:
    value = 10_000.0 if said == "一万" else read_number(said)
    return None if value is None else int(value)


def _names(pattern: re.Pattern[str], refused: re.Pattern[str], text: str) -> Iterator[NameMention]:
    for match in pattern.finditer(text):
        name = match["name"]
        if not refused.search(name):
            yield NameMention(Span(match.start("name"), match.end("name"), name), name)
