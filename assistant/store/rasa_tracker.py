"""Rasa's own tracker store, as far as this service must reach into it: to delete."""

from datetime import datetime

from sqlalchemy import event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

ASYNC_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class RasaTracker:
    """Deletes conversations from the tracker store.

    Args:
        url: Its SQLAlchemy address with the synchronous driver that Rasa uses.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self._engine: AsyncEngine = create_async_engine(
            address.set(drivername=ASYNC_DRIVERS[address.get_backend_name()])
        )
        if address.get_backend_name() == "sqlite":
            event.listen(self._engine.sync_engine, "connect", _overwrite_what_is_deleted)

    async def delete(self, conversation_id: str) -> None:
        """Delete what Rasa keeps of one conversation."""
        await self._run("DELETE FROM events WHERE sender_id = :value", conversation_id)

    async def delete_before(self, cutoff: datetime) -> None:
        """Delete events older than `cutoff`."""
        await self._run("DELETE FROM events WHERE timestamp < :value", cutoff.timestamp())

    async def close(self) -> None:
        """Give the connections back."""
        await self._engine.dispose()

    async def _run(self, statement: str, value: object) -> None:
        try:
            async with self._engine.begin() as connection:
                await connection.execute(text(statement), {"value": value})
        except (OperationalError, ProgrammingError) as error:
            # Rasa makes the table with its first conversation; before that there is nothing to delete.
            if "no such table" not in str(error) and "does not exist" not in str(error):
                raise


def _overwrite_what_is_deleted(connection: DBAPIConnection, _record: object) -> None:
    """SQLite leaves deleted rows in the file until their page is needed again, unless told to overwrite them."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
