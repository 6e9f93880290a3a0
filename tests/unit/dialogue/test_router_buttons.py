"""Pressed buttons and shared places."""

from assistant.dialogue import wording
from assistant.dialogue.form_parts import SHARED_PLACE
from assistant.domain.conversation import ConversationState
from assistant.domain.message import ChoiceMeaning, Location
from assistant.retrieval.types import Outcome
from tests.fakes import FakeRasa, FakeRetriever
from tests.routing import SALT, SLEEP, a_router, found_part, route


async def test_a_button_with_an_entry_shows_it_without_asking_rasa() -> None:
    rasa = FakeRasa()

    routed = await route(a_router(rasa=rasa), None, choice=ChoiceMeaning("entry", "sleep"))

    assert routed.reply.texts[0] == SLEEP.answer
    assert rasa.asked == []


async def test_a_button_whose_entry_is_gone_asks_kindly_to_ask_again() -> None:
    routed = await route(a_router(entries=(SALT,)), None, choice=ChoiceMeaning("entry", "sleep"))

    assert routed.reply.texts == (wording.ENTRY_GONE,)


async def test_an_age_button_is_the_childs_age() -> None:
    rasa = FakeRasa(found_part("answer", "salt"), intent="state_child_facts")

    routed = await route(a_router(rasa=rasa), None, choice=ChoiceMeaning("age", "12"))

    assert routed.state.age is not None
    assert routed.state.age.months == 12
    assert rasa.asked[0][0] == "宝宝1岁"


async def test_one_likely_entry_is_asked_for_by_its_name_and_a_yes_or_no_answers() -> None:
    rasa = FakeRasa(found_part("suggest", "salt"))
    router = a_router(rasa=rasa, retriever=FakeRetriever(Outcome.SUGGEST, "salt", "sleep"))
    asked = await route(router, "盐")

    yes = await route(router, "是的", asked.state)
    no = await route(router, "不是", asked.state)

    assert asked.reply.texts == (wording.SUGGEST_ONE[0].format(title=SALT.title),)
    assert [choice.label for choice in asked.reply.choices] == [SALT.title, wording.NOT_THIS]
    assert yes.entry_ids == ("salt",)
    assert no.reply.choices[0].label == SLEEP.title
    assert len(rasa.asked) == 1


async def test_a_place_is_acknowledged() -> None:
    routed = await route(a_router(), None, location=Location(31.57, 120.3, "wgs84"))

    assert routed.reply.texts == (wording.LOCATION_RECEIVED,)


async def test_in_the_middle_of_a_form_a_place_is_answered_and_the_form_goes_on() -> None:
    rasa = FakeRasa(texts=("您住在哪个区？",))

    routed = await route(
        a_router(rasa=rasa), None, ConversationState(form="book_session_form"), location=Location(31.57, 120.3, "wgs84")
    )

    assert routed.reply.texts == (wording.LOCATION_RECEIVED, "您住在哪个区？")
    assert [text for text, _ in rasa.asked] == [SHARED_PLACE]


async def test_in_a_form_a_place_is_answered_even_while_rasa_is_away() -> None:
    state, rasa = ConversationState(form="book_session_form"), FakeRasa()
    rasa.answer = None

    routed = await route(a_router(rasa=rasa), None, state, location=Location(31.57, 120.3, "wgs84"))

    assert routed.reply.texts == (wording.LOCATION_RECEIVED,)
    assert routed.state.form == "book_session_form"
