"""Conversations."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from assistant.errors import NotFound
from assistant.store.records import Conversation, Handover
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import conversations as table


class Conversations:
    """Chats; what belongs to one is deleted with it."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, conversation: Conversation) -> None:
        """Store a new one; raises Conflict when the id is taken."""
        await self._statements.execute(table.insert().values(columns_of(conversation)))

    async def get(self, conversation_id: str) -> Conversation | None:
        """Return it, or None."""
        return await self._statements.first(select(table).where(table.c.id == conversation_id), Conversation)

    async def by_token_hash(self, token_hash: str) -> Conversation | None:
        """Return the one that this credential is for, expired or not, or None."""
        return await self._statements.first(select(table).where(table.c.token_hash == token_hash), Conversation)

    async def save_state(self, conversation_id: str, state: dict[str, Any], last_seen_at: datetime) -> None:
        """Replace what the assistant remembers; raises NotFound."""
        await self._update(conversation_id, state=state, last_seen_at=last_seen_at)

    async def set_token(self, conversation_id: str, token_hash: str, expires_at: datetime) -> None:
        """Replace the credential; raises NotFound."""
        await self._update(conversation_id, token_hash=token_hash, token_expires_at=expires_at)

    async def set_handover(self, conversation_id: str, value: Handover) -> None:
        """Say whether a person is wanted, on, or gone; raises NotFound, and Conflict for another word."""
        await self._update(conversation_id, handover=value)

    async def mark_deleted(self, conversation_id: str, at: datetime) -> None:
        """Take its credential and its memory away at once; retention removes the rest. Raises NotFound."""
        await self._update(conversation_id, deleted_at=at, token_hash="", state={})

    async def delete(self, conversation_id: str) -> bool:
        """Remove it with everything that belongs to it; False when it was gone already."""
        return await self._statements.count(delete(table).where(table.c.id == conversation_id)) > 0

    async def next_seq(self, conversation_id: str, count: int = 1) -> int:
        """Reserve `count` numbers for items and return the first; nobody else gets them.

        Raises:
            NotFound: The conversation does not exist.
        """
        statement = (
            update(table)
            .where(table.c.id == conversation_id)
            .values(last_seq=table.c.last_seq + count)
            .returning(table.c.last_seq)
        )
        last = (await self._statements.execute(statement)).scalar()
        if last is None:
            raise NotFound(f"Conversation {conversation_id!r} does not exist or was deleted.")
        return int(last) - count + 1

    async def renew(self, conversation_id: str, until: datetime, forget: bool) -> None:
        """Let it go on until then, with what the assistant remembers or without; raises NotFound."""
        await self._update(conversation_id, renewable_until=until, **({"state": {}} if forget else {}))

    async def clear_expired_facts(self, now: datetime) -> int:
        """Forget the child facts of conversations that are over; return how many had any."""
        over = table.c.renewable_until <= now
        remembers = cast(table.c.state, Text) != "{}"
        statement = update(table).where(over, remembers).values(state={})
        return await self._statements.count(statement)

    async def delete_expired(self, last_seen_before: datetime, limit: int) -> int:
        """Remove up to `limit` that nobody used since, or whose deletion was asked for; return how many."""
        expired: ColumnElement[bool] = (table.c.last_seen_at < last_seen_before) | table.c.deleted_at.is_not(None)
        some = select(table.c.id).where(expired).limit(limit)
        return await self._statements.count(delete(table).where(table.c.id.in_(some)))

    async def _update(self, conversation_id: str, **values: Any) -> None:
        statement = update(table).where(table.c.id == conversation_id).values(values)
        await self._statements.must_touch(statement, f"Conversation {conversation_id!r}")
