"""Asking for a person: who wants one, and what the assistant says about it."""

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from assistant.dialogue import person_wording as words
from assistant.dialogue import wording
from assistant.dialogue.compose import contact_card
from assistant.domain.handover import CallBackConsent, Desk, DeskAct, DeskState, MessageLeft, PersonWanted, Reason
from assistant.domain.message import ChoiceMeaning, OfferedChoice, Reply
from assistant.domain.triage.decision import Decision

LookAtDesk = Callable[[datetime], Awaitable[Desk]]
"""Returns what the operators' desk looks like at an instant."""

MISSES_BEFORE_OFFER = 2
MISSES_BEFORE_HANDOVER = 3
"""Answers in a row that found nothing, after which a person is offered, and asked for."""

TOPICS_FOR_PERSONS = frozenset({"self_harm", "child_abuse", "domestic_violence"})
"""Dangers that an operator on duty should see at once; the reply does not say so."""

_ASKS = re.compile(
    r"(?:我(?:要|想)|请|帮我|给我|麻烦)*(?:转接|转|找|接|叫|换)?(?:一下|个)?(?:人工|真人|活人|坐席|客服)(?:客服|服务|坐席)?[!。吧啊呢了]*"
)
_FRUSTRATED = re.compile(
    r"答非所问|听不懂(?:我|人话)|你(?:根本|真|都|怎么)?(?:不懂|没用|这么笨|真笨)|什么破(?:机器人|系统|助手)|"
    r"机器人.{0,4}(?:笨|蠢|没用|傻)|(?:说|讲|答|回)的?(?:都|根本|全)?没(?:啥|什么)?用$|说了等于没说|问你也?白问|(?:不想|别让我)跟机器(?:人)?(?:说|聊)"
)
_STOPS = re.compile(r"(?:算了|不用了|不留了|取消|没事了)[吧了。!]*")
_AGAIN = re.compile(
    r"(?:请|麻烦)?(?:你|您)?(?:再说|再讲|重复)(?:一遍|一次|一下)[吧吗。!]*|(?:他|她|坐席|刚才){0,2}说(?:的)?什么[了?。]*"
)
_PHONE = re.compile(r"〔(?:手机号|电话):")


async def nobody_on_duty(_now: datetime) -> Desk:
    """Return a desk with nobody at it."""
    return Desk(DeskState.NOBODY)


def wanted_by(text: str) -> PersonWanted | None:
    """Return that a person is wanted if the words alone say so; works without Rasa."""
    if _ASKS.fullmatch(text.replace(" ", "")):
        return PersonWanted(Reason.ASKED)
    if len(text) <= 60 and _FRUSTRATED.search(text):
        return PersonWanted(Reason.FRUSTRATED)
    return None


def asks_again(text: str) -> bool:
    """Whether somebody wants to hear the last words again; works without Rasa."""
    return _AGAIN.fullmatch(text) is not None


def wanted_after(misses_before: int, misses: int) -> PersonWanted | None:
    """Return that a person is wanted once the assistant found nothing too often."""
    return PersonWanted(Reason.NOT_FOUND) if misses > misses_before and misses >= MISSES_BEFORE_HANDOVER else None


def wanted_for_topic(decision: Decision) -> PersonWanted | None:
    """Return that a person should see it, without a word about it, for some dangers."""
    return PersonWanted(Reason.TOPIC, silently=True) if decision.route in TOPICS_FOR_PERSONS else None


def answer_request(wanted: PersonWanted, desk: Desk, is_waiting: bool) -> tuple[Reply, DeskAct | None]:
    """Return what is said to somebody who wants a person, and what is asked of the desk."""
    sorry = (words.SORRY,) if wanted.reason is Reason.FRUSTRATED else ()
    if is_waiting:
        return Reply(texts=(*sorry, words.STILL_WAITING), handover=True), None
    if desk.state is DeskState.OPEN:
        ahead = words.AHEAD.format(count=desk.waiting) if desk.waiting else ""
        return Reply(texts=(*sorry, words.WAITING.format(ahead=ahead)), handover=True), wanted
    said = words.QUEUE_FULL if desk.state is DeskState.FULL else wording.PERSON
    cards = tuple(contact_card(name, phone) for name, phone in wording.PERSON_CONTACTS)
    return Reply(texts=(*sorry, said), cards=cards, choices=(_leave_message(),)), None


def offer(reply: Reply, misses: int) -> Reply:
    """Return a reply that found nothing with a button for a person, from the second time on."""
    if misses < MISSES_BEFORE_OFFER:
        return reply
    return replace(reply, choices=(*reply.choices, OfferedChoice(words.FIND_PERSON, ChoiceMeaning("person"))))


def take_message(text: str) -> tuple[Reply, DeskAct | None]:
    """Return the answer to the message that somebody wants to leave; 算了 leaves none."""
    if _STOPS.fullmatch(text):
        return Reply(texts=(words.NOT_LEFT,)), None
    left = MessageLeft(f"fu_{secrets.token_urlsafe(12)}", text)
    if not _PHONE.search(text):
        return Reply(texts=(words.MESSAGE_TAKEN,)), left
    choices = (
        OfferedChoice(words.CONSENT, ChoiceMeaning("consent_call_back", left.follow_up_id)),
        OfferedChoice(words.NO_CONSENT, ChoiceMeaning("refuse_call_back")),
    )
    return Reply(texts=(words.ASK_CONSENT,), choices=choices), left


def consented(follow_up_id: str) -> tuple[Reply, DeskAct]:
    """Return the answer to somebody who agreed to be called."""
    return Reply(texts=(words.CONSENT_TAKEN,)), CallBackConsent(follow_up_id)


def _leave_message() -> OfferedChoice:
    return OfferedChoice(words.LEAVE_MESSAGE, ChoiceMeaning("leave_message"))
