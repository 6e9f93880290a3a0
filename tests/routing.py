"""A router on stand-ins, and messages for it."""

from datetime import datetime
from typing import Any

from assistant.dialogue.compose import Composer
from assistant.dialogue.routed import Routed
from assistant.dialogue.router import NO_TASKS, Router, Tasks
from assistant.domain.conversation import ConversationState
from assistant.domain.entry import Entry
from assistant.domain.measures import Reading
from assistant.domain.message import Card
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
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


def a_router(
    *,
    rasa: FakeRasa | None = None,
    triage: FakeTriage | None = None,
    retriever: FakeRetriever | None = None,
    entries: tuple[Entry, ...] = (SALT, SLEEP, FEVER),
    opening: Opening | None = None,
    tasks: Tasks = NO_TASKS,
) -> Router:
    """A router that finds salt, whatever is asked, unless it is told otherwise."""
    found = retriever or FakeRetriever(Outcome.ANSWER, "salt")
    answers = Answers(found, lambda: {entry.id: entry for entry in entries}, lambda: NOON, opening)
    composer = Composer(lambda entry: f"http://localhost/handbook/{entry.id}")
    return Router(triage or FakeTriage(), rasa or FakeRasa(), answers, composer, read_words, tasks)


def read_words(text: str, now: datetime) -> Reading:
    """The grammar alone, without the word lists."""
    return read(text, now)


async def route(
    router: Router,
    text: str | None = "能吃盐吗",
    state: ConversationState | None = None,
    handover: str = "none",
    **fields: Any,
) -> Routed:
    """Route one message of a conversation that has just begun, unless `state` says otherwise."""
    return await router.route(a_message(text, **fields), state or ConversationState(), handover)


def found_part(kind: str, *entry_ids: str, **more: Any) -> dict[str, Any]:
    """What an action hands over once it has looked something up."""
    return {"kind": kind, "entry_ids": list(entry_ids), "question": "能吃盐吗", **more}
