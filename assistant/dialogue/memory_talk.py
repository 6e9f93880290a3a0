"""Asking once whether a child may be remembered beyond the conversation, and hearing the answer."""

import re
from dataclasses import replace

from assistant.dialogue import deletion_talk, wording
from assistant.dialogue.routed import MemoryAct, Routed
from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState, Memory
from assistant.domain.guardian import ConsentWording
from assistant.domain.message import ChoiceMeaning, Intent, OfferedChoice, Reply
from assistant.domain.urgency import Urgency

REMEMBER, DECLINE = "remember_child", "decline_memory"
"""Kinds of the two buttons."""

ASKED = "remember"
"""The open question right after it was asked."""

INTENT = Intent("remember_child", 1.0)

_YES = re.compile(
    r"(?:好的?|可以|行|嗯+|要|要的|同意|是|是的)?[,， ]*(?:请|帮我|你)?(?:就)?"
    r"(?:记住|记下来?|记着|记)?(?:吧|呀|啊|的|好了|[。!！~ ])*"
)
_NO = re.compile(
    r"(?:还是)?(?:不用|不要|不|别|不必|先不|算了|不需要|不同意)(?:了|要|用)?(?:记住?|记了)?(?:吧|谢谢|了|[,，。!！~ ])*"
)
_FORGET = re.compile(
    r"(?:请|你)?(?:忘记|忘了|忘掉)(?:我|我们|我家孩子|孩子|宝宝|我的孩子)(?:吧|[。!！~ ])*"
    r"|(?:请)?(?:不要|别|不用)(?:再)?(?:记住|记着|记)(?:我|我们)?(?:家)?(?:的)?(?:孩子|宝宝|娃|我)?(?:的情况)?"
    r"(?:了|吧|[。!！~ ])*"
)


def answered(text: str, state: ConversationState, asked: str) -> Routed | None:
    """Return what a typed answer to the question does, or a wish to be forgotten; None for anything else.

    `asked` is the open question of the reply before.
    """
    plain = text.strip()
    if state.memory is Memory.KEPT and _FORGET.fullmatch(plain):
        return forgotten(state)
    if asked != ASKED:
        return None
    if _NO.fullmatch(plain):
        return pressed(ChoiceMeaning(DECLINE), state)
    return pressed(ChoiceMeaning(REMEMBER), state) if _YES.fullmatch(plain) else None


def pressed(choice: ChoiceMeaning, state: ConversationState) -> Routed:
    """Return what one of the two buttons does."""
    if choice.kind == REMEMBER:
        kept = replace(state, memory=Memory.KEPT)
        return Routed(Reply(texts=(wording.REMEMBERED,), intent=INTENT), kept, memory=MemoryAct.KEEP)
    declined = replace(state, memory=Memory.DECLINED)
    return Routed(Reply(texts=(wording.NOT_REMEMBERED,), intent=INTENT), declined)


def forgotten(state: ConversationState) -> Routed:
    """Take the yes back at once, and offer to delete the conversation too."""
    choices = (
        OfferedChoice(wording.CONFIRM_DELETION, ChoiceMeaning("delete_data")),
        OfferedChoice(wording.KEEP_DATA, ChoiceMeaning("cancel")),
    )
    after = replace(state, memory=Memory.DECLINED, open_question=deletion_talk.ASKED)
    reply = Reply(texts=(wording.FORGOTTEN,), choices=choices, intent=INTENT)
    return Routed(reply, after, memory=MemoryAct.FORGET)


def ask_once(routed: Routed, consent: ConsentWording | None) -> Routed:
    """Add the question to an ordinary answer that used the child's age, if it was never asked before.

    Args:
        routed: The turn so far.
        consent: The text to agree to; None where nobody can be known again.
    """
    state, reply = routed.state, routed.reply
    if consent is None or state.memory is not Memory.NEVER_ASKED or not _used_age(reply, state.age):
        return routed
    is_busy = state.form or state.open_question or reply.handover or routed.act is not None
    if is_busy or reply.urgency > Urgency.NONE or state.situation.urgency > Urgency.NONE:
        return routed
    choices = (
        *reply.choices,
        OfferedChoice(wording.REMEMBER, ChoiceMeaning(REMEMBER)),
        OfferedChoice(wording.DO_NOT_REMEMBER, ChoiceMeaning(DECLINE)),
    )
    asked = replace(reply, texts=(*reply.texts, consent.text), choices=choices)
    return replace(routed, reply=asked, state=replace(state, memory=Memory.ASKED, open_question=ASKED))


def _used_age(reply: Reply, age: Age | None) -> bool:
    said = wording.AGE_USED.format(age=wording.age_said(age)) if age else ""
    return bool(said) and any(said.removeprefix("按") in text[:40] for text in reply.texts)
