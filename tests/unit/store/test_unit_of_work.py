"""Saving is asked for; forgetting is safe."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError

from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.store.database import Database
from tests.records import NOW, a_conversation, an_item


async def add_conversation(database: Database, conversation_id: str = "cv_1") -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation(conversation_id))
        await uow.commit()


async def exists(database: Database, conversation_id: str = "cv_1") -> bool:
    async with database.unit_of_work() as uow:
        return await uow.conversations.get(conversation_id) is not None


async def test_what_was_committed_is_there_afterwards(database: Database) -> None:
    await add_conversation(database)

    assert await exists(database)


async def test_what_was_not_committed_is_gone(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        assert await uow.conversations.get("cv_1") is not None

    assert not await exists(database)


async def test_an_exception_takes_everything_back(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.unit_of_work() as uow:
            await uow.conversations.add(a_conversation())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()

    assert not await exists(database)


async def test_what_follows_a_commit_needs_another_one(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_1"))
        await uow.commit()
        await uow.conversations.add(a_conversation("cv_2"))

    assert await exists(database, "cv_1")
    assert not await exists(database, "cv_2")


async def test_a_cancelled_task_saves_nothing_and_blocks_nobody(database: Database) -> None:
    written = asyncio.Event()

    async def write_and_hang() -> None:
        async with database.unit_of_work() as uow:
            await uow.conversations.add(a_conversation("cv_1"))
            written.set()
            await asyncio.sleep(3600)

    task = asyncio.create_task(write_and_hang())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    await add_conversation(database, "cv_2")
    assert not await exists(database, "cv_1")


async def test_a_unit_of_work_is_one_transaction_at_a_time(database: Database) -> None:
    uow = database.unit_of_work()
    with pytest.raises(RuntimeError, match="not open"):
        await uow.commit()
    async with uow:
        with pytest.raises(RuntimeError, match="open already"):
            await uow.__aenter__()


async def test_a_key_that_is_taken_is_a_conflict(database: Database) -> None:
    await add_conversation(database)

    with pytest.raises(Conflict) as caught:
        await add_conversation(database)

    assert "cv_1" not in str(caught.value)


async def test_a_row_without_its_parent_is_refused(database: Database) -> None:
    async with database.unit_of_work() as uow:
        with pytest.raises(NotFound):
            await uow.items.add(an_item(conversation_id="cv_unknown"))


async def test_a_word_that_a_column_does_not_know_is_a_conflict(database: Database) -> None:
    await add_conversation(database)
    async with database.unit_of_work() as uow:
        with pytest.raises(Conflict):
            await uow.conversations.set_handover("cv_1", "sometimes")  # type: ignore[arg-type]


async def test_a_naive_instant_is_refused(database: Database) -> None:
    async with database.unit_of_work() as uow:
        with pytest.raises(StatementError, match="naive"):
            await uow.conversations.add(a_conversation(created_at=datetime(2026, 3, 2, 9, 30)))  # noqa: DTZ001


async def test_an_error_quotes_nothing_of_what_people_wrote(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.choices._statements.execute(text("DROP TABLE choices"))  # taken back at the end
        with pytest.raises(DBAPIError) as caught:
            await uow.choices.get("what somebody wrote")

    assert "choices" in str(caught.value)
    assert "what somebody wrote" not in str(caught.value)


async def test_instants_come_back_aware_and_equal(database: Database) -> None:
    await add_conversation(database)

    async with database.unit_of_work() as uow:
        conversation = await uow.conversations.get("cv_1")

    assert conversation == a_conversation()
    assert conversation is not None
    assert conversation.created_at.tzinfo is not None
    assert conversation.created_at == NOW


@pytest.mark.parametrize("words", ["a\x00b", "half \ud83d"])
async def test_text_that_no_database_can_hold_is_the_callers_mistake(database: Database, words: str) -> None:
    async with database.unit_of_work() as uow:
        with pytest.raises(InvalidInput):
            await uow.conversations.get(words)


async def test_half_a_character_inside_json_is_the_callers_mistake(database: Database) -> None:
    async with database.unit_of_work() as uow:
        with pytest.raises(InvalidInput):
            await uow.conversations.add(a_conversation(state={"question": "\ud83d"}))


async def test_fifty_writers_that_read_first_all_get_their_turn(database: Database) -> None:
    await add_conversation(database)

    async def read_then_write(number: int) -> None:
        async with database.unit_of_work() as uow:
            assert await uow.conversations.get("cv_1") is not None
            seq = await uow.conversations.next_seq("cv_1")
            await uow.items.add(an_item(seq, body={"text": str(number)}))
            await uow.commit()

    await asyncio.gather(*(read_then_write(number) for number in range(50)))

    async with database.unit_of_work() as uow:
        items = await uow.items.list_after("cv_1", 0, 100)
    assert [item.seq for item in items] == list(range(1, 51))
    assert {item.body["text"] for item in items} == {str(number) for number in range(50)}


async def test_readers_go_on_while_somebody_writes(database: Database) -> None:
    await add_conversation(database)
    async with database.unit_of_work() as writer:
        await writer.conversations.set_handover("cv_1", "waiting")

        async with database.unit_of_work() as reader:
            seen = await reader.conversations.get("cv_1")

        await writer.commit()
    assert seen is not None
    assert seen.handover == "none"


async def test_a_transaction_sees_what_others_saved_before_its_next_statement(database: Database) -> None:
    await add_conversation(database)
    async with database.unit_of_work() as first:
        await first.conversations.get("cv_1")
        async with database.unit_of_work() as second:
            await second.conversations.set_handover("cv_1", "on")
            await second.commit()

        seen = await first.conversations.get("cv_1")
        await first.conversations.set_token("cv_1", "new", NOW)
        await first.commit()

    assert seen is not None
    assert seen.handover == "on"
