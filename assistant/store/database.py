"""The connection to the database: opened at start, closed at the end."""

import asyncio
from typing import Any

from sqlalchemy import URL, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from assistant.errors import Unavailable
from assistant.store.address import checked_url, is_sqlite, make_folder
from assistant.store.migrate import migrate
from assistant.store.statements import own_errors
from assistant.store.types import to_json
from assistant.store.unit_of_work import SqlUnitOfWork
from assistant.store.write_queue import WriteQueue

_SQLITE_PRAGMAS = (
    "busy_timeout=5000",  # first: the others may have to wait
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",  # what a parent deletes must not stay readable in free pages
)


class Database:
    """One SQLite file or one PostgreSQL database."""

    def __init__(self, url: str) -> None:
        """Remember the address; nothing is opened yet.

        Args:
            url: `sqlite+aiosqlite:///var/assistant.db` or `postgresql+asyncpg://user:password@host/name`.

        Raises:
            ConfigurationError: The address has another form.
        """
        self._url = checked_url(url)
        self._engine: AsyncEngine | None = None
        self._write_queue: WriteQueue | None = None

    async def open(self) -> None:
        """Make the connection pool; for SQLite the folder too, readable by its owner alone.

        Raises:
            Unavailable: The database does not answer.
        """
        if self._engine is None:
            await asyncio.to_thread(make_folder, self._url)
            self._engine = _make_engine(self._url)
            self._write_queue = WriteQueue() if is_sqlite(self._url) else None
        await self.ping()

    async def close(self) -> None:
        """Close every connection; harmless when none is open."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()

    async def ping(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            Unavailable: It gives none.
        """
        with own_errors():
            async with self._open_engine().connect() as connection:
                await connection.execute(text("SELECT 1"))

    async def upgrade(self) -> None:
        """Bring the tables to this version's shape; several instances may do so at once."""
        await migrate(self._url.render_as_string(hide_password=False))

    async def scrub(self) -> None:
        """Remove what deleted rows left in SQLite's write-ahead log; PostgreSQL's vacuum needs no help."""
        if is_sqlite(self._url):
            with own_errors():
                async with self._open_engine().connect() as connection:
                    await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    def unit_of_work(self) -> SqlUnitOfWork:
        """Return a new transaction, to be entered with `async with`."""
        return SqlUnitOfWork(self._open_engine(), self._write_queue)

    def _open_engine(self) -> AsyncEngine:
        if self._engine is None:
            raise Unavailable("The database is not open. Await Database.open() at start, before the first call.")
        return self._engine


def _make_engine(url: URL) -> AsyncEngine:
    # Parameters stay out of error texts: they hold what parents wrote.
    engine = create_async_engine(url, json_serializer=to_json, hide_parameters=True, pool_pre_ping=not is_sqlite(url))
    if is_sqlite(url):
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "before_cursor_execute", _lock_before_first_write)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _lock_before_first_write(connection: Any, cursor: DBAPICursor, statement: str, *_rest: object) -> None:
    """Take SQLite's write lock when a transaction first writes.

    A transaction that begins by reading and then writes fails at once when another one wrote in between, without
    waiting for its turn. So reads before the first write run by themselves, as they do on PostgreSQL.
    """
    reads = statement.lstrip()[:6].upper() in ("SELECT", "PRAGMA")
    if not reads and not connection.connection.driver_connection.in_transaction:
        cursor.execute("BEGIN IMMEDIATE")
