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
PATIENCE_SECONDS = 30


@pytest.fixture
async def sqlite(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Database]:
    """An open SQLite database; PostgreSQL lets many write at once and has no queue."""
    shutil.copyfile(migrated_sqlite, tmp_path / "assistant.db")
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'assistant.db'}")
    await database.open()
    yield database
    await database.close()


async def _write(database: Database, name: str, done: list[str]) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation(name))
        await uow.commit()
        done.append(name)


async def _hold(database: Database, is_writing: asyncio.Event) -> None:
    """Begin to write and never end."""
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_3"))
        is_writing.set()
        await asyncio.Event().wait()


async def test_who_asks_first_writes_first(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    names, done, running = [f"cv_{number}" for number in range(WRITERS)], [], []
    asked = _asking(monkeypatch)
    async with sqlite.unit_of_work() as first:
        await first.conversations.add(a_conversation("cv_first"))  # writes until all have asked
        for name in names:
            running.append(asyncio.create_task(_write(sqlite, name, done)))
            await asyncio.wait_for(asked.get(), PATIENCE_SECONDS)
        await first.commit()

    await asyncio.gather(*running)

    assert done == names


def _asking(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[None]:
    """One item for each writer that has asked for its turn since."""
    asked: asyncio.Queue[None] = asyncio.Queue()
    take_turn = write_queue.WriteQueue.take_turn

    async def noted(self: write_queue.WriteQueue) -> None:
        if self._lock.locked():
            asked.put_nowait(None)
        await take_turn(self)

    monkeypatch.setattr(write_queue.WriteQueue, "take_turn", noted)
    return asked


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


async def test_a_writer_that_fails_gives_up_and_is_cancelled_leaves_the_turn_to_the_next(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, done = _asking(monkeypatch), []
    await _write(sqlite, "cv_1", done)
    with pytest.raises(Conflict):
        await _write(sqlite, "cv_1", done)
    async with sqlite.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_2"))  # without a commit
    is_writing = asyncio.Event()
    holding = asyncio.create_task(_hold(sqlite, is_writing))
    await asyncio.wait_for(is_writing.wait(), PATIENCE_SECONDS)
    waiting = asyncio.create_task(_write(sqlite, "cv_4", done))
    await asyncio.wait_for(asked.get(), PATIENCE_SECONDS)
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
