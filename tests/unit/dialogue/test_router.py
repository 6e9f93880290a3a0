"""The order of a turn: triage, a person, Rasa, retrieval."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.dialogue import person_wording, wording
from assistant.dialogue.compose import Composer
from assistant.dialogue.form_parts import SHARED_PLACE
from assistant.dialogue.routed import Routed
from assistant.dialogue.router import Router
from assistant.dialogue.triage import load_reader
from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from assistant.domain.entry import Entry
from assistant.domain.measures import Reading
from assistant.domain.message import Card, ChoiceMeaning, Location, OfferedChoice
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from assistant.errors import StartingUp
from assistant.language.reader import read
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from assistant.services.opening import Opening
from tests.builders import NOON, a_message, an_entry
from tests.fakes import FakeRasa, FakeRetriever, FakeTriage

SALT, SLEEP, FEVER = an_entry("salt"), an_entry("sleep"), an_entry("fever", age_months=(6, 83))
EMERGENCY = Decision(
    Urgency.CALL120,
    "fake",
    EMPTY_SITUATION,
    is_new=True,
    texts=("立即拨打120",),
    cards=(Card("emergency", {"title": "没有呼吸", "steps": ["按压"], "call": "120"}),),
)


def _router(
    *,
    rasa: FakeRasa | None = None,
    triage: FakeTriage | None = None,
    retriever: FakeRetriever | None = None,
    entries: tuple[Entry, ...] = (SALT, SLEEP, FEVER),
    opening: Opening | None = None,
) -> Router:
    found = retriever or FakeRetriever(Outcome.ANSWER, "salt")
    answers = Answers(found, lambda: {entry.id: entry for entry in entries}, lambda: NOON, opening)
    composer = Composer(lambda entry: f"http://localhost/handbook/{entry.id}")
    return Router(triage or FakeTriage(), rasa or FakeRasa(), answers, composer, _read)


def _read(text: str, now: datetime) -> Reading:
    return read(text, now)


async def _route(
    router: Router,
    text: str | None = "能吃盐吗",
    state: ConversationState | None = None,
    handover: str = "none",
    **fields: Any,
) -> Routed:
    return await router.route(a_message(text, **fields), state or ConversationState(), handover)


def _found(kind: str, *entry_ids: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "entry_ids": list(entry_ids), "question": "能吃盐吗", **more}


async def test_what_an_action_found_becomes_an_answer_with_source_date_and_page() -> None:
    routed = await _route(_router(rasa=FakeRasa(_found("answer", "salt"))))

    assert routed.reply.texts[0] == SALT.answer
    assert "国家卫生健康委" in routed.reply.texts[-1]
    assert "2026-11-23" in routed.reply.texts[-1]
    assert routed.reply.cards[0].fields["url"] == "http://localhost/handbook/salt"
    assert routed.reply.citations[0].entry_id == "salt"
    assert routed.entry_ids == ("salt",)
    assert routed.state.last_question == "能吃盐吗"


async def test_a_new_emergency_goes_out_alone_and_rasa_is_not_asked() -> None:
    rasa = FakeRasa(_found("answer", "salt"))

    routed = await _route(_router(rasa=rasa, triage=FakeTriage({"没有呼吸": EMERGENCY})), "宝宝没有呼吸了")

    assert routed.reply.texts == ("立即拨打120",)
    assert routed.reply.cards == EMERGENCY.cards
    assert routed.reply.urgency is Urgency.CALL120
    assert rasa.asked == []


async def test_a_doctor_24h_alarm_comes_before_the_ordinary_answer() -> None:
    alarm = Decision(Urgency.DOCTOR_24H, "fake", EMPTY_SITUATION, is_new=True, texts=("24小时内看医生",))

    routed = await _route(
        _router(rasa=FakeRasa(_found("answer", "salt")), triage=FakeTriage({"烧": alarm})), "发烧三天了"
    )

    assert routed.reply.texts[:2] == ("24小时内看医生", SALT.answer)
    assert routed.reply.urgency is Urgency.DOCTOR_24H


async def test_a_standing_alarm_is_one_line_before_the_answer() -> None:
    standing = Decision(Urgency.HOSPITAL_NOW, "fake", EMPTY_SITUATION, reminder="请现在就去医院")

    routed = await _route(
        _router(rasa=FakeRasa(_found("answer", "salt")), triage=FakeTriage({"奶": standing})), "能喝奶吗"
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

    routed = await _route(
        _router(rasa=FakeRasa(_found("answer", "salt")), triage=FakeTriage({"烧": asking})), "发烧怎么办"
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

    routed = await _route(
        _router(rasa=FakeRasa(_found("suggest", "salt", "sleep")), triage=FakeTriage({"烧": asking})), "发烧了"
    )

    assert routed.reply.texts == ("不满3个月请立即去医院", "宝宝多大了？")


async def test_while_a_person_is_on_the_assistant_is_silent() -> None:
    rasa = FakeRasa(_found("answer", "salt"))

    routed = await _route(_router(rasa=rasa), handover="on")

    assert routed.reply.texts == ()
    assert routed.reply.handover
    assert rasa.asked == []


async def test_an_emergency_goes_out_even_while_a_person_is_on() -> None:
    routed = await _route(_router(triage=FakeTriage({"没有呼吸": EMERGENCY})), "没有呼吸了", handover="on")

    assert routed.reply.texts == (person_wording.AUTOMATIC, "立即拨打120")
    assert routed.reply.handover


async def test_without_rasa_retrieval_answers_and_the_reply_is_marked_degraded() -> None:
    rasa = FakeRasa()
    rasa.answer = None
    retriever = FakeRetriever(Outcome.ANSWER, "sleep")

    routed = await _route(_router(rasa=rasa, retriever=retriever), "八个月宝宝夜里老醒")

    assert routed.reply.texts[0] == SLEEP.answer
    assert routed.reply.degraded
    assert retriever.asked[0].age_months == 8


async def test_an_emergency_needs_neither_rasa_nor_retrieval() -> None:
    rasa = FakeRasa()
    rasa.answer = None
    retriever = FakeRetriever(Outcome.NOT_FOUND)

    routed = await _route(
        _router(rasa=rasa, retriever=retriever, triage=FakeTriage({"没有呼吸": EMERGENCY})), "没有呼吸了"
    )

    assert routed.reply.urgency is Urgency.CALL120
    assert retriever.asked == []


async def test_suggestions_are_buttons_and_one_says_none_of_these() -> None:
    routed = await _route(_router(rasa=FakeRasa(_found("suggest", "salt", "sleep"))))

    assert [choice.label for choice in routed.reply.choices] == [SALT.title, SLEEP.title, "都不是"]
    assert not routed.reply.citations


async def test_not_found_offers_the_nearest_two_and_the_hotline() -> None:
    routed = await _route(_router(rasa=FakeRasa(_found("not_found", "salt", "sleep", "fever"))))

    assert "12345" in routed.reply.texts[0]
    assert [choice.label for choice in routed.reply.choices] == [SALT.title, SLEEP.title, "都不是"]
    assert routed.reply.cards[0].fields["phone"] == "12345"


async def test_an_answer_that_differs_by_age_names_every_band_and_asks() -> None:
    young = an_entry("fever-young", age_months=(0, 2), age_group="fever", answer="马上去医院。别等。")
    old = an_entry("fever-old", age_months=(3, 83), age_group="fever", answer="先观察。再补水。")
    rasa = FakeRasa(_found("ask_age", "fever-young", "fever-old"))

    routed = await _route(_router(rasa=rasa, entries=(young, old)))

    assert "不满3个月：马上去医院。" in routed.reply.texts[0]
    assert "3个月及以上：先观察。" in routed.reply.texts[0]
    assert [choice.meaning.value for choice in routed.reply.choices] == ["fever-young", "fever-old"]
    assert [citation.entry_id for citation in routed.reply.citations] == ["fever-young", "fever-old"]


async def test_two_misses_in_a_row_use_other_words() -> None:
    router = _router(rasa=FakeRasa(_found("not_found")))

    first = await _route(router)
    second = await _route(router, state=first.state)

    assert first.reply.texts[0] != second.reply.texts[0]


async def test_an_answer_in_between_ends_the_count_of_misses() -> None:
    rasa = FakeRasa(_found("not_found"))
    router = _router(rasa=rasa)
    missed = await _route(router)
    rasa.answer = FakeRasa(_found("answer", "salt")).answer

    answered = await _route(router, state=missed.state)

    assert answered.state.misses == 0


async def test_age_and_district_are_remembered_and_told_to_the_actions() -> None:
    rasa = FakeRasa(_found("answer", "fever"))
    router = _router(rasa=rasa)

    first = await _route(router, "宝宝八个月了发烧")
    await _route(router, "那怎么办", state=first.state)

    assert first.state.age == Age(8)
    assert rasa.asked[1][1]["age_months"] == 8
    assert first.reply.texts[0].startswith("按8个月来说：")


async def test_a_fact_that_changes_nothing_does_not_repeat_the_whole_answer() -> None:
    rasa = FakeRasa(_found("answer", "salt", is_fact=True))
    router = _router(rasa=rasa)

    first = await _route(router)
    second = await _route(router, "精神蛮好", state=first.state)

    assert first.reply.texts[0] == SALT.answer
    assert SALT.answer not in second.reply.texts
    assert [choice.label for choice in second.reply.choices] == ["详细说说"]
    assert second.reply.citations[0].entry_id == "salt"


async def test_a_corrected_age_replaces_the_first() -> None:
    routed = await _route(_router(), "不对，是两岁", state=ConversationState(age=Age(2)))

    assert routed.state.age == Age(24)


async def test_a_button_with_an_entry_shows_it_without_asking_rasa() -> None:
    rasa = FakeRasa()

    routed = await _route(_router(rasa=rasa), None, choice=ChoiceMeaning("entry", "sleep"))

    assert routed.reply.texts[0] == SLEEP.answer
    assert rasa.asked == []


async def test_a_button_whose_entry_is_gone_asks_kindly_to_ask_again() -> None:
    routed = await _route(_router(entries=(SALT,)), None, choice=ChoiceMeaning("entry", "sleep"))

    assert routed.reply.texts == (wording.ENTRY_GONE,)


async def test_an_age_button_is_the_childs_age() -> None:
    rasa = FakeRasa(_found("answer", "salt"), intent="state_child_facts")

    routed = await _route(_router(rasa=rasa), None, choice=ChoiceMeaning("age", "12"))

    assert routed.state.age is not None
    assert routed.state.age.months == 12
    assert rasa.asked[0][0] == "宝宝1岁"


async def test_deleting_needs_the_button() -> None:
    offered = await _route(_router(rasa=FakeRasa({"kind": "offer_deletion"})), "删除我的数据")
    confirmed = await _route(_router(), None, choice=ChoiceMeaning("delete_data"))
    kept = await _route(_router(), None, choice=ChoiceMeaning("cancel"))

    assert not offered.forget
    assert [choice.label for choice in offered.reply.choices] == ["删除", "先不删"]
    assert confirmed.forget
    assert not kept.forget


async def test_emoji_alone_get_a_question_and_rasa_is_spared() -> None:
    rasa = FakeRasa()

    routed = await _route(_router(rasa=rasa), "😭😭")

    assert routed.reply.texts == (wording.EMOJI_ONLY,)
    assert rasa.asked == []


async def test_a_place_is_acknowledged() -> None:
    routed = await _route(_router(), None, location=Location(31.57, 120.3, "wgs84"))

    assert routed.reply.texts == (wording.LOCATION_RECEIVED,)


async def test_in_the_middle_of_a_form_a_place_is_answered_and_the_form_goes_on() -> None:
    rasa = FakeRasa(texts=("您住在哪个区？",))

    routed = await _route(
        _router(rasa=rasa), None, ConversationState(form="book_session_form"), location=Location(31.57, 120.3, "wgs84")
    )

    assert routed.reply.texts == (wording.LOCATION_RECEIVED, "您住在哪个区？")
    assert [text for text, _ in rasa.asked] == [SHARED_PLACE]


async def test_in_a_form_a_place_is_answered_even_while_rasa_is_away() -> None:
    state, rasa = ConversationState(form="book_session_form"), FakeRasa()
    rasa.answer = None

    routed = await _route(_router(rasa=rasa), None, state, location=Location(31.57, 120.3, "wgs84"))

    assert routed.reply.texts == (wording.LOCATION_RECEIVED,)
    assert routed.state.form == "book_session_form"


async def test_silence_from_rasa_is_never_passed_on() -> None:
    routed = await _route(_router(rasa=FakeRasa()))

    again = await _route(_router(rasa=FakeRasa()), state=routed.state)

    assert routed.reply.texts == (wording.NOTHING_UNDERSTOOD[0],)
    assert again.reply.texts == (wording.NOTHING_UNDERSTOOD[1],)


@pytest.mark.parametrize("part", [{"kind": "ask_what_next"}, {"kind": "person"}, _found("answer", "no-longer-there")])
async def test_every_part_of_an_action_becomes_words(part: dict[str, Any]) -> None:
    routed = await _route(_router(rasa=FakeRasa(part)))

    assert routed.reply.texts


@pytest.mark.parametrize("caution", sorted(wording.CAUTIONS))
@pytest.mark.parametrize("kind", ["suggest", "not_found"])
async def test_a_caution_is_said_first_and_nothing_is_given_as_the_answer(caution: str, kind: str) -> None:
    routed = await _route(_router(rasa=FakeRasa(_found(kind, "salt", caution=caution))))

    assert routed.reply.texts[0] == wording.CAUTIONS[caution]
    assert SALT.answer not in routed.reply.texts
    assert routed.reply.citations == ()


async def test_an_answer_that_is_not_sure_comes_with_a_button_for_the_other_meaning() -> None:
    unsure = await _route(_router(rasa=FakeRasa(_found("answer", "salt", "sleep", "fever", confidence=0.7))))
    sure = await _route(_router(rasa=FakeRasa(_found("answer", "salt", "sleep", "fever", confidence=0.95))))

    assert [offered.meaning.value for offered in unsure.reply.choices] == ["salt", "sleep"]
    assert unsure.reply.choices[1].label == f"想问的是：{SLEEP.title}"
    assert [offered.meaning.value for offered in sure.reply.choices] == ["salt"]


async def test_two_answers_in_one_reply_name_what_each_button_tells_more_of() -> None:
    routed = await _route(_router(rasa=FakeRasa(_found("answer", "salt"), _found("answer", "sleep"))))

    assert [citation.entry_id for citation in routed.reply.citations] == ["salt", "sleep"]
    assert [offered.label for offered in routed.reply.choices] == [
        f"详细说说：{SALT.title}",
        f"详细说说：{SLEEP.title}",
    ]


async def test_a_question_that_goes_on_from_the_last_reaches_rasa_in_full() -> None:
    rasa = FakeRasa(_found("answer", "salt"))
    nothing = FakeRetriever(Outcome.NOT_FOUND)

    await _route(_router(rasa=rasa, retriever=nothing), "那一岁呢", ConversationState(last_question="四个月一天睡多久"))

    assert rasa.asked[-1][0] == "一岁睡多久"


async def test_a_new_topic_after_a_question_is_asked_as_it_is() -> None:
    rasa = FakeRasa(_found("answer", "salt"))

    await _route(_router(rasa=rasa), "那黄疸怎么看", ConversationState(last_question="四个月一天睡多久"))

    assert rasa.asked[-1][0] == "那黄疸怎么看"


async def test_a_private_answer_is_read_by_triage_and_only_its_mark_goes_to_rasa() -> None:
    rasa, triage = FakeRasa(_found("answer", "salt")), FakeTriage()
    message = a_message("老师打了孩子", shown_text="〔投诉内容:4f2a〕")

    await _router(rasa=rasa, triage=triage).route(message, ConversationState(), "none")

    assert triage.read_texts == ["老师打了孩子"]
    assert [text for text, _ in rasa.asked] == ["〔投诉内容:4f2a〕"]


async def test_several_children_keep_their_own_ages() -> None:
    told = (await _route(_router(), "老大三岁，老二八个月")).state

    about_first = (await _route(_router(), "老大最近不爱吃饭怎么办", told)).state

    assert told.age == Age(8)
    assert about_first.age == Age(36)
    assert ConversationState.from_json(about_first.to_json()) == about_first


async def test_an_alarm_waits_for_nothing_that_is_still_being_loaded() -> None:
    router = _router(triage=FakeTriage({"宝宝没有呼吸了": EMERGENCY}), opening=Opening())

    routed = await asyncio.wait_for(_route(router, "宝宝没有呼吸了"), 1)

    assert routed.reply.texts == ("立即拨打120",)


async def test_a_question_waits_for_the_entries_and_is_answered_then() -> None:
    opening = Opening()
    rasa = FakeRasa(_found("answer", "salt"))
    asked = asyncio.create_task(_route(_router(rasa=rasa, opening=opening)))
    await asyncio.sleep(0.05)
    assert not asked.done()

    opening.open()

    assert (await asked).reply.citations[0].entry_id == "salt"


async def test_a_button_waits_for_the_entries_too() -> None:
    opening = Opening()
    choice = ChoiceMeaning("entry", "salt")
    pressed = asyncio.create_task(_route(_router(opening=opening), None, choice=choice))
    await asyncio.sleep(0.05)
    assert not pressed.done()

    opening.open()

    assert (await pressed).reply.citations[0].entry_id == "salt"


async def test_who_would_wait_too_long_is_told_to_come_again() -> None:
    with pytest.raises(StartingUp, match="not loaded"):
        await _route(_router(opening=Opening(patience_seconds=0.01)))


async def test_while_a_person_is_on_nothing_waits() -> None:
    routed = await asyncio.wait_for(_route(_router(opening=Opening()), handover="on"), 1)

    assert routed.reply.handover


REAL_TRIAGE = load_reader(Path(__file__).parents[3] / "knowledge_base" / "triage")


async def _told(*texts: str, rasa: FakeRasa) -> list[Routed]:
    """Route texts one after the other with the real rules."""
    answers = Answers(FakeRetriever(Outcome.ANSWER, "salt"), lambda: {"salt": SALT}, lambda: NOON)
    router = Router(REAL_TRIAGE, rasa, answers, Composer(lambda entry: f"/{entry.id}"), _read)
    state, told = ConversationState(), []
    for text in texts:
        told.append(await router.route(a_message(text), state, "none"))
        state = told[-1].state
    return told


async def test_a_recovery_that_asks_nothing_gets_the_standing_reminder_and_is_not_looked_up() -> None:
    rasa = FakeRasa(_found("answer", "salt"))

    alarm, told = await _told("宝宝两个月发烧38度3", "没事了退烧了", rasa=rasa)

    assert alarm.reply.urgency is told.reply.urgency is Urgency.HOSPITAL_NOW
    assert told.reply.texts[-1] == wording.BETTER_STILL_GO
    assert "马上带孩子去医院" in told.reply.texts[0]
    assert told.reply.citations == ()
    assert rasa.asked == []


async def test_a_recovery_from_what_needed_no_doctor_is_acknowledged_alone() -> None:
    rasa = FakeRasa(_found("answer", "salt"))

    _, told = await _told("两岁发烧38度2", "不烧了，精神挺好", rasa=rasa)

    assert told.reply.texts == (wording.BETTER,)
    assert len(rasa.asked) == 1


async def test_a_question_beside_the_recovery_is_a_question() -> None:
    rasa = FakeRasa(_found("answer", "salt"))

    _, asked = await _told("两岁发烧38度2", "退烧了还要吃药吗", rasa=rasa)

    assert rasa.asked[-1][0].endswith("退烧了还要吃药吗")
    assert asked.reply.citations


async def test_a_denial_that_asks_nothing_is_noted() -> None:
    rasa = FakeRasa(_found("answer", "salt"))

    _, told = await _told("两岁发烧38度2", "没有抽搐，精神也好", rasa=rasa)

    assert told.reply.texts == (wording.DENIAL_NOTED,)
    assert len(rasa.asked) == 1


async def test_a_recovery_out_of_the_blue_is_for_rasa() -> None:
    rasa = FakeRasa(_found("answer", "salt"))

    await _told("退烧了", rasa=rasa)

    assert [text for text, _ in rasa.asked] == ["退烧了"]


async def test_one_likely_entry_is_asked_for_by_its_name_and_a_yes_or_no_answers() -> None:
    rasa = FakeRasa(_found("suggest", "salt"))
    router = _router(rasa=rasa, retriever=FakeRetriever(Outcome.SUGGEST, "salt", "sleep"))
    asked = await _route(router, "盐")

    yes = await _route(router, "是的", asked.state)
    no = await _route(router, "不是", asked.state)

    assert asked.reply.texts == (wording.SUGGEST_ONE[0].format(title=SALT.title),)
    assert [choice.label for choice in asked.reply.choices] == [SALT.title, wording.NOT_THIS]
    assert yes.entry_ids == ("salt",)
    assert no.reply.choices[0].label == SLEEP.title
    assert len(rasa.asked) == 1


ECZEMA = an_entry("eczema", answer="涂润肤霜。", body="## 药的事\n药膏先问医生。")
SHOWN = ConversationState(last_question="湿疹怎么办", last_entry_ids=("eczema",))


async def _after_eczema(part: dict[str, Any]) -> Routed:
    return await _route(_router(rasa=FakeRasa(part), entries=(ECZEMA, SALT)), "要用激素药膏吗", SHOWN)


@pytest.mark.parametrize("kind", ["answer", "suggest", "not_found"])
async def test_what_is_asked_of_the_entry_just_shown_is_answered_from_its_text(kind: str) -> None:
    routed = await _after_eczema(_found(kind, "eczema", question="要用激素药膏吗"))

    assert routed.reply.texts[0] == wording.MORE_ON.format(text="药膏先问医生。")
    assert routed.reply.citations[0].entry_id == "eczema"
    assert routed.state.last_question == "湿疹怎么办，要用激素药膏吗"


async def test_what_the_entry_just_shown_does_not_speak_of_is_said_so_and_the_next_best_offered() -> None:
    more = await _after_eczema(_found("suggest", "eczema", "salt", question="会传染吗"))
    nothing = await _after_eczema(_found("suggest", "eczema", question="会传染吗"))

    assert more.reply.texts == (wording.NOT_IN_DETAIL,)
    assert [choice.label for choice in more.reply.choices] == [SALT.title, "都不是", "详细说说"]
    assert more.state.offered == ("salt",)
    assert nothing.reply.texts == (wording.NOT_ANYWHERE,)


async def test_whether_to_see_a_doctor_is_answered_from_the_signs_of_the_entry_just_shown() -> None:
    entry = an_entry("eczema", see_doctor_if=("渗液结痂，24小时内看医生",))
    part = _found("answer", "eczema", question="湿疹怎么办，要去医院吗")

    routed = await _route(_router(rasa=FakeRasa(part), entries=(entry,)), "那要去医院吗", SHOWN)

    assert "渗液结痂" in routed.reply.texts[0]


async def test_the_same_asked_again_is_answered_again() -> None:
    routed = await _after_eczema(_found("answer", "eczema", question="宝宝湿疹怎么办呢"))

    assert routed.reply.texts[0] == "涂润肤霜。"


async def test_an_answer_is_followed_by_the_section_that_is_asked_for_by_its_name() -> None:
    cooling = an_entry("cooling", answer="不用酒精。", body="## 洗澡\n温水澡可以。")
    part = _found("answer", "cooling", question="发烧能洗澡吗")

    routed = await _route(_router(rasa=FakeRasa(part), entries=(cooling,)), "发烧能洗澡吗")

    assert routed.reply.texts[:2] == ("不用酒精。", "洗澡：温水澡可以。")


async def test_what_may_answer_travels_to_the_actions() -> None:
    rasa = FakeRasa(_found("answer", "salt"))
    retriever = FakeRetriever(Outcome.SUGGEST, "salt")

    await _route(_router(rasa=rasa, retriever=retriever), "爸爸呢", ConversationState(last_question="妈妈产假多少天"))

    text, context = rasa.asked[-1]
    assert (text, context["full_question"]) == ("爸爸产假多少天", "爸爸产假多少天")
    assert "爸爸" in context["names"]


async def test_a_corrected_fact_for_which_nothing_is_found_is_noted_and_no_second_failure() -> None:
    routed = await _route(
        _router(rasa=FakeRasa(_found("not_found", is_fact=True), intent="correct_information")),
        "不是两岁，是两岁半",
        ConversationState(last_question="能吃盐吗", misses=1),
    )

    assert "2岁半" in routed.reply.texts[0]
    assert routed.state.misses == 1
