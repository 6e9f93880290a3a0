"""Alarms in a turn: before everything else, beside the answer, and while a person is on."""

from assistant.dialogue import person_wording
from assistant.domain.message import ChoiceMeaning, OfferedChoice
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from assistant.retrieval.types import Outcome
from tests.fakes import FakeRasa, FakeRetriever, FakeTriage
from tests.routing import EMERGENCY, SALT, a_router, found_part, route


async def test_a_new_emergency_goes_out_alone_and_rasa_is_not_asked() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))

    routed = await route(a_router(rasa=rasa, triage=FakeTriage({"没有呼吸": EMERGENCY})), "宝宝没有呼吸了")

    assert routed.reply.texts == ("立即拨打120",)
    assert routed.reply.cards == EMERGENCY.cards
    assert routed.reply.urgency is Urgency.CALL120
    assert rasa.asked == []


async def test_a_doctor_24h_alarm_comes_before_the_ordinary_answer() -> None:
    alarm = Decision(Urgency.DOCTOR_24H, "fake", EMPTY_SITUATION, is_new=True, texts=("24小时内看医生",))

    routed = await route(
        a_router(rasa=FakeRasa(found_part("answer", "salt")), triage=FakeTriage({"烧": alarm})), "发烧三天了"
    )

    assert routed.reply.texts[:2] == ("24小时内看医生", SALT.answer)
    assert routed.reply.urgency is Urgency.DOCTOR_24H


async def test_a_standing_alarm_is_one_line_before_the_answer() -> None:
    standing = Decision(Urgency.HOSPITAL_NOW, "fake", EMPTY_SITUATION, reminder="请现在就去医院")

    routed = await route(
        a_router(rasa=FakeRasa(found_part("answer", "salt")), triage=FakeTriage({"奶": standing})), "能喝奶吗"
    )

    assert routed.reply.texts[:2] == ("请现在就去医院", SALT.answer)


async def test_triages_question_and_its_buttons_follow_the_answer() -> None:
    asking = Decision(
        Urgency.NONE,
        "fake",
        EMPTY_SITUATION,
        question="宝宝多大了？",
        choices=(OfferedChoice("不满3个月", ChoiceMeaning("age", "2")),),
    )

    routed = await route(
        a_router(rasa=FakeRasa(found_part("answer", "salt")), triage=FakeTriage({"烧": asking})), "发烧怎么办"
    )

    assert routed.reply.texts[-1] == "宝宝多大了？"
    assert [choice.label for choice in routed.reply.choices] == ["不满3个月"]


async def test_triages_question_takes_the_place_of_another_question() -> None:
    asking = Decision(
        Urgency.HOME_CARE,
        "fake",
        EMPTY_SITUATION,
        first_line="不满3个月请立即去医院",
        question="宝宝多大了？",
        choices=(OfferedChoice("不满3个月", ChoiceMeaning("age", "2")),),
    )

    routed = await route(
        a_router(rasa=FakeRasa(found_part("suggest", "salt", "sleep")), triage=FakeTriage({"烧": asking})), "发烧了"
    )

    assert routed.reply.texts == ("不满3个月请立即去医院", "宝宝多大了？")


async def test_an_emergency_goes_out_even_while_a_person_is_on() -> None:
    routed = await route(a_router(triage=FakeTriage({"没有呼吸": EMERGENCY})), "没有呼吸了", handover="on")

    assert routed.reply.texts == (person_wording.AUTOMATIC, "立即拨打120")
    assert routed.reply.handover


async def test_an_emergency_needs_neither_rasa_nor_retrieval() -> None:
    rasa = FakeRasa()
    rasa.answer = None
    retriever = FakeRetriever(Outcome.NOT_FOUND)

    routed = await route(
        a_router(rasa=rasa, retriever=retriever, triage=FakeTriage({"没有呼吸": EMERGENCY})), "没有呼吸了"
    )

    assert routed.reply.urgency is Urgency.CALL120
    assert retriever.asked == []
