"""Fixtures of the tests that drive the API; the services below it are tested on both databases."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.store.database import Database
from tests.databases import migrated_sqlite  # noqa: F401 - fixtures are found by name


@pytest.fixture
async def database(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[Database]:  # noqa: F811
    """An open, migrated SQLite database without rows."""
    shutil.copyfile(migrated_sqlite, tmp_path / "assistant.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    await database.open()
    yield database
    await database.close()
