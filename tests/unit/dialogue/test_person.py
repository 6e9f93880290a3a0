"""Asking for a person, as the router answers it."""

from datetime import datetime
from typing import Any

import pytest

from assistant.dialogue import person_wording
from assistant.dialogue.compose import Composer
from assistant.dialogue.routed import Routed
from assistant.dialogue.router import Router, Tasks
from assistant.domain.conversation import ConversationState
from assistant.domain.handover import CallBackConsent, Desk, DeskState, MessageLeft, PersonWanted, Reason
from assistant.domain.message import ChoiceMeaning
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from assistant.language.reader import read
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from tests.builders import NOON, a_message, an_entry
from tests.fakes import FakeRasa, FakeRetriever, FakeTriage

NOT_FOUND = {"kind": "not_found", "entry_ids": [], "question": "外星人吃什么"}


def _router(
    state: DeskState, waiting: int = 0, rasa: FakeRasa | None = None, triage: FakeTriage | None = None
) -> Router:
    async def look(_now: datetime) -> Desk:
        return Desk(state, 1, waiting)

    answers = Answers(FakeRetriever(Outcome.ANSWER, "salt"), lambda: {"salt": an_entry("salt")}, lambda: NOON)
    composer = Composer(lambda entry: f"/handbook/{entry.id}")
    return Router(
        triage or FakeTriage(), rasa or FakeRasa(NOT_FOUND), answers, composer, read, Tasks(look_at_desk=look)
    )


async def _route(router: Router, text: str | None = "转人工", handover: str = "none", **more: Any) -> Routed:
    state = more.pop("state", ConversationState())
    return await router.route(a_message(text, **more), state, handover)


@pytest.mark.parametrize("text", ["人工", "转人工", "我要找人工客服", "转 人工 服务", "请帮我转接人工!", "找个真人"])
async def test_the_words_for_a_person_reach_the_queue_without_rasa(text: str) -> None:
    rasa = FakeRasa()
    rasa.answer = None

    routed = await _route(_router(DeskState.OPEN, rasa=rasa), text)

    assert routed.act == PersonWanted(Reason.ASKED)
    assert routed.reply.handover
    assert rasa.asked == []


async def test_nothing_said_on_the_way_to_a_person_promises_one() -> None:
    routed = await _route(_router(DeskState.OPEN, waiting=2))

    said = "".join(routed.reply.texts)
    assert "前面还有2位" in said
    assert "不能保证" in said
    assert "120" in said
    assert not any(word in said for word in ("马上", "稍后会", "已读", "正在看"))


@pytest.mark.parametrize("state", [DeskState.NOBODY, DeskState.CLOSED])
async def test_off_duty_numbers_are_named_and_a_message_can_be_left(state: DeskState) -> None:
    routed = await _route(_router(state))

    assert routed.act is None
    assert all(number in routed.reply.texts[0] for number in ("12345", "120", "12356"))
    assert {card.fields["phone"] for card in routed.reply.cards} == {"12345", "120", "12356"}
    assert [choice.label for choice in routed.reply.choices] == [person_wording.LEAVE_MESSAGE]


async def test_a_full_queue_is_said_and_nobody_is_put_into_it() -> None:
    routed = await _route(_router(DeskState.FULL))

    assert routed.reply.texts == (person_wording.QUEUE_FULL,)
    assert routed.act is None


async def test_who_waits_already_is_not_put_in_twice() -> None:
    routed = await _route(_router(DeskState.OPEN), handover="waiting")

    assert routed.reply.texts == (person_wording.STILL_WAITING,)
    assert routed.act is None


@pytest.mark.parametrize("text", ["你根本不懂", "答非所问", "这什么破机器人"])
async def test_frustration_is_met_with_an_apology_and_a_person(text: str) -> None:
    routed = await _route(_router(DeskState.OPEN), text)

    assert routed.reply.texts[0] == person_wording.SORRY
    assert routed.act == PersonWanted(Reason.FRUSTRATED)


@pytest.mark.parametrize("text", ["宝宝没用奶瓶", "烦死了宝宝一直哭", "宝宝听不懂指令怎么办", "人工喂养怎么冲奶"])
async def test_words_about_the_child_are_no_wish_for_a_person(text: str) -> None:
    assert (await _route(_router(DeskState.OPEN), text)).act is None


async def test_the_third_miss_in_a_row_hands_over_and_the_second_offers_to() -> None:
    second = await _route(_router(DeskState.OPEN), "外星人吃什么", state=ConversationState(misses=1))
    third = await _route(_router(DeskState.OPEN), "外星人吃什么", state=ConversationState(misses=2))
    alone = await _route(_router(DeskState.NOBODY), "外星人吃什么", state=ConversationState(misses=2))

    assert second.act is None
    assert person_wording.FIND_PERSON in [choice.label for choice in second.reply.choices]
    assert third.act == PersonWanted(Reason.NOT_FOUND)
    assert alone.act is None
    assert person_wording.FIND_PERSON in [choice.label for choice in alone.reply.choices]


async def test_a_message_with_a_number_asks_for_consent_and_without_one_promises_no_call() -> None:
    pressed = await _route(_router(DeskState.NOBODY), None, choice=ChoiceMeaning("leave_message"))
    assert pressed.state.is_leaving_message

    left = await _route(_router(DeskState.NOBODY), "想问补贴，〔手机号:ab12〕", state=pressed.state)
    without = await _route(_router(DeskState.NOBODY), "想问补贴", state=pressed.state)

    assert isinstance(left.act, MessageLeft)
    assert [choice.label for choice in left.reply.choices] == [person_wording.CONSENT, person_wording.NO_CONSENT]
    assert not left.state.is_leaving_message
    assert without.reply.texts == (person_wording.MESSAGE_TAKEN,)
    agreed = ChoiceMeaning("consent_call_back", left.act.follow_up_id)
    consent = await _route(_router(DeskState.NOBODY), None, choice=agreed)
    assert consent.act == CallBackConsent(left.act.follow_up_id)


async def test_an_emergency_in_a_message_comes_first_and_the_message_can_still_be_left() -> None:
    alarm = Decision(Urgency.CALL120, "fake", EMPTY_SITUATION, is_new=True, texts=("立即拨打120",))
    router = _router(DeskState.NOBODY, triage=FakeTriage({"没有呼吸": alarm}))

    routed = await _route(router, "宝宝没有呼吸了", state=ConversationState(is_leaving_message=True))

    assert routed.reply.texts == ("立即拨打120",)
    assert routed.act is None
    assert routed.state.is_leaving_message


async def test_thinking_better_of_it_leaves_no_message() -> None:
    routed = await _route(_router(DeskState.NOBODY), "算了", state=ConversationState(is_leaving_message=True))

    assert routed.reply.texts == (person_wording.NOT_LEFT,)
    assert routed.act is None


async def test_a_danger_to_life_is_shown_to_operators_without_a_word_about_it() -> None:
    danger = Decision(Urgency.NONE, "fake", EMPTY_SITUATION, is_new=True, texts=("请拨打12356",), route="self_harm")
    for state, act in ((DeskState.OPEN, PersonWanted(Reason.TOPIC, silently=True)), (DeskState.NOBODY, None)):
        routed = await _route(_router(state, triage=FakeTriage({"不想活": danger})), "我不想活了")

        assert routed.act == act
        assert not routed.reply.handover


async def test_buttons_and_places_are_left_to_the_person_who_is_on() -> None:
    router = _router(DeskState.OPEN)

    pressed = await _route(router, None, "on", choice=ChoiceMeaning("detail", "salt"))
    erased = await _route(router, None, "on", choice=ChoiceMeaning("delete_data"))

    assert (pressed.reply.texts, pressed.reply.handover) == ((), True)
    assert erased.forget


async def test_a_safety_message_beside_a_person_is_marked_and_brings_no_buttons() -> None:
    alarm = Decision(Urgency.HOSPITAL_NOW, "fake", EMPTY_SITUATION, is_new=True, texts=("请马上去医院",))
    alarm_with_card = FakeTriage({"抽": alarm})

    routed = await _route(_router(DeskState.OPEN, triage=alarm_with_card), "抽了", "on")

    assert routed.reply.texts == (person_wording.AUTOMATIC, "请马上去医院")
    assert routed.reply.choices == ()


async def test_again_after_a_handover_means_what_the_person_said() -> None:
    again = FakeRasa({"kind": "ask_what_next"}, intent="repeat_answer")

    routed = await _route(
        _router(DeskState.OPEN, rasa=again), "再说一遍", state=ConversationState(person_said="带上接种本")
    )

    assert routed.reply.texts == (person_wording.PERSON_SAID.format(text="带上接种本"),)
