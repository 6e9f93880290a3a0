"""Asking once whether a child may be remembered, and hearing the answer in many words."""

from dataclasses import replace

import pytest

from assistant.dialogue import memory_talk, wording
from assistant.dialogue.routed import MemoryAct, Routed
from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState, Memory
from assistant.domain.message import Reply
from assistant.domain.urgency import Urgency
from assistant.services.child_memory import remember_consent

CONSENT = remember_consent(365)
KNOWN = ConversationState(age=Age(8))
ANSWER = Routed(Reply(texts=("按8个月来说：可以吃。",)), KNOWN)
ASKED = replace(KNOWN, memory=Memory.ASKED)


def test_it_is_asked_after_an_answer_that_used_the_age_with_both_buttons() -> None:
    asked = memory_talk.ask_once(ANSWER, CONSENT)

    assert asked.reply.texts[-1] == CONSENT.text
    assert [choice.label for choice in asked.reply.choices] == [wording.REMEMBER, wording.DO_NOT_REMEMBER]
    assert asked.state.memory is Memory.ASKED


def test_it_is_never_asked_twice_nor_where_nobody_is_known_again() -> None:
    asked = memory_talk.ask_once(ANSWER, CONSENT)

    later = replace(ANSWER, state=replace(asked.state, open_question=""))
    assert memory_talk.ask_once(later, CONSENT) is later
    assert memory_talk.ask_once(ANSWER, None) is ANSWER


@pytest.mark.parametrize(
    "routed",
    [
        replace(ANSWER, reply=Reply(texts=("可以吃。",))),
        replace(ANSWER, reply=replace(ANSWER.reply, urgency=Urgency.HOME_CARE)),
        replace(ANSWER, reply=replace(ANSWER.reply, handover=True)),
        replace(ANSWER, state=replace(KNOWN, form="book_session_form")),
        replace(ANSWER, state=replace(KNOWN, open_question="seat")),
    ],
)
def test_it_is_asked_at_no_other_moment(routed: Routed) -> None:
    assert memory_talk.ask_once(routed, CONSENT) is routed


@pytest.mark.parametrize("text", ["记住", "好的", "好，记住吧", "可以", "要", "嗯嗯", "记吧"])
def test_a_typed_yes_is_as_good_as_the_button(text: str) -> None:
    heard = memory_talk.answered(text, ASKED, memory_talk.ASKED)

    assert heard is not None
    assert heard.memory is MemoryAct.KEEP
    assert heard.state.memory is Memory.KEPT


@pytest.mark.parametrize("text", ["不用", "不要", "不用了", "算了", "先不", "别记", "不用记住"])
def test_a_typed_no_keeps_nothing(text: str) -> None:
    heard = memory_talk.answered(text, ASKED, memory_talk.ASKED)

    assert heard is not None
    assert heard.memory is None
    assert heard.state.memory is Memory.DECLINED


@pytest.mark.parametrize("text", ["宝宝能吃盐吗", "好的，那发烧怎么办", "不用奶瓶行吗", "谢谢"])
def test_anything_else_is_an_ordinary_message(text: str) -> None:
    assert memory_talk.answered(text, ASKED, memory_talk.ASKED) is None


@pytest.mark.parametrize("text", ["好的", "不用"])
def test_a_yes_that_answers_something_else_remembers_nothing(text: str) -> None:
    assert memory_talk.answered(text, ASKED, "") is None


@pytest.mark.parametrize("text", ["忘记我", "忘了我吧", "别记了", "不要再记着我家孩子了", "请忘掉我家孩子"])
def test_who_is_remembered_is_forgotten_at_a_word(text: str) -> None:
    heard = memory_talk.answered(text, replace(KNOWN, memory=Memory.KEPT), "")

    assert heard is not None
    assert heard.memory is MemoryAct.FORGET
    assert heard.state.memory is Memory.DECLINED
    assert memory_talk.answered(text, KNOWN, "") is None
