"""Single values read out of a message; each reader returns None when the message holds none."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.guidance import SessionKind
from assistant.domain.institution import CareService
from assistant.language.ages import answered_age, find_ages
from assistant.language.named_things import find_fees, find_nicknames
from assistant.language.normalise import normalise
from assistant.language.reader import read

ANY = "any"
"""Value of a field that the person leaves open."""

_REFERENCE = r"〔{kind}:(?P<value>[0-9A-Za-z_\-]{{1,80}})〕"
_CODE = re.compile(r"(?<![0-9A-Za-z])(?:[2-9A-HJKMNP-Z][\s\-—–_.·]?){10}[2-9A-HJKMNP-Z](?![0-9A-Za-z])", re.IGNORECASE)
_LAST4 = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_OPEN = re.compile(
    "都可以|都行|都好|随便|不限|无所谓|哪个都|哪天都|任意|越快越好|越早越好|最早|最近|先不说|不想说|跳过|不知道|没要求"
)
_WITHOUT = re.compile("不留|不填|不用|不方便|不想|跳过|没有|不给|不要|不需要|先不")
_DIGITS = re.compile(r"(?<!\d)\d{6,14}(?!\d)")
_KINDS = (
    (SessionKind.HOME_VISIT, re.compile("入户|上门|到家里|来家里")),
    (SessionKind.PARENT_CHILD_ACTIVITY, re.compile("亲子|带(?:宝宝|孩子|娃)(?:一起)?(?:玩|参加|去)")),
    (SessionKind.PARENT_CLASS, re.compile("课堂|讲座|家长课|听课|家长学校")),
    (SessionKind.EXPERT_CONSULTATION, re.compile("专家|咨询|一对一|门诊")),
)
_SERVICES = (
    (CareService.FULL_DAY, re.compile("全日托|全天|全托|日托")),
    (CareService.HALF_DAY, re.compile("半日托|半天|半托")),
    (CareService.HOURLY, re.compile("计时|按小时")),
    (CareService.DROP_IN, re.compile("临时托?|临托")),
)
_BIRTH_WORDS = re.compile("出生|生的|生日|出世")
_BIRTH_CORRECTED = re.compile(r"(?:不对|不是|错了|更正|应该是).*(?:20\d\d|[去前]年)|(?:20\d\d|[去前]年).*(?:才对|不是)")
"""A year that is put right can only be that of the birth: sittings are to come."""
_NICKNAME = re.compile(
    r"(?:他|她|宝宝|孩子|娃)?(?:的)?(?:小名|昵称|乳名)?(?:就)?(?:叫|是)?"
    r"(?P<name>[一-龥A-Za-z]{1,8}?)(?:吧|呀|哦|啊|[。.!！ ])*"
)
_BABBLE = re.compile("[嘟嗒啦咚当哗啪叮铃呼噜叽喳咕嘀嗡轰嘎吱哐噼滴答哆咪唆]{3,}")
_NO_NICKNAME = re.compile("小名|叫|不|没|什么|啥|随便|预约|取消|人工|怎|好的|可以|确认|谢谢|你好|等")


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, first and last included, with the part of the day where one was said."""

    first_on: date
    last_on: date
    part_of_day: str = ""


def is_babble(text: str) -> bool:
    """Tell whether a text is nothing but sounds, 嘟嘟嘟嘟, in which a model hears whatever comes nearest."""
    return _BABBLE.fullmatch(text.strip("，。！？~ ")) is not None


def reference(kind: str, text: str) -> str | None:
    """The id in a mark such as 〔手机号:4f2a〕 or 〔场次:gs_1〕."""
    match = re.search(_REFERENCE.format(kind=kind), text)
    return match["value"] if match else None


def leaves_open(text: str) -> bool:
    """Whether the person has no preference: 都可以, 随便."""
    return bool(_OPEN.search(text))


def declines(text: str) -> bool:
    """Whether the person does not want to tell: 不留, 跳过."""
    return bool(_WITHOUT.search(text))


def age_months(text: str, is_asked: bool) -> int | None:
    """The child's age in completed months, 0..83; an answer may be a bare number of months."""
    plain = normalise(text).replace("附近", "")  # 附近两岁 would be heard as 近两岁
    found = answered_age(plain) if is_asked else next(iter(reversed(find_ages(plain))), None)
    if found is None or found.age.months > OLDEST_MONTHS:
        return None
    return found.age.months


def birth_month(text: str, now: datetime, is_asked: bool) -> str | None:
    """The month of birth as 2025-03: 2025年3月, 去年三月生的, 三月 (the last one)."""
    if not is_asked and not _BIRTH_WORDS.search(text):
        return None
    for mention in read(text, now).dates:
        first = mention.first_on
        is_day_to_come = first == mention.last_on and first > now.date()
        if (first.year, first.month) != (mention.last_on.year, mention.last_on.month) or is_day_to_come:
            continue
        if first > now.date() and "年" not in mention.span.text:
            first = first.replace(year=first.year - 1, day=1)
        return f"{first.year:04d}-{first.month:02d}"
    match = re.search(r"(?<!\d)(20\d\d)[\-/.](\d{1,2})(?!\d)", text)
    return f"{match[1]}-{int(match[2]):02d}" if match else None


def corrects_birth(text: str) -> bool:
    """Whether the month of birth is put right: 不对，是2024年3月."""
    return bool(_BIRTH_CORRECTED.search(text))


def birth_months_of_age(months: int, today: date) -> tuple[str, str]:
    """The two months in which a child of so many completed months can be born, the later first."""

    def back(count: int) -> str:
        year, month = divmod(today.year * 12 + today.month - 1 - count, 12)
        return f"{year:04d}-{month + 1:02d}"

    return back(months), back(months + 1)


def days(text: str, now: datetime) -> Days | None:
    """Days to come: 周六上午, 下周, 12月5号."""
    for mention in read(text, now).dates:
        if mention.last_on >= now.date():
            return Days(mention.first_on, mention.last_on, mention.part_of_day or "")
    return None


def session_kind(text: str) -> SessionKind | None:
    """Which of the four kinds of sitting is named."""
    return next((kind for kind, words in _KINDS if words.search(text)), None)


def care_services(text: str) -> list[str]:
    """Kinds of care that are named, by their identifiers."""
    return [service.value for service, words in _SERVICES if words.search(text)]


def fee_limit(text: str) -> int | None:
    """Highest monthly fee in yuan."""
    fees = find_fees(normalise(text))
    return fees[-1].yuan_per_month if fees else None


def nickname(text: str, is_asked: bool) -> str | None:
    """What the child is called; 小名团团 anywhere, a bare 团团 as an answer."""
    named = find_nicknames(normalise(text))
    if named:
        return named[0].name
    match = _NICKNAME.fullmatch(text.strip()) if is_asked else None
    return match["name"] if match and not _NO_NICKNAME.search(match["name"]) else None


def booking_code(text: str) -> str | None:
    """A booking's code without separators."""
    match = _CODE.search(text)
    return "".join(character for character in match[0].upper() if character.isalnum()) if match else None


def last_four(text: str) -> str | None:
    """The last four digits of a phone."""
    match = _LAST4.search(_CODE.sub(" ", text))
    return match[1] if match else None


def has_odd_number(text: str) -> bool:
    """Whether it holds a row of digits that is no mobile number (those come as references)."""
    return bool(_DIGITS.search(text))
