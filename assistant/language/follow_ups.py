"""Messages that only make sense after the question before: 那一岁呢, 八个月了, 那可以吃什么, 多久能好."""

import re
from dataclasses import dataclass

from assistant.domain.measures import AgeMention
from assistant.language.ages import find_ages
from assistant.language.normalise import normalise
from assistant.language.swaps import read_swap

LONGEST_LEANING = 12
"""Characters; a longer message says itself what it is about."""

_FILLERS = re.compile(
    "那么?|要是|如果|换成|宝宝|孩子|小孩|娃|老[大二三]|[大二小]宝|的?话|的时候|时候|可以|怎么办|又?怎么样|以后|"
    "呢|吗|了|啊|呀|是|到|大|的|[,，。?？!！ ]"
)
_PUT_RIGHT = re.compile("[说打写讲搞弄记]错了?|不对|应该|更正|不是")
_OTHER_CASE = re.compile("^(?:那|要是|如果|换成)")
_GOES_ON = re.compile(
    r"^(?:那么?|这种?情况下?|这样的?话|然后)(?!个|边|里|位|天|家|年|次)"
    r"(?!算了|好|行|不用|没事|谢|就这样|先这样|可以[了吧]?$|再见|人工)(?P<rest>.{2,14})$"
)
_ASKS_ON = re.compile(
    "(?:那|还|那还|请问|具体)?(?:"
    "[要需带准备]{1,3}(?:什么|啥|哪些)(?:材料|证件|东西|手续)?|(?:材料|证件|手续)(?:要|有)?(?:什么|啥|哪些)|"
    "(?:到|去|在)?(?:哪里|哪儿|哪)(?:办|领|申请|买|打|弄|查|看|做|交|报)?|"
    "(?:一年|一个?月|每[年月天次]|一次|一共|总共|大概)?(?:要|得|能|该)?[给有补交缴付领发花]?多少钱?|"
    "怎么(?:申请|领|办理?|弄|做|交|缴|付|报)|(?:出生)?(?:几天|几个月|多久)(?:之?内|以内)(?:办|交|申请|领|报)?|"
    "什么时候(?:办|领|打|发|到账|开始)?|什么条件|有(?:什么|啥)(?:条件|要求)|几天|几个月|[要得用]?多久|多大(?:可以|能)?|"
    "正常吗|要紧(?:吗|伐|不)|严重(?:吗|不)|要去医院吗|会传染吗|会好吗"
    ")(?:呢|啊|呀|吗|的|了)?[?？。]*"
)
_SIGNS_UP = re.compile(
    "(?:那|那么|请问)?(?:什么时候|几月份?|哪天|怎么|去?哪里|哪儿|在哪)(?:可以|能|开始)?(?:报名|登记)(?:呢|啊|呀|的)?[?？。]*"
)
"""Said after a question, it is no wish for a sitting of ours."""
_WANTS_DETAIL = re.compile("(?:还|请问|具体)?(?:怎么[弄做]|多久|几天|几个月|什么时候)")
"""May be a wish for more detail, or the answer to something."""
_CHILD = re.compile("[大小]的(?:那个)?|老[大二三]|[大二三小]宝|哥哥|姐姐|弟弟|妹妹")
_OTHER_CHILD = re.compile(f"(?:那|还有)?(?:{_CHILD.pattern})呢[?？]*")
_LEADS_IN = re.compile("^(?:那还?|还|请问|具体)")
_ASKED = re.compile("(?:[，,]|要不要|能不能|可不可以|可以|有没有|是不是|怎么|如何|咋|要|多少|什么|啥|哪|几|吗|呢).*$")
_LEANS = re.compile("^(?:接下来|还有呢|为什么|多久|几次|要不要紧|严重吗|怎么弄|能吃什么|可以吃什么)")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A message that goes on from the question before.

    Attributes:
        question: The question in full.
        may_be_else: The words may also be a fact, an answer or a wish for more detail (八个月, 为什么): only where they
            turn out to ask something is `question` what they ask.
        otherwise: Other ways to say it in full, the likeliest first.
        names: What an answer has to speak of, one word at least; empty where any answer may do.
        added: The message's own words behind those of the last question; empty where it says nothing new by itself.
    """

    question: str
    may_be_else: bool
    otherwise: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    added: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """Every way to say it in full."""
        return (self.question, *self.otherwise)

    @property
    def other_thing(self) -> str:
        """The thing, no person, place or case, that is named instead of the last one (那洗澡呢); or empty."""
        return self.otherwise[-1] if self.otherwise and self.otherwise[-1:] == self.names else ""


def read_follow_up(text: str, last_question: str) -> FollowUp | None:
    """Return the full question behind a message that goes on from the last one, or None when it stands alone.

    那一岁呢 after a question on sleep asks that again for another age; 那可以吃什么 keeps what it was about.
    """
    plain, last = normalise(text), normalise(last_question)
    if not last:
        return None
    ages = find_ages(plain)
    if tells_only_age(plain):
        # A bare age is known beside the question from then on; within it, it would only hide the words that count.
        goes_on = bool(_OTHER_CASE.search(plain)) or "呢" in plain[-2:]
        question = _question_without_age(last)
        return FollowUp(f"{ages[-1].span.text}{question}" if goes_on else question or last, may_be_else=not goes_on)
    if _OTHER_CHILD.fullmatch(plain):
        return FollowUp(_CHILD.sub("", _question_without_age(last)).lstrip("的，, ") or last, may_be_else=False)
    if _ASKS_ON.fullmatch(plain) or _SIGNS_UP.fullmatch(plain):
        question = f"{_ASKED.sub('', last) or last}{_LEADS_IN.sub('', plain)}"
        return FollowUp(question, may_be_else=bool(_WANTS_DETAIL.match(plain)))
    if swap := read_swap(plain, last):
        return FollowUp(swap.questions[0], False, swap.questions[1:], swap.names)
    if goes_on_from := _GOES_ON.match(plain):
        rest = goes_on_from["rest"]
        return FollowUp(joined(last, rest), may_be_else=False, added=rest)
    if len(plain) <= LONGEST_LEANING and _LEANS.search(plain):
        return FollowUp(joined(last, plain), may_be_else=True, added=plain)
    return None


def tells_only_age(text: str, put_right: bool = False) -> bool:
    """Whether a message tells an age and nothing beside it: 一岁两个月, 宝宝8个月了; or puts one right."""
    plain = _PUT_RIGHT.sub("", normalise(text)) if put_right else normalise(text)
    ages = find_ages(plain)
    return bool(ages) and not _FILLERS.sub("", _without(plain, ages))


def joined(last: str, added: str) -> str:
    """Return the last question with what is asked on behind it."""
    return f"{_without_last_ask(normalise(last))}，{added}"


def _without_last_ask(last: str) -> str:
    """Drop what was asked on before, so that a question does not grow with every step: 手足口病，多久好 is 手足口病."""
    first, _, asked = last.rpartition(",")
    says_enough = _FILLERS.sub("", _without(first, find_ages(first)))
    return first if says_enough and len(last) > LONGEST_LEANING and _ASKED.search(asked) else last


def _question_without_age(text: str) -> str:
    return _without(text, find_ages(text)).lstrip("的，, ")


def _without(text: str, ages: tuple[AgeMention, ...]) -> str:
    for mention in reversed(ages):
        text = text[: mention.span.start] + text[mention.span.end :]
    return text
