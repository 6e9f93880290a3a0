"""What each repository promises, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from assistant.errors import Conflict, NotFound
from assistant.store.console_records import UnansweredRecord
from assistant.store.database import Database
from assistant.store.records import RememberedChildren
from assistant.store.tables import metadata
from tests.console_records import a_follow_up, a_handover, a_suggestion, an_alert
from tests.records import (
    NOW,
    a_choice,
    a_conversation,
    a_message,
    a_private_value,
    a_triage_record,
    an_answer,
    an_item,
)


async def fill(database: Database, conversation_id: str) -> None:
    """Give a conversation a row in every table that can hold one."""
    own = conversation_id
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation(own, last_seq=2))
        await uow.items.add(an_item(1, own, client_message_id=f"m-{own}", body_hash="h"))
        await uow.items.add(an_item(2, own, sender="assistant"))
        await uow.answers.add(an_answer(f"a_{own}", own))
        await uow.answers.add_feedback(f"a_{own}", True, "谢谢", NOW)
        await uow.choices.add_many([a_choice(f"c_{own}", own)])
        await uow.private_values.add(a_private_value(f"p_{own}", own))
        await uow.triage_log.add(a_triage_record(own))
        await uow.handovers.add(a_handover(f"ho_{own}", own))
        await uow.alerts.add(an_alert(own))
        await uow.follow_ups.add(a_follow_up(f"fu_{own}", conversation_id=own))
        await uow.suggestions.add(a_suggestion(f"s_{own}", conversation_id=own))
        await uow.unanswered.add(UnansweredRecord(own, NOW, "widget", "这个问题没有答案"))
        await uow.remembered_children.put(RememberedChildren(own, own, b"sealed", "v1", "好吗", NOW, NOW))
        await uow.outbox.add(a_message(f"d_{own}", recipient=f"to-{own}", conversation_id=own))
        await uow.commit()


async def everything(database: Database) -> dict[str, list[Any]]:
    """Every row of every table, as text."""
    async with database.unit_of_work() as uow:
        statements = uow.items._statements
        return {
            table.name: [repr(row) for row in await statements.execute(text(f'SELECT * FROM "{table.name}"'))]
            for table in metadata.sorted_tables
        }


async def test_deleting_a_conversation_leaves_no_row_of_it_in_any_table(database: Database) -> None:
    await fill(database, "cv_gone")
    await fill(database, "cv_kept")
    before = await everything(database)
    holding = {name for name, rows in before.items() if any("cv_gone" in row for row in rows)}
    # a booking outlives the transcript: its guardian's row is no child of the conversation, the outbox deletes it
    linked = [table for table in metadata.sorted_tables if "conversation_id" in table.c]
    children = {table.name for table in linked if table.c.conversation_id.foreign_keys}
    of_followers = {name for name in children if name.startswith("wechat_")}  # deleted in channels/wechat/test_privacy
    assert holding == (children - of_followers) | {"conversations", "feedback"}

    async with database.unit_of_work() as uow:
        assert await uow.conversations.delete("cv_gone")
        assert not await uow.conversations.delete("cv_gone")
        await uow.commit()

    after = await everything(database)
    assert [row for rows in after.values() for row in rows if "cv_gone" in row] == []
    assert {name for name, rows in after.items() if any("cv_kept" in row for row in rows)} == holding


async def test_a_hundred_parallel_turns_get_a_hundred_different_numbers(database: Database) -> None:
    await fill(database, "cv_1")

    async def reserve(count: int) -> list[int]:
        async with database.unit_of_work() as uow:
            first = await uow.conversations.next_seq("cv_1", count)
            await uow.commit()
        return list(range(first, first + count))

    reserved = await asyncio.gather(*(reserve(1 + number % 3) for number in range(100)))

    numbers = sorted(number for numbers in reserved for number in numbers)
    assert numbers == list(range(3, 3 + len(numbers)))


async def test_writing_to_a_conversation_that_is_gone_is_not_found(database: Database) -> None:
    async with database.unit_of_work() as uow:
        with pytest.raises(NotFound):
            await uow.conversations.next_seq("cv_1")
        with pytest.raises(NotFound):
            await uow.conversations.save_state("cv_1", {}, NOW)
        with pytest.raises(NotFound):
            await uow.conversations.set_token("cv_1", "hash", NOW)
        with pytest.raises(NotFound):
            await uow.answers.add_feedback("a_1", True, "")


async def test_a_conversation_keeps_what_is_changed(database: Database) -> None:
    later = NOW + timedelta(hours=2)
    await fill(database, "cv_1")
    async with database.unit_of_work() as uow:
        await uow.conversations.save_state("cv_1", {"district": "梁溪区", "age": [8, None, False, False]}, later)
        await uow.conversations.set_token("cv_1", "second", later)
        await uow.conversations.set_handover("cv_1", "waiting")
        await uow.commit()

    async with database.unit_of_work() as uow:
        conversation = await uow.conversations.get("cv_1")

    assert conversation == a_conversation(
        last_seq=2,
        state={"district": "梁溪区", "age": [8, None, False, False]},
        last_seen_at=later,
        token_hash="second",
        token_expires_at=later,
        handover="waiting",
    )


async def test_a_conversation_to_be_deleted_loses_credential_and_memory_at_once(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation(state={"age": [8]}))
        await uow.conversations.mark_deleted("cv_1", NOW)
        conversation = await uow.conversations.get("cv_1")

    assert conversation == a_conversation(deleted_at=NOW, token_hash="", state={})


async def test_items_come_in_order_and_after_a_number(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        for seq in (3, 1, 2):
            await uow.items.add(an_item(seq))

        assert [item.seq for item in await uow.items.list_after("cv_1", 1, 10)] == [2, 3]
        assert [item.seq for item in await uow.items.list_after("cv_1", 0, 2)] == [1, 2]
        assert await uow.items.list_after("cv_2", 0, 10) == []


async def test_a_client_message_id_counts_once_in_its_own_conversation(database: Database) -> None:
    first = an_item(1, client_message_id="m1", body_hash="h")
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_1"))
        await uow.conversations.add(a_conversation("cv_2"))
        await uow.items.add(first)
        await uow.items.add(an_item(1, "cv_2", client_message_id="m1"))
        await uow.commit()

        assert await uow.items.by_client_message_id("cv_1", "m1") == first
        assert await uow.items.by_client_message_id("cv_1", "m2") is None
        with pytest.raises(Conflict):
            await uow.items.add(an_item(2, client_message_id="m1"))


async def test_only_later_replies_of_the_assistant_are_counted(database: Database) -> None:
    senders = ["caregiver", "assistant", "caregiver", "assistant", "operator", "assistant"]
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        for seq, sender in enumerate(senders, start=1):
            await uow.items.add(an_item(seq, sender=sender))

        assert await uow.items.reply_count_after("cv_1", 2) == 2
        assert await uow.items.reply_count_after("cv_1", 6) == 0


async def test_the_last_feedback_on_an_answer_counts(database: Database) -> None:
    await fill(database, "cv_1")
    async with database.unit_of_work() as uow:
        await uow.answers.add_feedback("a_cv_1", False, "没有说多久", NOW + timedelta(minutes=1))
        await uow.commit()
        feedback = await uow.answers.get_feedback("a_cv_1")
        answer = await uow.answers.get("a_cv_1")

    assert feedback is not None
    assert (feedback.helpful, feedback.comment) == (False, "没有说多久")
    assert answer == an_answer("a_cv_1", "cv_1")


async def test_choices_are_found_by_their_id_alone(database: Database) -> None:
    several = [a_choice("c_1"), a_choice("c_2", label="1岁", value="12")]
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        await uow.choices.add_many(several)
        await uow.choices.add_many([])

        assert [await uow.choices.get(choice.choice_id) for choice in several] == several
        assert await uow.choices.get("c_3") is None


async def test_private_values_are_found_by_keyed_hash_and_go_with_their_conversation(database: Database) -> None:
    phone = a_private_value("p_1")
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_1"))
        await uow.conversations.add(a_conversation("cv_2"))
        await uow.private_values.add(phone)
        await uow.private_values.add(a_private_value("p_2", lookup_hash="other"))
        await uow.private_values.add(a_private_value("p_3", "cv_2", kind="name"))

        assert await uow.private_values.get("p_1") == phone
        assert [value.reference for value in await uow.private_values.find_by_hash("keyed-hash")] == ["p_1", "p_3"]
        assert await uow.private_values.find_by_hash("keyed-hash", "phone") == [phone]
        assert await uow.private_values.delete_for("cv_1") == 2
        assert [value.reference for value in await uow.private_values.find_by_hash("keyed-hash")] == ["p_3"]


async def test_triage_records_come_back_as_they_were_decided(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        await uow.triage_log.add(a_triage_record())
        found = await uow.triage_log.list_for("cv_1")

    assert [replace(record, id=0) for record in found] == [a_triage_record()]


async def test_chinese_is_stored_readably_so_that_a_search_for_it_finds_it(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation(state={"last_question": "咳嗽三天了"}))
        await uow.commit()

    assert any("咳嗽三天了" in row for row in await text_of_states(database))


async def text_of_states(database: Database) -> list[str]:
    async with database.unit_of_work() as uow:
        statement = text("SELECT CAST(state AS TEXT) FROM conversations")
        return list((await uow.items._statements.execute(statement)).scalars())
