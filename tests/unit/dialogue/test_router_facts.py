"""Facts of the children: kept, corrected, told to the actions, and no reason to say everything again."""

import pytest

from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from tests.builders import an_entry
from tests.fakes import FakeRasa
from tests.routing import SALT, a_router, found_part, route


async def test_age_and_district_are_remembered_and_told_to_the_actions() -> None:
    rasa = FakeRasa(found_part("answer", "fever"))
    router = a_router(rasa=rasa)

    first = await route(router, "宝宝八个月了发烧")
    await route(router, "那怎么办", state=first.state)

    assert first.state.age == Age(8)
    assert rasa.asked[1][1]["age_months"] == 8
    assert first.reply.texts[0].startswith("按8个月来说：")


async def test_a_fact_that_changes_nothing_does_not_repeat_the_whole_answer() -> None:
    rasa = FakeRasa(found_part("answer", "salt", is_fact=True))
    router = a_router(rasa=rasa)

    first = await route(router)
    second = await route(router, "精神蛮好", state=first.state)

    assert first.reply.texts[0] == SALT.answer
    assert SALT.answer not in second.reply.texts
    assert [choice.label for choice in second.reply.choices] == ["详细说说"]
    assert second.reply.citations[0].entry_id == "salt"


async def test_a_corrected_age_replaces_the_first() -> None:
    routed = await route(a_router(), "不对，是两岁", state=ConversationState(age=Age(2)))

    assert routed.state.age == Age(24)


async def test_several_children_keep_their_own_ages() -> None:
    told = (await route(a_router(), "老大三岁，老二八个月")).state

    about_first = (await route(a_router(), "老大最近不爱吃饭怎么办", told)).state

    assert told.age == Age(8)
    assert about_first.age == Age(36)
    assert ConversationState.from_json(about_first.to_json()) == about_first


async def test_a_corrected_fact_for_which_nothing_is_found_is_noted_and_no_second_failure() -> None:
    routed = await route(
        a_router(rasa=FakeRasa(found_part("not_found", is_fact=True), intent="correct_information")),
        "不是两岁，是两岁半",
        ConversationState(last_question="能吃盐吗", misses=1),
    )

    assert "2岁半" in routed.reply.texts[0]
    assert routed.state.misses == 1


YOUNG = an_entry("fever-young", age_months=(0, 2), age_group="fever", answer="马上去医院。")
OLD = an_entry("fever-old", age_months=(3, 83), age_group="fever", answer="先观察。")


@pytest.mark.parametrize(
    ("told", "answer"), [("一岁两个月", OLD.answer), ("宝宝一个月", YOUNG.answer), ("说错了，是15个月", OLD.answer)]
)
async def test_an_age_told_after_an_answer_that_differs_by_age_brings_the_version_for_it(
    told: str, answer: str
) -> None:
    rasa = FakeRasa(found_part("ask_age", "fever-young", "fever-old"))
    router = a_router(rasa=rasa, entries=(YOUNG, OLD))
    asked = await route(router, "小囡发寒热哉")

    told_age = await route(router, told, asked.state)

    assert answer in told_age.reply.texts[0]
    assert len(rasa.asked) == 1


async def test_more_than_an_age_is_for_rasa() -> None:
    rasa = FakeRasa(found_part("ask_age", "fever-young", "fever-old"))
    router = a_router(rasa=rasa, entries=(YOUNG, OLD))
    asked = await route(router, "小囡发寒热哉")

    await route(router, "一岁两个月，吐了三次", asked.state)

    assert len(rasa.asked) == 2
