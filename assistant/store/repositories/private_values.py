"""Personal data, sealed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from assistant.store.records import PrivateValueRecord
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import private_values as table


class PrivateValueRows:
    """The one table that holds phone numbers, names and addresses, and only sealed."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, value: PrivateValueRecord) -> None:
        """Store a new one; raises Conflict when the reference is taken, NotFound without its conversation."""
        await self._statements.execute(table.insert().values(columns_of(value)))

    async def get(self, reference: str) -> PrivateValueRecord | None:
        """Return it, or None."""
        return await self._statements.first(select(table).where(table.c.reference == reference), PrivateValueRecord)

    async def find_by_hash(self, lookup_hash: str, kind: str | None = None) -> list[PrivateValueRecord]:
        """Return every one with this keyed hash, oldest first, of one kind or of all."""
        found = select(table).where(table.c.lookup_hash == lookup_hash)
        if kind is not None:
            found = found.where(table.c.kind == kind)
        return await self._statements.all(found.order_by(table.c.created_at, table.c.reference), PrivateValueRecord)

    async def delete_for(self, conversation_id: str) -> int:
        """Remove those of one conversation; return how many."""
        return await self._statements.count(delete(table).where(table.c.conversation_id == conversation_id))

    async def delete_these(self, conversation_id: str, references: Collection[str]) -> int:
        """Remove those of one conversation that have these references; return how many."""
        own = (table.c.conversation_id == conversation_id, table.c.reference.in_(references))
        return await self._statements.count(delete(table).where(*own))

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove older ones; return how many."""
        return await self._statements.count(delete(table).where(table.c.created_at < cutoff))
