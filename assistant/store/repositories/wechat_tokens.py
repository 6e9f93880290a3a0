"""The platform's access tokens."""

from datetime import datetime

from sqlalchemy import select, update

from assistant.store.statements import Statements
from assistant.store.wechat_records import TokenRow
from assistant.store.wechat_tables import wechat_tokens as table


class WeChatTokens:
    """One row for each account; one instance at a time renews it."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def get(self, app_id: str) -> TokenRow | None:
        """Return it, or None."""
        return await self._statements.first(select(table).where(table.c.app_id == app_id), TokenRow)

    async def claim(self, app_id: str, worker: str, now: datetime, until: datetime) -> bool:
        """Become the one who renews it; False while somebody else does."""
        insert = self._statements.insert(table).values(app_id=app_id)
        await self._statements.execute(insert.on_conflict_do_nothing(index_elements=["app_id"]))
        free = (table.c.refreshing_until.is_(None)) | (table.c.refreshing_until <= now)
        statement = update(table).where(table.c.app_id == app_id, free)
        return await self._statements.count(statement.values(refreshing_by=worker, refreshing_until=until)) > 0

    async def store(self, app_id: str, worker: str, token_sealed: bytes, expires_at: datetime) -> None:
        """Put a renewed one in place, unless the claim was lost meanwhile."""
        statement = update(table).where(table.c.app_id == app_id, table.c.refreshing_by == worker)
        await self._statements.execute(
            statement.values(
                token_sealed=token_sealed, expires_at=expires_at, refreshing_by=None, refreshing_until=None
            )
        )

    async def release(self, app_id: str, worker: str) -> None:
        """Let others renew it."""
        statement = update(table).where(table.c.app_id == app_id, table.c.refreshing_by == worker)
        await self._statements.execute(statement.values(refreshing_by=None, refreshing_until=None))
