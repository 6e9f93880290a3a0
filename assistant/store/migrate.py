"""Bringing a database to the current shape.

A new step is a module in `migrations/versions/` that names its predecessor in `down_revision`; a test compares the
result with `tables.py` on both databases.
"""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from assistant.errors import ConfigurationError
from assistant.store.address import checked_url, is_sqlite, make_folder
from assistant.store.statements import own_errors

_FOLDER = Path(__file__).resolve().parent / "migrations"

_WAIT_SECONDS = 60
"""How long an instance waits while another one migrates."""

_LOCK_NUMBER = 7_061_904_311
"""Any number that no other program takes as its PostgreSQL advisory lock."""


async def migrate(url: str) -> None:
    """Run every step that the database has not seen, in one transaction that other instances wait for.

    Args:
        url: As `Database` takes it.

    Raises:
        ConfigurationError: The database was written by a newer version.
        Unavailable: The database does not answer.
    """
    address = checked_url(url)
    on_sqlite = is_sqlite(address)
    options = {"isolation_level": None, "timeout": _WAIT_SECONDS} if on_sqlite else {}
    await asyncio.to_thread(make_folder, address)
    # A connection of its own: on SQLite foreign keys must be off while a table is rebuilt, or children are deleted.
    engine = create_async_engine(address, poolclass=NullPool, connect_args=options)
    lock = "BEGIN IMMEDIATE" if on_sqlite else f"SELECT pg_advisory_xact_lock({_LOCK_NUMBER})"
    try:
        with own_errors():
            async with engine.connect() as connection:
                await connection.exec_driver_sql(lock)
                await connection.run_sync(_upgrade)
                await connection.commit()
    finally:
        await engine.dispose()


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for one open connection."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> None:
    try:
        command.upgrade(alembic_config(connection), "head")
    except CommandError as error:
        raise ConfigurationError(
            f"The database cannot be migrated: {error}. "
            "Was it written by a newer version? Then start that one, or restore the backup from before."
        ) from error
