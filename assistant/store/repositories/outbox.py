"""Messages that wait to be sent."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.sql.elements import ColumnElement

from assistant.store.records import OutboxMessage
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import outbox as table


class Outbox:
    """The queue; a message is held by one worker at a time."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, message: OutboxMessage) -> bool:
        """Store it, whatever its id; False when its dedupe_key was taken, which leaves the first as it is."""
        insert = self._statements.insert(table).values(columns_of(message, "id"))
        return await self._statements.count(insert.on_conflict_do_nothing(index_elements=["dedupe_key"])) > 0

    async def by_dedupe_key(self, dedupe_key: str) -> OutboxMessage | None:
        """Return the message of this key, or None."""
        return await self._statements.first(select(table).where(table.c.dedupe_key == dedupe_key), OutboxMessage)

    async def due(
        self, kinds: Collection[str], now: datetime, limit: int, without: Collection[tuple[str, str]] = ()
    ) -> list[OutboxMessage]:
        """Return up to `limit` messages that could be claimed, those that have waited longest first.

        Those of a kind and recipient in `without` are left out.
        """
        others = tuple_(table.c.kind, table.c.recipient).not_in(list(without))
        found = select(table).where(table.c.kind.in_(kinds), _is_free(now), others)
        return await self._statements.all(
            found.order_by(table.c.next_attempt_at, table.c.id).limit(limit), OutboxMessage
        )

    async def claim(
        self, message: OutboxMessage, worker_id: str, now: datetime, until: datetime
    ) -> OutboxMessage | None:
        """Take a message for one attempt; None when another worker was faster."""
        statement = (
            update(table)
            .where(table.c.id == message.id, table.c.attempts == message.attempts, _is_free(now))
            .values(state="sending", attempts=message.attempts + 1, claimed_by=worker_id, claimed_until=until)
            .returning(*table.c)
        )
        return await self._statements.first(statement, OutboxMessage)

    async def mark_sent(self, message: OutboxMessage, at: datetime) -> bool:
        """Close a claimed message; False when the claim had lapsed and another worker has it."""
        return await self._settle(message, state="sent", sent_at=at, last_error="", last_reason="")

    async def retry_at(self, message: OutboxMessage, next_attempt_at: datetime, error: str, reason: str = "") -> bool:
        """Give a claimed message back for later; False when the claim had lapsed."""
        failed = {"last_error": error, "last_reason": reason}
        return await self._settle(message, state="waiting", next_attempt_at=next_attempt_at, **failed)

    async def bury(self, message: OutboxMessage, error: str, reason: str = "") -> bool:
        """Give up on a claimed message; False when the claim had lapsed."""
        return await self._settle(message, state="dead", last_error=error, last_reason=reason)

    async def of_conversation(self, conversation_id: str, kinds: Collection[str]) -> list[OutboxMessage]:
        """Return messages of these kinds that are deleted with the conversation, oldest first."""
        found = select(table).where(table.c.conversation_id == conversation_id, table.c.kind.in_(kinds))
        return await self._statements.all(found.order_by(table.c.id), OutboxMessage)

    async def dead(self, limit: int) -> list[OutboxMessage]:
        """Return up to `limit` messages that were given up, newest first."""
        found = select(table).where(table.c.state == "dead").order_by(table.c.id.desc()).limit(limit)
        return await self._statements.all(found, OutboxMessage)

    async def delete_settled(self, created_before: datetime) -> int:
        """Remove older messages that were sent or given up; return how many."""
        settled = table.c.state.in_(("sent", "dead"))
        return await self._statements.count(delete(table).where(settled, table.c.created_at < created_before))

    async def _settle(self, message: OutboxMessage, **values: Any) -> bool:
        held = (
            table.c.id == message.id,
            table.c.state == "sending",
            table.c.claimed_by == message.claimed_by,
            table.c.attempts == message.attempts,
        )
        statement = update(table).where(*held).values(claimed_by=None, claimed_until=None, **values)
        return await self._statements.count(statement) > 0


def _is_free(now: datetime) -> ColumnElement[bool]:
    waits = (table.c.state == "waiting") & (table.c.next_attempt_at <= now)
    lapsed = (table.c.state == "sending") & (table.c.claimed_until <= now)
    return waits | lapsed
