"""Replies about institutions without Rasa: a shared place, a named area, one by its name."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assistant.dialogue import institution_wording as wording
from assistant.dialogue.compose import Composer
from assistant.dialogue.institution_replies import InstitutionReplies, listed_after, place_in_list
from assistant.dialogue.router import Router, Tasks
from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from assistant.domain.geography import Point, to_gcj02
from assistant.domain.institution import Institution, InstitutionKind
from assistant.domain.message import Card, Location, Reply
from assistant.language.reader import read
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from assistant.services.institution_snapshot import Filters
from assistant.services.institutions import Institutions, Wish
from tests.builders import NOON, a_message
from tests.fakes import FakeRasa, FakeRetriever, FakeTriage
from tests.institutions import CENTRE, PLACES, ListedInstitutions, an_institution

STATE = ConversationState()
INCLUSIVE = an_institution(
    "inclusive",
    813,
    name="示例荣巷小芽托育园",
    district="滨湖区",
    subdistrict="荣巷街道",
    kinds=(InstitutionKind.INCLUSIVE,),
    age_months_min=6,
    age_months_max=36,
    fee_full_day=1200.0,
    phone="0510-80000000",
    filing_number="B1",
    filed_on=date(2025, 3, 1),
    quality_grade="B",
)
OTHER = an_institution(
    "other", 1500, name="示例河埒向阳托育园", district="滨湖区", subdistrict="河埒街道", age_months_min=24
)


def _replies(*rows: Institution) -> InstitutionReplies:
    listed: Any = ListedInstitutions(*rows)
    return InstitutionReplies(Institutions(lambda: listed, PLACES, lambda: NOON), PLACES, "http://localhost")


def _router(replies: InstitutionReplies) -> Router:
    rasa = FakeRasa()
    rasa.answer = None
    answers = Answers(FakeRetriever(Outcome.NOT_FOUND), dict, lambda: NOON)
    return Router(FakeTriage(), rasa, answers, Composer(lambda entry: ""), read, Tasks(replies))


def _said(reply: Reply | None) -> str:
    assert reply is not None
    return "\n".join(reply.texts)


async def test_a_shared_place_is_answered_with_the_nearest_while_rasa_is_down() -> None:
    place = Location(*to_gcj02(Point(*CENTRE)), "gcj02")

    routed = await _router(_replies(OTHER, INCLUSIVE)).route(a_message(None, location=place), STATE, "none")

    assert "1. 示例荣巷小芽托育园：800米，普惠" in _said(routed.reply)
    assert "电话0510-80000000" in _said(routed.reply)
    assert wording.LOCATION_USED in routed.reply.texts
    assert [card.fields["distance_m"] for card in routed.reply.cards] == [800, 1500]
    assert routed.state == replace(STATE, around=("inclusive", "other"), listed=("inclusive", "other"))


async def test_the_childs_age_narrows_the_search() -> None:
    state = replace(STATE, age=Age(18))

    reply = await _replies(OTHER, INCLUSIVE).near(Location(*CENTRE, "wgs84"), state)

    assert "18月龄可入托" in _said(reply)
    assert [card.fields["id"] for card in reply.cards] == ["inclusive"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "sentence"),
    [(39.9, 116.4, wording.OUTSIDE_WUXI), (120.3, 31.58, wording.SWAPPED)],
)
async def test_a_place_that_cannot_be_used_gets_a_clear_sentence(
    latitude: float, longitude: float, sentence: str
) -> None:
    reply = await _replies(INCLUSIVE).near(Location(latitude, longitude, "wgs84"), STATE)

    assert reply.texts == (sentence,)


async def test_while_a_person_is_on_a_place_gets_no_answer_of_ours() -> None:
    place = Location(*CENTRE, "wgs84")

    routed = await _router(_replies(INCLUSIVE)).route(a_message(None, location=place), STATE, "on")

    assert routed.reply == Reply(handover=True)


@pytest.mark.parametrize(
    "text", ["滨湖区哪里有普惠托育", "濱湖區有沒有普惠托班", "滨湖 普惠托育", "我家在滨湖区，想找个普惠的托育园"]
)
async def test_with_rasa_down_a_named_district_is_searched(text: str) -> None:
    routed = await _router(_replies(OTHER, INCLUSIVE)).route(a_message(text), STATE, "none")

    assert "滨湖区的托育机构" in _said(routed.reply)
    assert "在荣巷街道，普惠" in _said(routed.reply)
    assert [card.fields["id"] for card in routed.reply.cards] == ["inclusive"]
    assert routed.reply.cards[0].fields["distance_m"] is None
    assert routed.reply.degraded


@pytest.mark.parametrize(
    "text",
    [
        "滨湖区托育补贴政策是什么",
        "宝宝八个月可以吃盐吗",
        "滨湖区有医院吗",
        "托育机构的备案条件",
        "我要投诉托班",
        "孩子几岁可以上托班",
    ],
)
async def test_other_questions_are_left_to_the_knowledge_base(text: str) -> None:
    assert await _replies(INCLUSIVE).answer(text, STATE) is None


async def test_an_ambiguous_name_is_asked_back_and_the_button_says_it_in_full() -> None:
    reply = await _replies(INCLUSIVE).answer("惠山哪里有托育", STATE)

    assert reply is not None
    assert [choice.label for choice in reply.choices] == ["惠山区", "梁溪区惠山街道"]
    again = await _replies(INCLUSIVE).answer(reply.choices[1].meaning.value, STATE)
    assert again is not None
    assert again.choices == ()


async def test_without_a_place_the_district_said_before_counts_and_otherwise_it_is_asked() -> None:
    assert "滨湖区的托育机构" in _said(
        await _replies(INCLUSIVE).answer("附近有托班吗", replace(STATE, district="滨湖区"))
    )
    assert _said(await _replies(INCLUSIVE).answer("附近有托班吗", STATE)) == wording.WHERE


async def test_fictional_institutions_carry_a_warning_in_every_reply() -> None:
    replies = _replies(replace(INCLUSIVE, is_sample=True))

    for reply in (
        await replies.near(Location(*CENTRE, "wgs84"), STATE),
        await replies.answer("滨湖区哪里有托育", STATE),
        await replies.check("荣巷小芽托育园有没有备案"),
    ):
        assert "示例数据" in _said(reply)
        assert reply is not None
        assert reply.cards[0].fields["is_sample"] is True


async def test_an_empty_list_says_so_with_a_way_on() -> None:
    reply = await _replies().near(Location(*CENTRE, "wgs84"), STATE)

    assert reply.texts[0] == wording.LIST_IS_EMPTY
    assert "12345" in reply.texts[0]


async def test_checking_one_says_what_is_known_and_since_when() -> None:
    said = _said(await _replies(OTHER, INCLUSIVE).check("荣巷小芽托育备案了吗"))

    assert "已备案，编号B1，2025-03-01" in said
    assert "标注为普惠" in said
    assert "B级" in said
    assert "全日托1200元/月" in said
    assert "截至2026-11-01" in said


async def test_checking_one_never_turns_silence_of_the_list_into_a_no() -> None:
    said = _said(await _replies(OTHER).check("河埒向阳托育园"))

    assert "名单里没有这家的备案编号" in said
    assert "名单里没有标注普惠" in said
    assert "没有备案。" not in said


async def test_what_is_not_in_the_list_gets_the_way_to_ask_the_district() -> None:
    assert _said(await _replies(OTHER).check("大地球托育备案了吗")) == wording.NOT_IN_LIST


async def test_the_list_around_a_shared_place_is_narrowed_down_in_its_order_without_the_point() -> None:
    full = an_institution("full", 300, name="示例近处园", district="滨湖区", subdistrict="荣巷街道", places_free=0)
    near = replace(INCLUSIVE, places_free=3)
    far = replace(OTHER, places_free=2)
    replies = _replies(far, full, near)

    around = await replies.around(Location(*CENTRE, "wgs84"))
    reply = await replies.search(Wish(Filters(free_places=True), among=around))

    assert around == ("full", "inclusive", "other")
    assert [card.fields["id"] for card in reply.cards] == ["inclusive", "other"]
    assert "米，" not in _said(reply)
    assert wording.AROUND_YOU in _said(reply)


@pytest.mark.parametrize(("latitude", "longitude"), [(39.9, 116.4), (120.3, 31.5)])
async def test_around_a_point_that_cannot_be_used_there_is_nothing(latitude: float, longitude: float) -> None:
    assert await _replies(INCLUSIVE).around(Location(latitude, longitude, "wgs84")) == ()


async def test_a_shared_place_leaves_what_lies_around_it_in_the_conversation_and_not_the_point() -> None:
    place = Location(*CENTRE, "wgs84")

    state = (await _router(_replies(OTHER, INCLUSIVE)).route(a_message(None, location=place), STATE, "none")).state

    assert state.around == ("inclusive", "other")
    assert str(CENTRE[0]) not in str(state.to_json())
    assert ConversationState.from_json(state.to_json()) == state


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("第一家怎么样", 0),
        ("第2家电话多少", 1),
        ("那第三家呢？", 2),
        ("最后一家在哪里", 2),
        ("第四家", None),
        ("第一个", None),
        ("第一家幼儿园是什么时候有的", None),
        ("怎么样", None),
    ],
)
def test_one_of_the_list_is_pointed_at_by_its_number(text: str, place: int | None) -> None:
    assert place_in_list(text, 3) == place


def test_numbers_go_on_with_the_next_of_a_list() -> None:
    def showing(*ids: str) -> Reply:
        return Reply(cards=tuple(Card("institution", {"id": one}) for one in ids))

    first = listed_after(showing("a", "b", "c"), (), 0)

    assert listed_after(showing("d", "e"), first, 3) == ("a", "b", "c", "d", "e")
    assert listed_after(showing("x"), first, 0) == ("x",)
    assert listed_after(Reply(texts=("没有",)), first, 0) == first


async def test_the_first_of_a_list_just_shown_is_told_of_without_rasa() -> None:
    router = _router(_replies(OTHER, INCLUSIVE))
    shown = await router.route(a_message(None, location=Location(*CENTRE, "wgs84")), STATE, "none")

    asked = await router.route(a_message("第一家电话多少"), shown.state, "none")

    assert asked.reply.texts[0] == INCLUSIVE.name
    assert "0510-80000000" in _said(asked.reply)
    assert not asked.reply.degraded


async def test_one_that_has_left_the_list_meanwhile_is_said_so() -> None:
    reply = await _replies(OTHER).pointed_at("第一家怎么样", ("gone",))

    assert _said(reply) == wording.NOT_IN_LIST
