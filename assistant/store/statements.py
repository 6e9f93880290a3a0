"""Running statements on one connection, and telling what went wrong in the product's own errors."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields
from typing import Any, ClassVar, Protocol, TypeVar

from sqlalchemy import CursorResult, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from assistant.errors import AssistantError, Conflict, NotFound, Unavailable

Insert = postgresql.Insert | sqlite.Insert


_OUTAGES = (
    *("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR"),
    *("08", "28", "3D", "53", "57"),  # no connection, no login, no such database, no resources, shutting down
)
"""Beginnings of SQLite's names and PostgreSQL's codes for faults of the database rather than of our statements."""


class Record(Protocol):
    """A dataclass whose fields bear the names of the columns."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


R = TypeVar("R", bound=Record)


class Statements:
    """Runs statements in one transaction and turns rows into records.

    Args:
        connection: Of the transaction.
        before_write: Awaited before each statement that writes.
    """

    def __init__(self, connection: AsyncConnection, before_write: Callable[[], Awaitable[None]]) -> None:
        self._connection = connection
        self._before_write = before_write

    async def execute(self, statement: Executable, parameters: Sequence[dict[str, Any]] = ()) -> CursorResult[Any]:
        """Run a statement, once or for each of `parameters`.

        Raises:
            Conflict: A unique key or a check speaks against it.
            NotFound: The row it hangs on does not exist (any more).
            InvalidInput: A text cannot be stored.
            Unavailable: The database cannot be reached or stays locked.
        """
        if not statement.is_select:
            await self._before_write()
        with own_errors():
            if parameters:
                return await self._connection.execute(statement, parameters)
            return await self._connection.execute(statement)

    async def first(self, statement: Executable, record: type[R]) -> R | None:
        """Return the first row as a record, or None."""
        row = (await self.execute(statement)).first()
        return None if row is None else record(**row._mapping)

    async def all(self, statement: Executable, record: type[R]) -> list[R]:
        """Return every row as a record."""
        return [record(**row._mapping) for row in await self.execute(statement)]

    async def count(self, statement: Executable) -> int:
        """Run an UPDATE or DELETE and return how many rows it touched."""
        return (await self.execute(statement)).rowcount

    async def must_touch(self, statement: Executable, what: str) -> None:
        """Run an UPDATE or DELETE of one row.

        Raises:
            NotFound: There is no such row; `what` names it for maintainers.
        """
        if await self.count(statement) == 0:
            raise NotFound(f"{what} does not exist or was deleted. Read it again before writing to it.")

    def insert(self, table: Table) -> Insert:
        """Return an INSERT that knows ON CONFLICT, which SQLAlchemy offers for each database apart."""
        on_sqlite = self._connection.dialect.name == "sqlite"
        return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def columns_of(record: Record, *but: str) -> dict[str, Any]:
    """Return a record's fields by name, without those named in `but`."""
    names = [field.name for field in fields(record) if field.name not in but]
    return {name: getattr(record, name) for name in names}


@contextmanager
def own_errors() -> Iterator[None]:
    """Raise the product's errors in place of the database driver's; mistakes in our SQL pass through."""
    try:
        yield
    except IntegrityError as error:
        if _is_foreign_key(error):
            raise NotFound("A row was written whose parent does not exist or was just deleted.") from error
        raise Conflict(f"The database refused a row: {_constraint(error)}.") from error
    except StatementError as error:
        if isinstance(error.orig, AssistantError):
            raise error.orig from error
        if _is_outage(error):
            raise Unavailable(
                f"The database does not answer ({_reason(error) or error.orig}). Is it running?"
            ) from error
        raise
    except (PoolTimeout, OSError) as error:
        raise Unavailable(
            f"No connection to the database ({type(error).__name__}). "
            "Is it running, is ASSISTANT_DATABASE_URL right, does something hold transactions open?"
        ) from error


def _is_foreign_key(error: IntegrityError) -> bool:
    return _reason(error) in ("SQLITE_CONSTRAINT_FOREIGNKEY", "23503")


def _constraint(error: IntegrityError) -> str:
    """Name what was broken, without the values, which may be personal."""
    name = getattr(getattr(error.orig, "__cause__", None), "constraint_name", None)
    return str(name or error.orig).splitlines()[0]


def _is_outage(error: StatementError) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return _reason(error).startswith(_OUTAGES)


def _reason(error: StatementError) -> str:
    """Return SQLite's name for an error or PostgreSQL's five characters, or nothing."""
    reason = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    return str(reason or "")
