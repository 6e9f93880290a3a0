"""What was found becomes words, cards, sources and buttons."""

from typing import Any

import pytest

from assistant.dialogue import wording
from tests.builders import an_entry
from tests.fakes import FakeRasa
from tests.routing import SALT, SLEEP, a_router, found_part, route


async def test_what_an_action_found_becomes_an_answer_with_source_date_and_page() -> None:
    routed = await route(a_router(rasa=FakeRasa(found_part("answer", "salt"))))

    assert routed.reply.texts[0] == SALT.answer
    assert "国家卫生健康委" in routed.reply.texts[-1]
    assert "2026-11-23" in routed.reply.texts[-1]
    assert routed.reply.cards[0].fields["url"] == "http://localhost/handbook/salt"
    assert routed.reply.citations[0].entry_id == "salt"
    assert routed.entry_ids == ("salt",)
    assert routed.state.last_question == "能吃盐吗"


async def test_suggestions_are_buttons_and_one_says_none_of_these() -> None:
    routed = await route(a_router(rasa=FakeRasa(found_part("suggest", "salt", "sleep"))))

    assert [choice.label for choice in routed.reply.choices] == [SALT.title, SLEEP.title, "都不是"]
    assert not routed.reply.citations


async def test_not_found_offers_the_nearest_two_and_the_hotline() -> None:
    routed = await route(a_router(rasa=FakeRasa(found_part("not_found", "salt", "sleep", "fever"))))

    assert "12345" in routed.reply.texts[0]
    assert [choice.label for choice in routed.reply.choices] == [SALT.title, SLEEP.title, "都不是"]
    assert routed.reply.cards[0].fields["phone"] == "12345"


async def test_an_answer_that_differs_by_age_names_every_band_and_asks() -> None:
    young = an_entry("fever-young", age_months=(0, 2), age_group="fever", answer="马上去医院。别等。")
    old = an_entry("fever-old", age_months=(3, 83), age_group="fever", answer="先观察。再补水。")
    rasa = FakeRasa(found_part("ask_age", "fever-young", "fever-old"))

    routed = await route(a_router(rasa=rasa, entries=(young, old)))

    assert "不满3个月：马上去医院。" in routed.reply.texts[0]
    assert "3个月及以上：先观察。" in routed.reply.texts[0]
    assert [choice.meaning.value for choice in routed.reply.choices] == ["fever-young", "fever-old"]
    assert [citation.entry_id for citation in routed.reply.citations] == ["fever-young", "fever-old"]


async def test_two_misses_in_a_row_use_other_words() -> None:
    router = a_router(rasa=FakeRasa(found_part("not_found")))

    first = await route(router)
    second = await route(router, state=first.state)

    assert first.reply.texts[0] != second.reply.texts[0]


async def test_an_answer_in_between_ends_the_count_of_misses() -> None:
    rasa = FakeRasa(found_part("not_found"))
    router = a_router(rasa=rasa)
    missed = await route(router)
    rasa.answer = FakeRasa(found_part("answer", "salt")).answer

    answered = await route(router, state=missed.state)

    assert answered.state.misses == 0


@pytest.mark.parametrize(
    "part", [{"kind": "ask_what_next"}, {"kind": "person"}, found_part("answer", "no-longer-there")]
)
async def test_every_part_of_an_action_becomes_words(part: dict[str, Any]) -> None:
    routed = await route(a_router(rasa=FakeRasa(part)))

    assert routed.reply.texts


@pytest.mark.parametrize("caution", sorted(wording.CAUTIONS))
@pytest.mark.parametrize("kind", ["suggest", "not_found"])
async def test_a_caution_is_said_first_and_nothing_is_given_as_the_answer(caution: str, kind: str) -> None:
    routed = await route(a_router(rasa=FakeRasa(found_part(kind, "salt", caution=caution))))

    assert routed.reply.texts[0] == wording.CAUTIONS[caution]
    assert SALT.answer not in routed.reply.texts
    assert routed.reply.citations == ()


async def test_an_answer_that_is_not_sure_comes_with_a_button_for_the_other_meaning() -> None:
    unsure = await route(a_router(rasa=FakeRasa(found_part("answer", "salt", "sleep", "fever", confidence=0.7))))
    sure = await route(a_router(rasa=FakeRasa(found_part("answer", "salt", "sleep", "fever", confidence=0.95))))

    assert [offered.meaning.value for offered in unsure.reply.choices] == ["salt", "sleep"]
    assert unsure.reply.choices[1].label == f"想问的是：{SLEEP.title}"
    assert [offered.meaning.value for offered in sure.reply.choices] == ["salt"]


async def test_two_answers_in_one_reply_name_what_each_button_tells_more_of() -> None:
    routed = await route(a_router(rasa=FakeRasa(found_part("answer", "salt"), found_part("answer", "sleep"))))

    assert [citation.entry_id for citation in routed.reply.citations] == ["salt", "sleep"]
    assert [offered.label for offered in routed.reply.choices] == [
        f"详细说说：{SALT.title}",
        f"详细说说：{SLEEP.title}",
    ]


async def test_an_answer_is_followed_by_the_section_that_is_asked_for_by_its_name() -> None:
    cooling = an_entry("cooling", answer="不用酒精。", body="## 洗澡\n温水澡可以。")
    part = found_part("answer", "cooling", question="发烧能洗澡吗")

    routed = await route(a_router(rasa=FakeRasa(part), entries=(cooling,)), "发烧能洗澡吗")

    assert routed.reply.texts[:2] == ("不用酒精。", "洗澡：温水澡可以。")
