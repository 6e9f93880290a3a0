"""Children that are remembered beyond a conversation."""

from datetime import datetime

from sqlalchemy import delete, or_, select, update

from assistant.store.memory_tables import remembered_children as table
from assistant.store.records import RememberedChildren as Record
from assistant.store.statements import Statements, columns_of
from assistant.store.wechat_tables import wechat_followers


class RememberedChildren:
    """One row for each person who said yes."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def get(self, owner: str) -> Record | None:
        """Return what this person agreed to have remembered, or None."""
        return await self._statements.first(select(table).where(table.c.owner == owner), Record)

    async def put(self, record: Record) -> None:
        """Store it, in the place of what was remembered before."""
        values = columns_of(record)
        insert = self._statements.insert(table).values(values)
        await self._statements.execute(
            insert.on_conflict_do_update(index_elements=["owner"], set_={name: values[name] for name in values})
        )

    async def change(self, owner: str, sealed: bytes, now: datetime) -> bool:
        """Replace the facts and leave the consent as it was given; False when nothing is remembered (any more)."""
        changed = update(table).where(table.c.owner == owner).values(sealed=sealed, last_used_at=now)
        return await self._statements.count(changed) > 0

    async def delete(self, owner: str) -> bool:
        """Forget; False when nothing was remembered."""
        return await self._statements.count(delete(table).where(table.c.owner == owner)) > 0

    async def delete_of_conversation(self, conversation_id: str) -> bool:
        """Forget what is remembered of whoever holds this conversation, be it a follower or a visitor."""
        follower = select(wechat_followers.c.openid_hash).where(wechat_followers.c.conversation_id == conversation_id)
        theirs = or_(table.c.owner == conversation_id, table.c.owner.in_(follower))
        return await self._statements.count(delete(table).where(theirs)) > 0

    async def delete_before(self, cutoff: datetime) -> int:
        """Forget what nobody used since; return how many."""
        return await self._statements.count(delete(table).where(table.c.last_used_at < cutoff))
