"""Answers with their feedback, and the choices issued with them."""

from collections.abc import Sequence
from datetime import datetime, timezone

from sqlalchemy import delete, exists, select

from assistant.store.records import AnswerRecord, ChoiceRecord, Feedback
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import answers, choices, feedback, items


class Answers:
    """Why each reply said what it said, and what people thought of it."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, answer: AnswerRecord) -> None:
        """Store a new one; raises Conflict when the id is taken, NotFound without its conversation."""
        await self._statements.execute(answers.insert().values(columns_of(answer)))

    async def get(self, answer_id: str) -> AnswerRecord | None:
        """Return it, or None."""
        return await self._statements.first(select(answers).where(answers.c.answer_id == answer_id), AnswerRecord)

    async def add_feedback(self, answer_id: str, helpful: bool, comment: str, at: datetime | None = None) -> None:
        """Store what a caregiver thinks, in place of what they thought before; raises NotFound.

        Args:
            answer_id: The answer it is about.
            helpful: Thumb up or down.
            comment: Already masked; may be empty.
            at: When it was said; now when None.
        """
        said = Feedback(answer_id, helpful, comment, at or datetime.now(timezone.utc))
        insert = self._statements.insert(feedback).values(columns_of(said))
        changed = columns_of(said, "answer_id")
        await self._statements.execute(insert.on_conflict_do_update(index_elements=["answer_id"], set_=changed))

    async def get_feedback(self, answer_id: str) -> Feedback | None:
        """Return the last feedback on an answer, or None."""
        return await self._statements.first(select(feedback).where(feedback.c.answer_id == answer_id), Feedback)

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove older ones with their feedback; return how many answers."""
        return await self._statements.count(delete(answers).where(answers.c.created_at < cutoff))


class Choices:
    """Meanings of buttons."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add_many(self, new: Sequence[ChoiceRecord]) -> None:
        """Store the buttons of one reply; none is fine."""
        if new:
            await self._statements.execute(choices.insert(), [columns_of(choice) for choice in new])

    async def get(self, choice_id: str) -> ChoiceRecord | None:
        """Return it, or None."""
        return await self._statements.first(select(choices).where(choices.c.choice_id == choice_id), ChoiceRecord)

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove those issued with older replies; to be called before the replies go. Return how many."""
        same_reply = (items.c.conversation_id == choices.c.conversation_id) & (items.c.seq == choices.c.seq)
        issued = exists().where(same_reply, items.c.created_at < cutoff)
        return await self._statements.count(delete(choices).where(issued))
