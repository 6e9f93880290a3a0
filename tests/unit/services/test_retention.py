"""Deleting on time."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from assistant.domain.account import Operator, OperatorSession, Role
from assistant.errors import NotFound
from assistant.services import complaints
from assistant.services.private_values import PrivateValues
from assistant.services.retention import KeptDays, delete_expired
from assistant.store.console_records import UnansweredRecord
from assistant.store.database import Database
from tests.console_records import a_follow_up, a_suggestion
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

DAY = timedelta(days=1)
NOTHING = {
    "conversations": 0,
    "choices": 0,
    "items": 0,
    "answers": 0,
    "triage_log": 0,
    "private_values": 0,
    "child_facts": 0,
    "suggestions": 0,
    "unanswered": 0,
    "follow_ups": 0,
    "complaints": 0,
    "complaint_files": 0,
    "remembered_children": 0,
    "operator_sessions": 0,
    "outbox": 0,
    "audit": 0,
    "bookings": 0,
    "guardians": 0,
    "child_details": 0,
    "ledger": 0,
    "code_tries": 0,
}


async def test_conversations_go_ninety_days_after_their_last_use(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_old", last_seen_at=NOW - 90 * DAY - timedelta(seconds=1)))
        await uow.items.add(an_item(1, "cv_old", created_at=NOW - 91 * DAY))
        await uow.conversations.add(a_conversation("cv_edge", last_seen_at=NOW - 90 * DAY))
        await uow.commit()

    counts = await delete_expired(database.unit_of_work, NOW)

    assert counts == NOTHING | {"conversations": 1}
    async with database.unit_of_work() as uow:
        assert await uow.conversations.get("cv_old") is None
        assert await uow.items.list_after("cv_old", 0, 10) == []
        assert await uow.conversations.get("cv_edge") is not None


async def test_more_conversations_than_one_batch_go_in_one_run(database: Database) -> None:
    async with database.unit_of_work() as uow:
        for number in range(450):
            await uow.conversations.add(a_conversation(f"cv_{number}", last_seen_at=NOW - 100 * DAY))
        await uow.commit()

    assert (await delete_expired(database.unit_of_work, NOW))["conversations"] == 450


async def test_old_lines_of_a_conversation_that_goes_on_are_deleted(database: Database) -> None:
    old, new = NOW - 91 * DAY, NOW - DAY
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        for seq, at in ((1, old), (2, old), (3, new), (4, new)):
            await uow.items.add(an_item(seq, sender="caregiver" if seq % 2 else "assistant", created_at=at))
        await uow.answers.add(an_answer("a_old", seq=2, created_at=old))
        await uow.answers.add_feedback("a_old", True, "", old)
        await uow.answers.add(an_answer("a_new", seq=4, created_at=new))
        await uow.choices.add_many([a_choice("c_old", seq=2), a_choice("c_new", seq=4)])
        await uow.private_values.add(a_private_value("p_old", created_at=old))
        await uow.private_values.add(a_private_value("p_new", created_at=new))
        await uow.triage_log.add(a_triage_record(at=old))
        await uow.commit()

    counts = await delete_expired(database.unit_of_work, NOW)

    gone = {"choices": 1, "items": 2, "answers": 1, "triage_log": 1, "private_values": 1}
    assert counts == NOTHING | gone
    async with database.unit_of_work() as uow:
        assert [item.seq for item in await uow.items.list_after("cv_1", 0, 10)] == [3, 4]
        assert await uow.choices.get("c_old") is None
        assert await uow.choices.get("c_new") is not None
        assert await uow.answers.get_feedback("a_old") is None
        assert await uow.answers.get("a_new") is not None
        assert await uow.private_values.get("p_new") is not None


async def test_child_facts_go_when_the_conversation_is_over(database: Database) -> None:
    facts = {"age": [8, None, False, False]}
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_over", state=facts, renewable_until=NOW))
        await uow.items.add(an_item(1, "cv_over"))
        await uow.conversations.add(a_conversation("cv_on", state=facts, renewable_until=NOW + DAY))
        await uow.commit()

    counts = await delete_expired(database.unit_of_work, NOW)
    again = await delete_expired(database.unit_of_work, NOW)

    assert counts == NOTHING | {"child_facts": 1}
    assert again == NOTHING
    async with database.unit_of_work() as uow:
        over, on = await uow.conversations.get("cv_over"), await uow.conversations.get("cv_on")
        assert len(await uow.items.list_after("cv_over", 0, 10)) == 1
    assert over is not None
    assert over.state == {}
    assert on is not None
    assert on.state == facts


async def test_a_conversation_whose_deletion_was_asked_for_goes_with_the_next_run(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        await uow.conversations.mark_deleted("cv_1", NOW)
        await uow.commit()

    assert await delete_expired(database.unit_of_work, NOW) == NOTHING | {"conversations": 1}


async def test_logins_audit_rows_and_settled_messages_go_on_time_too(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.operators.add(Operator("op-1", "li", "hash", (Role.OPERATOR,), NOW))
        await uow.operator_sessions.add(OperatorSession("t1", "op-1", "c", NOW, NOW - DAY))
        await uow.operator_sessions.add(OperatorSession("t2", "op-1", "c", NOW + DAY, NOW))
        await uow.audit.add(at=NOW - 731 * DAY, actor="system", action="old", subject="s")
        await uow.audit.add(at=NOW - 729 * DAY, actor="system", action="young", subject="s")
        for key, state in (("sent", "sent"), ("dead", "dead"), ("waits", "waiting")):
            await uow.outbox.add(a_message(key, state=state, created_at=NOW - 31 * DAY))
        await uow.outbox.add(a_message("recent", state="sent", created_at=NOW - 29 * DAY))
        await uow.commit()

    counts = await delete_expired(database.unit_of_work, NOW)

    assert counts == NOTHING | {"operator_sessions": 1, "audit": 1, "outbox": 2}
    async with database.unit_of_work() as uow:
        assert await uow.operator_sessions.get("t2") is not None
        assert [record.action for record in await uow.audit.list(10)] == ["young"]
        assert await uow.outbox.by_dedupe_key("waits") is not None
        assert await uow.outbox.by_dedupe_key("recent") is not None


async def test_the_times_are_settings(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation(last_seen_at=NOW - 8 * DAY))
        await uow.audit.add(at=NOW - 8 * DAY, actor="system", action="old", subject="s")
        await uow.commit()

    counts = await delete_expired(database.unit_of_work, NOW, KeptDays(transcripts=7, audit=7))

    assert counts == NOTHING | {"conversations": 1, "audit": 1}


async def test_suggestions_questions_and_closed_call_backs_go_on_time(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        await uow.suggestions.add(a_suggestion("s_old", at=NOW - 91 * DAY))
        await uow.suggestions.add(a_suggestion("s_new"))
        await uow.unanswered.add(UnansweredRecord("cv_1", NOW - 91 * DAY, "widget", "旧问题"))
        await uow.follow_ups.add(a_follow_up("fu_done", state="done", closed_at=NOW - 31 * DAY))
        await uow.follow_ups.add(a_follow_up("fu_open", created_at=NOW - 200 * DAY))
        await uow.commit()

    counts = await delete_expired(database.unit_of_work, NOW)

    assert counts == NOTHING | {"suggestions": 1, "unanswered": 1, "follow_ups": 1}
    async with database.unit_of_work() as uow:
        assert await uow.follow_ups.get("fu_open") is not None


async def test_closed_complaints_go_with_steps_and_evidence_two_years_after_closing(database: Database) -> None:
    sealer, li = PrivateValues(b"k" * 32), Operator("op-li", "li", "hash", (Role.OPERATOR,), NOW)
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 100
    closings = {"old": NOW - 731 * DAY, "young": NOW - 729 * DAY, "open": None}
    async with database.unit_of_work() as uow:
        await uow.operators.add(li)
        await uow.commit()
    codes = {}
    for name, closed_at in closings.items():
        told = complaints.NewComplaint("report", name, "滨湖区", "老师把孩子关在门外")
        received = NOW - 800 * DAY
        codes[name] = await complaints.submit_complaint(
            database.unit_of_work, sealer, told, "caregiver", received, 15 * DAY
        )
        await complaints.add_evidence(database.unit_of_work, sealer, codes[name], "门口.png", png, received)
        rows = await complaints.list_complaints(database.unit_of_work, li)
        complaint_id = next(row.id for row in rows if row.institution == name)
        if closed_at is not None:
            await complaints.handle_complaint(
                *(database.unit_of_work, sealer, complaint_id, li),
                state="closed",
                note="",
                answer="已整改",
                now=closed_at,
            )

    counts = await delete_expired(database.unit_of_work, NOW)

    assert (counts["complaints"], counts["complaint_files"]) == (1, 1)
    rows = await complaints.list_complaints(database.unit_of_work, li)
    assert {row.institution for row in rows} == {"young", "open"}
    with pytest.raises(NotFound):
        await complaints.look_up_complaint(database.unit_of_work, codes["old"])
    async with database.unit_of_work() as uow:
        left = [
            (await uow.items._statements.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
            for table in ("complaint_files", "complaint_steps")
        ]
    assert left == [2, 5]
    sooner = await delete_expired(database.unit_of_work, NOW, KeptDays(complaints=30))
    assert (sooner["complaints"], sooner["complaint_files"]) == (1, 1)
