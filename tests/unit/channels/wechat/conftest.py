"""Fixtures of the official account's tests."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.channels.wechat import deliveries
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    empty_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_cluster,
)
from tests.wechat_service import Connected, connected

IN_SERVICE = {
    "deliveries.ACKNOWLEDGE_SECONDS": deliveries.ACKNOWLEDGE_SECONDS,
    "callback.ACKNOWLEDGE_SECONDS": deliveries.ACKNOWLEDGE_SECONDS,
    "deliveries.BUSY_SECONDS": deliveries.BUSY_SECONDS,
}


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:  # noqa: F811
    """Address of a migrated SQLite database without rows."""
    file = tmp_path / "assistant.db"
    shutil.copyfile(migrated_sqlite, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer may take this long before it is acknowledged: on a busy machine one that is due at once may be late."""
    for name in ("deliveries.ACKNOWLEDGE_SECONDS", "callback.ACKNOWLEDGE_SECONDS", "deliveries.BUSY_SECONDS"):
        monkeypatch.setattr(f"assistant.channels.wechat.{name}", 14.0)


@pytest.fixture
def as_in_service(monkeypatch: pytest.MonkeyPatch, patient: None) -> None:
    """The times that hold in service, where a test is about them."""
    for name, seconds in IN_SERVICE.items():
        monkeypatch.setattr(f"assistant.channels.wechat.{name}", seconds)


@pytest.fixture
async def account(database_url: str, tmp_path: Path, patient: None) -> AsyncIterator[Connected]:  # noqa: F811
    """A platform, a service and a phone, in safe mode, on each database in turn."""
    async with connected(database_url, tmp_path) as running:
        yield running
