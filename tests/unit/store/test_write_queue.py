"""Writers take turns in the order they asked, and nobody keeps a turn that is over."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.errors import Conflict, Unavailable
from assistant.store import write_queue
from assistant.store.database import Database
from tests.records import a_conversation

WRITERS = 12


@pytest.fixture
async def sqlite(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Database]:
    """An open SQLite database; PostgreSQL lets many write at once and has no queue."""
    shutil.copyfile(migrated_sqlite, tmp_path / "assistant.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    await database.open()
    yield database
    await database.close()


async def _write(database: Database, name: str, done: list[str], busy_seconds: float = 0.0) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation(name))
        await asyncio.sleep(busy_seconds)
        await uow.commit()
        done.append(name)


async def test_who_asks_first_writes_first(sqlite: Database) -> None:
    names, done, running = [f"cv_{number}" for number in range(WRITERS)], [], []
    for name in names:
        # The first writes until all have asked; between two of them there is time to open a connection.
        busy_seconds = 1.5 if name == names[0] else 0.0
        running.append(asyncio.create_task(_write(sqlite, name, done, busy_seconds)))
        await asyncio.sleep(0.1)

    await asyncio.gather(*running)

    assert done == names


async def test_after_its_commit_a_transaction_keeps_nobody_waiting(sqlite: Database) -> None:
    done: list[str] = []
    async with sqlite.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_1"))
        await uow.commit()

        await _write(sqlite, "cv_2", done)
        await uow.conversations.add(a_conversation("cv_3"))
        await uow.commit()

    async with sqlite.unit_of_work() as uow:
        assert [await uow.conversations.get(name) is not None for name in ("cv_1", "cv_2", "cv_3")] == [True] * 3


async def test_a_reader_waits_for_no_writer(sqlite: Database) -> None:
    async with sqlite.unit_of_work() as writing:
        await writing.conversations.add(a_conversation("cv_1"))

        async with sqlite.unit_of_work() as reading:
            assert await reading.conversations.get("cv_1") is None


async def test_a_writer_that_fails_gives_up_and_is_cancelled_leaves_the_turn_to_the_next(sqlite: Database) -> None:
    done: list[str] = []
    await _write(sqlite, "cv_1", done)
    with pytest.raises(Conflict):
        await _write(sqlite, "cv_1", done)
    async with sqlite.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_2"))  # without a commit
    holding = asyncio.create_task(_write(sqlite, "cv_3", done, busy_seconds=60))
    await asyncio.sleep(0.1)
    waiting = asyncio.create_task(_write(sqlite, "cv_4", done))
    await asyncio.sleep(0.1)
    waiting.cancel()
    holding.cancel()
    await asyncio.gather(holding, waiting, return_exceptions=True)

    await _write(sqlite, "cv_5", done)

    assert done == ["cv_1", "cv_5"]


async def test_a_turn_that_never_comes_ends_as_an_outage(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_queue, "MOST_SECONDS", 0.1)
    async with sqlite.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_1"))

        with pytest.raises(Unavailable, match="writing for"):
            await _write(sqlite, "cv_2", [])
        await uow.commit()

    await _write(sqlite, "cv_2", [])
