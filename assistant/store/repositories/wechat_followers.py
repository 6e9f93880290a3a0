"""Followers: who they are, what may be sent to them, who answers them now, and what waits for them."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from assistant.store.statements import Statements, columns_of
from assistant.store.wechat_records import Follower, KeptMessage
from assistant.store.wechat_tables import wechat_followers as table
from assistant.store.wechat_tables import wechat_kept as kept


class WeChatFollowers:
    """Followers of the official account."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def get(self, openid_hash: str) -> Follower | None:
        """Return the follower, or None."""
        return await self._statements.first(select(table).where(table.c.openid_hash == openid_hash), Follower)

    async def of_conversation(self, conversation_id: str) -> Follower | None:
        """Return whose conversation it is, or None."""
        found = select(table).where(table.c.conversation_id == conversation_id)
        return await self._statements.first(found, Follower)

    async def add_if_absent(self, follower: Follower) -> bool:
        """Store a new one; False when they are known already."""
        insert = self._statements.insert(table).values(columns_of(follower))
        return await self._statements.count(insert.on_conflict_do_nothing(index_elements=["openid_hash"])) > 0

    async def set_source(self, openid_hash: str, source: str) -> None:
        """Note by which code they came."""
        await self._statements.execute(update(table).where(table.c.openid_hash == openid_hash).values(source=source))

    async def grant_after_message(self, openid_hash: str, count: int, ends_at: datetime) -> None:
        """Begin the allowance that a message opens."""
        statement = update(table).where(table.c.openid_hash == openid_hash)
        await self._statements.execute(statement.values(message_left=count, message_ends_at=ends_at))

    async def grant_after_touch(self, openid_hash: str, count: int, ends_at: datetime) -> None:
        """Begin the allowance that a menu click, a follow or a scan opens."""
        statement = update(table).where(table.c.openid_hash == openid_hash)
        await self._statements.execute(statement.values(touch_left=count, touch_ends_at=ends_at))

    async def spend(self, openid_hash: str, now: datetime) -> bool:
        """Take one message from what is left, from the shorter allowance first; False when nothing is."""
        of_touch = (table.c.touch_left > 0) & (table.c.touch_ends_at > now)
        if await self._take(openid_hash, of_touch, touch_left=table.c.touch_left - 1):
            return True
        of_message = (table.c.message_left > 0) & (table.c.message_ends_at > now)
        return await self._take(openid_hash, of_message, message_left=table.c.message_left - 1)

    async def give_back(self, openid_hash: str, most: int) -> None:
        """Return one message that was certainly not sent."""
        below = table.c.message_left < most
        await self._take(openid_hash, below, message_left=table.c.message_left + 1)

    async def exhaust(self, openid_hash: str) -> None:
        """Note that the platform takes no more until the follower's next act."""
        statement = update(table).where(table.c.openid_hash == openid_hash)
        await self._statements.execute(statement.values(message_left=0, touch_left=0))

    async def occupy(self, openid_hash: str, worker: str, now: datetime, until: datetime) -> bool:
        """Become the one who answers them; False while somebody else does."""
        free = (table.c.busy_until.is_(None)) | (table.c.busy_until <= now)
        return await self._take(openid_hash, free, busy_by=worker, busy_until=until)

    async def release(self, openid_hash: str, worker: str) -> None:
        """Let others answer them."""
        await self._take(openid_hash, table.c.busy_by == worker, busy_by=None, busy_until=None)

    async def keep(self, message: KeptMessage) -> bool:
        """Keep a message for their next one; False when it is kept already."""
        insert = self._statements.insert(kept).values(columns_of(message, "id"))
        return await self._statements.count(insert.on_conflict_do_nothing(index_elements=["dedupe_key"])) > 0

    async def take_kept(self, conversation_id: str) -> list[KeptMessage]:
        """Return what waits for them, oldest first, and keep it no longer."""
        statement = delete(kept).where(kept.c.conversation_id == conversation_id).returning(*kept.c)
        return sorted(await self._statements.all(statement, KeptMessage), key=lambda message: message.id)

    async def kept_keys(self, conversation_id: str) -> frozenset[str]:
        """Return the names of what waits for their next message."""
        found = select(kept.c.dedupe_key).where(kept.c.conversation_id == conversation_id)
        return frozenset((await self._statements.execute(found)).scalars())

    async def _take(self, openid_hash: str, condition: ColumnElement[bool], **values: object) -> bool:
        statement = update(table).where(table.c.openid_hash == openid_hash, condition).values(values)
        return await self._statements.count(statement) > 0
