"""What a turn still knows of the one before it, on a real database."""

from datetime import timedelta

from assistant.dialogue.turn_memory import TOPIC_KEPT, state_of_today
from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from assistant.services.child_memory import ChildMemory
from assistant.services.private_values import PrivateValues
from assistant.store.database import Database
from tests.records import NOW, a_conversation

MEMORY = ChildMemory(PrivateValues(b"k" * 32), 365)
ASKED = ConversationState(
    age=Age(4),
    as_of=NOW.date(),
    last_question="四个月一天睡多久",
    last_entry_ids=("sleep",),
    offered=("sleep", "naps"),
    turned_down=("sleep",),
)


async def _after(silence: timedelta, database: Database) -> ConversationState:
    conversation = a_conversation("cv_1", state=ASKED.to_json())
    return await state_of_today(database.unit_of_work, MEMORY, conversation, NOW + silence)


async def test_a_question_is_gone_on_from_within_some_hours(database: Database) -> None:
    assert await _after(TOPIC_KEPT, database) == ASKED


async def test_after_some_hours_of_silence_nothing_is_gone_on_from_and_the_child_is_still_known(
    database: Database,
) -> None:
    state = await _after(TOPIC_KEPT + timedelta(minutes=1), database)

    assert (state.last_question, state.offered, state.turned_down) == ("", (), ())
    assert state.age == Age(4)
    assert state.last_entry_ids == ("sleep",)
