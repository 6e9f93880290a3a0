"""换一个 and 都不是: the next entries, each once, then a person."""

from itertools import pairwise

import pytest

from assistant.dialogue import wording
from assistant.dialogue.compose import Composer
from assistant.dialogue.others import wants_another
from assistant.dialogue.router import Router
from assistant.domain.conversation import ConversationState
from assistant.domain.entry import Entry
from assistant.domain.message import ChoiceMeaning
from assistant.language.reader import read
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from tests.builders import NOON, a_message, an_entry
from tests.fakes import FakeRasa, FakeRetriever, FakeTriage

ENTRIES = {name: an_entry(name, title=f"问题{name}") for name in ("a", "b", "c", "d", "e")}


def _router(rasa: FakeRasa, entries: dict[str, Entry] | None = None) -> Router:
    retriever = FakeRetriever(Outcome.ANSWER, *(entries or ENTRIES))
    answers = Answers(retriever, lambda: entries or ENTRIES, lambda: NOON)
    return Router(FakeTriage(), rasa, answers, Composer(lambda entry: f"/handbook/{entry.id}"), read)


def _found(kind: str, *entry_ids: str) -> FakeRasa:
    return FakeRasa({"kind": kind, "entry_ids": list(entry_ids), "question": "能吃盐吗"})


async def test_another_after_an_answer_offers_what_was_not_shown_yet_and_asks_no_rasa() -> None:
    rasa = _found("answer", "a")
    router = _router(rasa)
    answered = await router.route(a_message("能吃盐吗"), ConversationState(), "none")

    another = await router.route(a_message("换一个"), answered.state, "none")

    assert [choice.label for choice in another.reply.choices] == ["问题b", "问题c", "问题d", "都不是"]
    assert len(rasa.asked) == 1
    assert another.missed == "能吃盐吗"


async def test_none_of_these_goes_on_and_ends_with_a_person_in_other_words_each_time() -> None:
    router = _router(_found("suggest", "a", "b", "c"))
    asked = await router.route(a_message("能吃盐吗"), ConversationState(), "none")
    button = a_message(None, choice=ChoiceMeaning("none_of_these"))

    second = await router.route(a_message("都不是"), asked.state, "none")
    third = await router.route(button, second.state, "none")
    fourth = await router.route(button, third.state, "none")

    assert [choice.label for choice in second.reply.choices][:2] == ["问题d", "问题e"]
    assert third.reply.texts[0] in wording.NO_OTHERS
    said = [routed.reply.texts[0] for routed in (asked, second, third, fourth)]
    assert all(one != after for one, after in pairwise(said))


async def test_a_new_question_begins_anew() -> None:
    router = _router(_found("answer", "a"))
    answered = await router.route(a_message("能吃盐吗"), ConversationState(turned_down=("b", "c", "d")), "none")

    another = await router.route(a_message("不是这个"), answered.state, "none")

    assert [choice.meaning.value for choice in another.reply.choices[:3]] == ["b", "c", "d"]


@pytest.mark.parametrize("text", ["换一个", "不是这个", "换一条吧", "下一个", "这个不对，换一个", "还有别的答案吗"])
def test_many_words_ask_for_another(text: str) -> None:
    state = ConversationState(last_question="能吃盐吗", turned_down=("a",))

    assert wants_another(text, state, "")
    assert not wants_another(text, ConversationState(), "")


@pytest.mark.parametrize("text", ["换一个奶粉会拉肚子吗", "不是", "都不是", "换一家托班", "不是这个月打疫苗吗"])
def test_other_wishes_are_not_taken_for_it(text: str) -> None:
    state = ConversationState(last_question="能吃盐吗", turned_down=("a",))

    assert not wants_another(text, state, "")


async def test_a_typed_number_chooses_among_the_questions_that_were_offered() -> None:
    rasa = _found("suggest", "a", "b", "c")
    router = _router(rasa)
    asked = await router.route(a_message("能吃盐吗"), ConversationState(), "none")

    chosen = await router.route(a_message("第二个"), asked.state, "none")

    assert chosen.reply.citations[0].entry_id == "b"
    assert len(rasa.asked) == 1


async def test_a_number_later_chooses_nothing() -> None:
    rasa = _found("suggest", "a", "b", "c")
    router = _router(rasa)
    asked = await router.route(a_message("能吃盐吗"), ConversationState(), "none")
    rasa.answer = FakeRasa(texts=("不客气",)).answer
    between = await router.route(a_message("谢谢"), asked.state, "none")

    await router.route(a_message("2"), between.state, "none")

    assert rasa.asked[-1][0] == "2"
