"""Fixtures of the official account's tests."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    empty_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_cluster,
)
from tests.wechat_service import Connected, connected


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:  # noqa: F811
    """Address of a migrated SQLite database without rows."""
    file = tmp_path / "assistant.db"
    shutil.copyfile(migrated_sqlite, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def account(database_url: str, tmp_path: Path) -> AsyncIterator[Connected]:  # noqa: F811
    """A platform, a service and a phone, in safe mode, on each database in turn."""
    async with connected(database_url, tmp_path) as running:
        yield running
