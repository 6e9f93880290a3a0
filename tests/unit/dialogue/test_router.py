"""The order of a turn: triage, a person, Rasa, retrieval."""

from assistant.dialogue import wording
from assistant.domain.conversation import ConversationState
from assistant.domain.message import ChoiceMeaning
from assistant.retrieval.types import Outcome
from tests.builders import a_message
from tests.fakes import FakeRasa, FakeRetriever, FakeTriage
from tests.routing import SLEEP, a_router, found_part, route


async def test_while_a_person_is_on_the_assistant_is_silent() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))

    routed = await route(a_router(rasa=rasa), handover="on")

    assert routed.reply.texts == ()
    assert routed.reply.handover
    assert rasa.asked == []


async def test_without_rasa_retrieval_answers_and_the_reply_is_marked_degraded() -> None:
    rasa = FakeRasa()
    rasa.answer = None
    retriever = FakeRetriever(Outcome.ANSWER, "sleep")

    routed = await route(a_router(rasa=rasa, retriever=retriever), "八个月宝宝夜里老醒")

    assert routed.reply.texts[0] == SLEEP.answer
    assert routed.reply.degraded
    assert retriever.asked[0].age_months == 8


async def test_emoji_alone_get_a_question_and_rasa_is_spared() -> None:
    rasa = FakeRasa()

    routed = await route(a_router(rasa=rasa), "😭😭")

    assert routed.reply.texts == (wording.EMOJI_ONLY,)
    assert rasa.asked == []


async def test_silence_from_rasa_is_never_passed_on() -> None:
    routed = await route(a_router(rasa=FakeRasa()))

    again = await route(a_router(rasa=FakeRasa()), state=routed.state)

    assert routed.reply.texts == (wording.NOTHING_UNDERSTOOD[0],)
    assert again.reply.texts == (wording.NOTHING_UNDERSTOOD[1],)


async def test_a_private_answer_is_read_by_triage_and_only_its_mark_goes_to_rasa() -> None:
    rasa, triage = FakeRasa(found_part("answer", "salt")), FakeTriage()
    message = a_message("老师打了孩子", shown_text="〔投诉内容:4f2a〕")

    await a_router(rasa=rasa, triage=triage).route(message, ConversationState(), "none")

    assert triage.read_texts == ["老师打了孩子"]
    assert [text for text, _ in rasa.asked] == ["〔投诉内容:4f2a〕"]


async def test_deleting_needs_the_button() -> None:
    offered = await route(a_router(rasa=FakeRasa({"kind": "offer_deletion"})), "删除我的数据")
    confirmed = await route(a_router(), None, choice=ChoiceMeaning("delete_data"))
    kept = await route(a_router(), None, choice=ChoiceMeaning("cancel"))

    assert not offered.forget
    assert [choice.label for choice in offered.reply.choices] == ["删除", "先不删"]
    assert confirmed.forget
    assert not kept.forget
