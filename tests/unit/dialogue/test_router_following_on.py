"""Questions that go on from the last one, and what is asked of the entry shown last."""

from typing import Any

import pytest

from assistant.dialogue import wording
from assistant.dialogue.routed import Routed
from assistant.domain.conversation import ConversationState
from assistant.retrieval.types import Outcome
from tests.builders import an_entry
from tests.fakes import FakeRasa, FakeRetriever
from tests.routing import SALT, a_router, found_part, route


async def test_a_question_that_goes_on_from_the_last_reaches_rasa_in_full() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))
    nothing = FakeRetriever(Outcome.NOT_FOUND)

    await route(a_router(rasa=rasa, retriever=nothing), "那一岁呢", ConversationState(last_question="四个月一天睡多久"))

    assert rasa.asked[-1][0] == "一岁睡多久"


async def test_a_new_topic_after_a_question_is_asked_as_it_is() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))

    await route(a_router(rasa=rasa), "那黄疸怎么看", ConversationState(last_question="四个月一天睡多久"))

    assert rasa.asked[-1][0] == "那黄疸怎么看"


async def test_what_may_answer_travels_to_the_actions() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))
    retriever = FakeRetriever(Outcome.SUGGEST, "salt")

    await route(a_router(rasa=rasa, retriever=retriever), "爸爸呢", ConversationState(last_question="妈妈产假多少天"))

    text, context = rasa.asked[-1]
    assert (text, context["full_question"]) == ("爸爸产假多少天", "爸爸产假多少天")
    assert "爸爸" in context["names"]


ECZEMA = an_entry("eczema", answer="涂润肤霜。", body="## 药的事\n药膏先问医生。")
SHOWN = ConversationState(last_question="湿疹怎么办", last_entry_ids=("eczema",))


async def _after_eczema(part: dict[str, Any]) -> Routed:
    return await route(a_router(rasa=FakeRasa(part), entries=(ECZEMA, SALT)), "要用激素药膏吗", SHOWN)


@pytest.mark.parametrize("kind", ["answer", "suggest", "not_found"])
async def test_what_is_asked_of_the_entry_just_shown_is_answered_from_its_text(kind: str) -> None:
    routed = await _after_eczema(found_part(kind, "eczema", question="要用激素药膏吗"))

    assert routed.reply.texts[0] == wording.MORE_ON.format(text="药膏先问医生。")
    assert routed.reply.citations[0].entry_id == "eczema"
    assert routed.state.last_question == "湿疹怎么办，要用激素药膏吗"


async def test_what_the_entry_just_shown_does_not_speak_of_is_said_so_and_the_next_best_offered() -> None:
    more = await _after_eczema(found_part("suggest", "eczema", "salt", question="会传染吗"))
    nothing = await _after_eczema(found_part("suggest", "eczema", question="会传染吗"))

    assert more.reply.texts == (wording.NOT_IN_DETAIL,)
    assert [choice.label for choice in more.reply.choices] == [SALT.title, "都不是", "详细说说"]
    assert more.state.offered == ("salt",)
    assert nothing.reply.texts == (wording.NOT_ANYWHERE,)


async def test_whether_to_see_a_doctor_is_answered_from_the_signs_of_the_entry_just_shown() -> None:
    entry = an_entry("eczema", see_doctor_if=("渗液结痂，24小时内看医生",))
    part = found_part("answer", "eczema", question="湿疹怎么办，要去医院吗")

    routed = await route(a_router(rasa=FakeRasa(part), entries=(entry,)), "那要去医院吗", SHOWN)

    assert "渗液结痂" in routed.reply.texts[0]


async def test_the_same_asked_again_is_answered_again() -> None:
    routed = await _after_eczema(found_part("answer", "eczema", question="宝宝湿疹怎么办呢"))

    assert routed.reply.texts[0] == "涂润肤霜。"
