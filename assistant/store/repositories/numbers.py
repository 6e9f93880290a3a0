"""Counting what happened, for the supervisor."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import distinct, func, select

from assistant.store.console_tables import suggestions, unanswered
from assistant.store.statements import Statements
from assistant.store.tables import answers, conversations, feedback, items, outbox, triage_log


class Numbers:
    """Counts over [since, until)."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def messages_by_channel(self, since: datetime, until: datetime) -> list[tuple[str, int, int]]:
        """Return channel, messages of caregivers, conversations."""
        counted = (
            select(conversations.c.channel, func.count(), func.count(distinct(conversations.c.id)))
            .join(items, items.c.conversation_id == conversations.c.id)
            .where(items.c.sender == "caregiver", items.c.created_at >= since, items.c.created_at < until)
            .group_by(conversations.c.channel)
            .order_by(conversations.c.channel)
        )
        return [(str(row[0]), int(row[1]), int(row[2])) for row in await self._rows(counted)]

    async def answered_entries(self, since: datetime, until: datetime) -> list[list[str]]:
        """Return the entries behind each answer that had any."""
        found = select(answers.c.entry_ids).where(answers.c.created_at >= since, answers.c.created_at < until)
        return [list(row[0]) for row in await self._rows(found) if row[0]]

    async def red_flags(self, since: datetime, until: datetime) -> list[tuple[str, int]]:
        """Return level, messages."""
        counted = (
            select(triage_log.c.urgency, func.count())
            .where(triage_log.c.at >= since, triage_log.c.at < until)
            .group_by(triage_log.c.urgency)
        )
        return [(str(row[0]), int(row[1])) for row in await self._rows(counted)]

    async def feedback(self, since: datetime, until: datetime) -> tuple[int, int]:
        """Return how many answers helped, and how many did not."""
        counted = (
            select(feedback.c.helpful, func.count())
            .where(feedback.c.created_at >= since, feedback.c.created_at < until)
            .group_by(feedback.c.helpful)
        )
        found = {bool(row[0]): int(row[1]) for row in await self._rows(counted)}
        return found.get(True, 0), found.get(False, 0)

    async def unanswered(self, since: datetime, until: datetime) -> int:
        """Return how many questions found no good answer."""
        counted = select(func.count()).select_from(unanswered)
        rows = await self._rows(counted.where(unanswered.c.at >= since, unanswered.c.at < until))
        return int(rows[0][0])

    async def suggestions(self, since: datetime, until: datetime) -> list[tuple[str, int]]:
        """Return what became of suggestions, how many."""
        counted = (
            select(suggestions.c.action, func.count())
            .where(suggestions.c.at >= since, suggestions.c.at < until)
            .group_by(suggestions.c.action)
        )
        return [(str(row[0]), int(row[1])) for row in await self._rows(counted)]

    async def undelivered(self, since: datetime, until: datetime) -> list[tuple[str, int]]:
        """Return kind, messages that were given up, of those written in the span."""
        counted = (
            select(outbox.c.kind, func.count())
            .where(outbox.c.state == "dead", outbox.c.created_at >= since, outbox.c.created_at < until)
            .group_by(outbox.c.kind)
            .order_by(outbox.c.kind)
        )
        return [(str(row[0]), int(row[1])) for row in await self._rows(counted)]

    async def _rows(self, statement: Any) -> Sequence[Any]:
        return (await self._statements.execute(statement)).all()
