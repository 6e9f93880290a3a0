"""Recoveries and denials that ask nothing, with the real rules."""

from pathlib import Path

from assistant.dialogue import wording
from assistant.dialogue.compose import Composer
from assistant.dialogue.routed import Routed
from assistant.dialogue.router import Router
from assistant.dialogue.triage import load_reader
from assistant.domain.conversation import ConversationState
from assistant.domain.urgency import Urgency
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from tests.builders import NOON, a_message
from tests.fakes import FakeRasa, FakeRetriever
from tests.routing import SALT, found_part, read_words

REAL_TRIAGE = load_reader(Path(__file__).parents[3] / "knowledge_base" / "triage")


async def _told(*texts: str, rasa: FakeRasa) -> list[Routed]:
    """Route texts one after the other with the real rules."""
    answers = Answers(FakeRetriever(Outcome.ANSWER, "salt"), lambda: {"salt": SALT}, lambda: NOON)
    router = Router(REAL_TRIAGE, rasa, answers, Composer(lambda entry: f"/{entry.id}"), read_words)
    state, told = ConversationState(), []
    for text in texts:
        told.append(await router.route(a_message(text), state, "none"))
        state = told[-1].state
    return told


async def test_a_recovery_that_asks_nothing_gets_the_standing_reminder_and_is_not_looked_up() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))

    alarm, told = await _told("宝宝两个月发烧38度3", "没事了退烧了", rasa=rasa)

    assert alarm.reply.urgency is told.reply.urgency is Urgency.HOSPITAL_NOW
    assert told.reply.texts[-1] == wording.BETTER_STILL_GO
    assert "马上带孩子去医院" in told.reply.texts[0]
    assert told.reply.citations == ()
    assert rasa.asked == []


async def test_a_recovery_from_what_needed_no_doctor_is_acknowledged_alone() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))

    _, told = await _told("两岁发烧38度2", "不烧了，精神挺好", rasa=rasa)

    assert told.reply.texts == (wording.BETTER,)
    assert len(rasa.asked) == 1


async def test_a_question_beside_the_recovery_is_a_question() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))

    _, asked = await _told("两岁发烧38度2", "退烧了还要吃药吗", rasa=rasa)

    assert rasa.asked[-1][0].endswith("退烧了还要吃药吗")
    assert asked.reply.citations


async def test_a_denial_that_asks_nothing_is_noted() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))

    _, told = await _told("两岁发烧38度2", "没有抽搐，精神也好", rasa=rasa)

    assert told.reply.texts == (wording.DENIAL_NOTED,)
    assert len(rasa.asked) == 1


async def test_a_recovery_out_of_the_blue_is_for_rasa() -> None:
    rasa = FakeRasa(found_part("answer", "salt"))

    await _told("退烧了", rasa=rasa)

    assert [text for text, _ in rasa.asked] == ["退烧了"]
