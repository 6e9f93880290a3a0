"""One message as a form sees it."""

import re
from dataclasses import dataclass
from datetime import datetime

from assistant.language.questions import asks

QUESTIONS = frozenset(
    {
        "ask_parenting",
        "ask_policy",
        "ask_voucher",
        "ask_institution",
        "look_up_growth",
        "look_up_vaccination",
        "ask_identity",
        "talk_to_person",
        "delete_my_data",
        "repeat_answer",
        "ask_more_detail",
        "out_of_scope",
        "small_talk",
        "abuse",
        "greet",
        "thank",
        "say_goodbye",
    }
)
"""Intents that are no answer to a form's question; they are answered, and the form goes on."""

LOOKED_UP = frozenset(
    {"ask_parenting", "ask_policy", "ask_voucher", "look_up_growth", "look_up_vaccination", "out_of_scope"}
)
"""Those of them that are answered from the knowledge base."""

TASKS = frozenset(
    {"find_institution", "book_session", "list_bookings", "move_booking", "cancel_booking", "file_complaint"}
)
"""Intents that begin something else."""

CLEARLY = 0.8
LONGEST_STOP = 12
"""Confidence and length in characters with which a wish to stop ends a form, whatever its words."""

SURE = 0.6
"""Confidence from which a message that also holds a usable word is a question all the same."""

_STOP = re.compile(
    r"(?:(?:那|那就|还是|我)?(?:算了|不用了|不办了|不约了|不找了|不报了|不投诉了|不要了|不弄了|不搞了|不改了|不取消了|不查了|先不(?:办|约|找|报|弄|投诉|改)?了?|"
    r"退出|停止?|停一下|别弄了|放弃|不想.{1,3}了)(?:吧|了|啊|先|谢谢|[,，。！!~ ])*)+"
)
_STOP_FIRST = re.compile(
    r"(?:那|那就|还是|我)?(?:算了|不用了|不办了|不约了|不找了|不报了|先不(?:办|约|找|报|弄)了?)(?:吧|了|啊|先)?"
    r"[,，。！!~ ]+(?P<rest>.{4,})"
)
_YES = re.compile(
    r"(?:好的?|可以的?|确认|确定|对的?|是的?|嗯+|行的?|ok|没问题|没错|同意|要的?|愿意|就这样|就这么办|就它|好呀|没问题的?)"
    r"(?:吧|啊|呀|哦|了|的|呢|谢谢|确认|提交|预约|取消|办|就这样|[,，。！!~ ])*",
    re.IGNORECASE,
)
_NO = re.compile(
    r"(?:不对|不是|不行|不可以|不要|不用|不同意|不了|不好|不|别|没有|先不|错了|有误)(?:吧|啊|的|了|呢|[,，。！!~ ])*"
)
_ASKING = re.compile("[?？]|吗|呢|怎么|咋|多少|什么|啥|哪|能不能|要不要|可不可以|会不会|是不是|几点|谁")
_CORRECTION = re.compile(
    r"(?:不是|不要|别)[^,，。;；]{1,12}?[,，;；]?\s*(?:而?是|要|改成|换成|换到)(?P<new>.+)|"
    r"(?:改|换|更正|修改)(?:成|为|到|一下|个)?[:：]?(?P<also>.+)"
)
_ORDINAL = re.compile(
    r"(?:我?(?:选|要|约|就))?(?:选项|第)?"
    r"(?P<n>[1-9一二三四五六七八九])(?:个|场|家|项|号|条)?(?:吧|的|了|可以|那个|那场|那家|[。.!！ ])*"
)
_NUMERALS = {numeral: place for place, numeral in enumerate("一二三四五六七八九", 1)}
_LAST = re.compile(r"(?:我?(?:选|要|约|就))?最后(?:那|一)?(?:一?个|场|家|条)(?:吧|的)?")

_POINTS = re.compile("第|最后")


@dataclass(frozen=True, slots=True)
class Said:
    """A message with what is known beside it.

    Attributes:
        text: As typed, private details replaced by references.
        intent: As understood.
        confidence: Of the intent, 0..1.
        now: When it came, in Wuxi's time.
        conversation_id: Whose it is.
        age_months: The child's age in the conversation, this message included.
        district: The district in the conversation, this message included.
        knows_around: What lies around a point that was shared before is still known.
    """

    text: str
    intent: str
    confidence: float
    now: datetime
    conversation_id: str
    age_months: int | None = None
    district: str | None = None
    knows_around: bool = False

    @property
    def stops(self) -> bool:
        """Whether the person gives up: 算了, 不约了, in words that are known or clear enough."""
        text = self.text.strip()
        is_clear = self.intent == "stop" and self.confidence >= CLEARLY and len(text) <= LONGEST_STOP
        return is_clear or gives_up(text)

    @property
    def stops_to_ask(self) -> bool:
        """Whether the person gives up and asks something else in one breath: 算了，先问下发烧几度要去医院."""
        match = _STOP_FIRST.fullmatch(self.text.strip())
        return (
            match is not None
            and self.intent in QUESTIONS
            and bool(_ASKING.search(match["rest"]) or asks(match["rest"]))
        )

    @property
    def agrees(self) -> bool:
        """Whether it says yes."""
        return agrees(self.text)

    @property
    def refuses(self) -> bool:
        """Whether it says no."""
        return refuses(self.text)

    @property
    def is_question(self) -> bool:
        """Whether it asks for something that no form wants to know."""
        return self.intent in QUESTIONS and self.confidence >= SURE and bool(_ASKING.search(self.text))

    @property
    def corrected(self) -> str:
        """The part that counts: after 不是滨湖是新吴 or 改成周六 the new value, otherwise everything."""
        match = _CORRECTION.search(self.text)
        return (match["new"] or match["also"]) if match else self.text

    def picked(self, count: int) -> int | None:
        """Return which of `count` options a number names, from 0; None if it names none."""
        return picked(self.text, count)

    def points_at(self, count: int) -> int | None:
        """The same for 第二个 and 最后一个 alone; a bare number may be an age or a day."""
        return self.picked(count) if _POINTS.search(self.text) else None


def agrees(text: str) -> bool:
    """Whether the words alone say yes."""
    return bool(_YES.fullmatch(text.strip()))


def refuses(text: str) -> bool:
    """Whether the words alone say no."""
    return bool(_NO.fullmatch(text.strip()))


def picked(text: str, count: int) -> int | None:
    """Return which of `count` options a number names, from 0: 2, 第二个, 最后一个; None if it names none."""
    text = text.strip()
    if count and _LAST.fullmatch(text):
        return count - 1
    match = _ORDINAL.fullmatch(text)
    if match is None:
        return None
    number = int(_NUMERALS.get(match["n"], 0) or match["n"])
    return number - 1 if number <= count else None


def gives_up(text: str) -> bool:
    """Whether the words alone give up what is being done: 算了, 不投诉了."""
    return bool(_STOP.fullmatch(text.strip()))
