"""Questions for the rules of a task are answered before Rasa can take them for the task."""

from datetime import timedelta

import pytest

from assistant.dialogue import guidance_wording, wording
from assistant.dialogue.form_parts import ANSWERED
from assistant.dialogue.router import Tasks
from assistant.domain.booking import BookingRules
from assistant.domain.conversation import ConversationState
from assistant.retrieval.types import Outcome
from tests.fakes import FakeRasa, FakeRetriever
from tests.routing import SALT, a_router, route

PROXY = "能不能让奶奶代约"


async def test_a_question_for_the_rules_is_looked_up_and_begins_no_task() -> None:
    rasa = FakeRasa(intent="cancel_booking", texts=("请把预约码发给我。",))

    routed = await route(a_router(rasa=rasa), PROXY)

    assert routed.reply.texts[0] == SALT.answer
    assert routed.reply.intent.name == "ask_policy"
    assert rasa.asked == []
    assert routed.state.last_question == PROXY


async def test_a_wish_is_for_rasa() -> None:
    rasa = FakeRasa(intent="cancel_booking", texts=("请把预约码发给我。",))

    await route(a_router(rasa=rasa), "能不能帮我取消预约")

    assert [text for text, _ in rasa.asked] == ["能不能帮我取消预约"]


@pytest.mark.parametrize(("hours", "said"), [(12, "12小时"), (1.5, "1.5小时"), (24, "24小时")])
async def test_the_deadline_that_the_office_set_is_told(hours: float, said: str) -> None:
    tasks = Tasks(booking_rules=BookingRules(change_until=timedelta(hours=hours)))

    routed = await route(a_router(tasks=tasks), "取消预约要提前多久")

    assert said in routed.reply.texts[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [("候补多久有消息", "3小时"), ("改约可以改几次", "不限次数"), ("一个人可以约几个活动", "最多有2个")],
)
async def test_what_the_office_set_is_told_in_its_figures(text: str, said: str) -> None:
    rules = BookingRules(hold_for=timedelta(hours=3), most_open=2)
    router = a_router(retriever=FakeRetriever(Outcome.NOT_FOUND), tasks=Tasks(booking_rules=rules))

    assert said in (await route(router, text)).reply.texts[0]


async def test_the_deadline_of_something_else_is_looked_up() -> None:
    routed = await route(a_router(tasks=Tasks(booking_rules=BookingRules())), "疫苗改期要提前多久预约")

    assert routed.reply.texts[0] == SALT.answer


async def test_that_sittings_are_free_is_said_where_no_entry_answers() -> None:
    tasks = Tasks(booking_rules=BookingRules())
    nothing = a_router(retriever=FakeRetriever(Outcome.NOT_FOUND), tasks=tasks)

    assert (await route(nothing, "改约要钱吗")).reply.texts == (guidance_wording.ALL_FREE,)
    assert (await route(a_router(tasks=tasks), "改约要钱吗")).reply.texts[0] == SALT.answer
    assert guidance_wording.ALL_FREE not in (await route(nothing, "体验券要钱吗")).reply.texts


async def test_in_the_middle_of_a_form_it_is_answered_and_the_forms_question_follows() -> None:
    rasa = FakeRasa(texts=("您住在哪个区？",))

    routed = await route(a_router(rasa=rasa), PROXY, ConversationState(form="book_session_form"))

    assert (routed.reply.texts[0], routed.reply.texts[-1]) == (SALT.answer, "您住在哪个区？")
    assert [text for text, _ in rasa.asked] == [ANSWERED]


async def test_in_a_form_it_is_answered_while_rasa_is_away_and_the_form_stays() -> None:
    rasa = FakeRasa()
    rasa.answer = None

    routed = await route(a_router(rasa=rasa), PROXY, ConversationState(form="book_session_form"))

    assert routed.reply.texts[0] == SALT.answer
    assert routed.state.form == "book_session_form"


async def test_a_form_that_ends_behind_the_answer_leaves_the_answer_alone() -> None:
    routed = await route(a_router(), PROXY, ConversationState(form="find_institution_form"))

    assert routed.reply.texts[0] == SALT.answer
    assert wording.NOTHING_UNDERSTOOD[0] not in routed.reply.texts
    assert routed.state.form == ""
