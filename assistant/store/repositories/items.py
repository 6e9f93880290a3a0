"""Lines of the transcripts."""

from datetime import datetime

from sqlalchemy import delete, func, select

from assistant.store.records import Item
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import items as table


class Items:
    """What was said, in order."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, item: Item) -> None:
        """Store a line; raises Conflict when its seq or its client_message_id is taken, NotFound without parent."""
        await self._statements.execute(table.insert().values(columns_of(item)))

    async def list_after(self, conversation_id: str, after_seq: int, limit: int) -> list[Item]:
        """Return up to `limit` lines with a higher seq, lowest first."""
        later = select(table).where(table.c.conversation_id == conversation_id, table.c.seq > after_seq)
        return await self._statements.all(later.order_by(table.c.seq).limit(limit), Item)

    async def by_client_message_id(self, conversation_id: str, client_message_id: str) -> Item | None:
        """Return the line that the client sent under this id, or None."""
        same_id = table.c.client_message_id == client_message_id
        return await self._statements.first(
            select(table).where(table.c.conversation_id == conversation_id, same_id), Item
        )

    async def reply_count_after(self, conversation_id: str, seq: int) -> int:
        """Return how many of the assistant's lines have a higher seq."""
        later = (table.c.conversation_id == conversation_id, table.c.seq > seq, table.c.sender == "assistant")
        return int((await self._statements.execute(select(func.count()).where(*later))).scalar_one())

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove older lines, also of conversations that go on; return how many."""
        return await self._statements.count(delete(table).where(table.c.created_at < cutoff))
