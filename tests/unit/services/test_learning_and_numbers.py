"""What use teaches, the day's numbers, call-backs."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.domain.account import Operator, Role
from assistant.errors import Conflict, InvalidInput, NotFound
from assistant.services.conversations import FORGET_IN_RASA
from assistant.services.follow_ups import (
    FollowUpChange,
    change_follow_up,
    list_follow_ups,
    new_follow_up,
    plan_follow_up,
    show_phone,
)
from assistant.services.learning import (
    decide_draft,
    edited_entries,
    group_alike,
    list_drafts,
    propose_draft,
    unanswered_questions,
)
from assistant.services.numbers import day_numbers
from assistant.services.private_values import PrivateValues
from assistant.store.console_records import UnansweredRecord
from assistant.store.database import Database
from assistant.store.records import OutboxMessage
from tests.builders import an_entry
from tests.console_records import a_handover, a_suggestion
from tests.records import NOW, a_conversation, a_triage_record, an_answer, an_item

DAY = timedelta(days=1)
WEEK = (NOW - 3 * DAY, NOW + 3 * DAY)
LI = Operator("op_1", "li", "hash", (Role.OPERATOR,), NOW)
SEALER = PrivateValues(b"k" * 32)


async def by_first_letter(texts: Sequence[str]) -> NDArray[np.float32]:
    """Questions with one beginning are alike, all others are not."""
    letters = sorted({text[0] for text in texts})
    return np.array([[float(text[0] == letter) for letter in letters] for text in texts], np.float32)


async def test_questions_that_mean_the_same_are_counted_together(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        for question in ("甲问题", "甲又问", "乙问题"):
            await uow.unanswered.add(UnansweredRecord("cv_1", NOW, "widget", question))
        await uow.unanswered.add(UnansweredRecord("cv_1", NOW - 8 * DAY, "widget", "甲太早"))
        await uow.suggestions.add(a_suggestion("s_1", question="甲在电话里", action="rejected"))
        await uow.suggestions.add(a_suggestion("s_2", question="丙有答案", action="taken"))
        await uow.commit()

    first, second = await unanswered_questions(database.unit_of_work, by_first_letter, *WEEK)

    assert (first.count, first.by_telephone) == (3, 1)
    assert set(first.examples) == {"甲问题", "甲又问", "甲在电话里"}
    assert second.examples == ("乙问题",)


async def test_a_sentence_still_being_typed_counts_once(database: Database) -> None:
    async with database.unit_of_work() as uow:
        for seconds, question in enumerate(("外", "外星", "外星人吃什么")):
            at = NOW + timedelta(seconds=seconds)
            await uow.suggestions.add(a_suggestion(f"s_{seconds}", question=question, outcome="not_found", at=at))
        await uow.commit()

    (cluster,) = await unanswered_questions(database.unit_of_work, by_first_letter, *WEEK)

    assert cluster.examples == ("外星人吃什么",)


def test_every_question_is_in_one_group() -> None:
    rows = np.array([[1, 0], [0.99, 0.14], [0, 1], [0.95, 0.31]], np.float32)

    groups = group_alike(rows / np.linalg.norm(rows, axis=1, keepdims=True), 0.9)

    assert sorted(row for group in groups for row in group) == [0, 1, 2, 3]
    assert len(groups) == 2


async def test_entries_that_operators_keep_editing_come_first_with_their_wording(database: Database) -> None:
    async with database.unit_of_work() as uow:
        for number, (entry_id, action) in enumerate(
            [("fever", "edited"), ("fever", "edited"), ("salt", "edited"), ("salt", "taken"), ("sleep", "taken")]
        ):
            await uow.suggestions.add(a_suggestion(f"s_{number}", action=action, entry_id=entry_id, text="改成这样"))
        await uow.commit()

    uses = await edited_entries(database.unit_of_work, *WEEK)

    assert [(use.entry_id, use.edited, use.taken) for use in uses] == [("fever", 2, 0), ("salt", 1, 1)]
    assert uses[0].examples == ("改成这样", "改成这样")


async def test_a_suggestion_is_decided_by_who_saw_it(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.suggestions.add(a_suggestion())
        assert not await uow.suggestions.decide("s_1", "op_other", "taken", "fever", "", NOW)
        assert await uow.suggestions.decide("s_1", "op_1", "taken", "fever", "", NOW)


async def test_a_draft_is_decided_once(database: Database) -> None:
    draft = await propose_draft(database.unit_of_work, "能吃盐吗", "salt", "一岁前不加盐", LI, NOW)

    tries = (decide_draft(database.unit_of_work, draft.id, accepted, "", LI, NOW) for accepted in (True, False))
    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    (stored,) = await list_drafts(database.unit_of_work)
    assert stored.state in ("accepted", "rejected")


async def test_the_days_numbers_name_what_could_not_be_delivered(database: Database) -> None:
    async with database.unit_of_work() as uow:
        for number, (kind, state) in enumerate(
            [
                ("wechat_message", "dead"),
                ("wechat_message", "sent"),
                ("operator_words", "dead"),
                (FORGET_IN_RASA, "dead"),
            ]
        ):
            await uow.outbox.add(OutboxMessage(0, kind, "r", {}, f"k{number}", state, 8, NOW, NOW))
        await uow.commit()

    found = await day_numbers(database.unit_of_work, dict, NOW.date())

    assert found.undelivered == {"operator_words": 1, "wechat_message": 1}
    assert ("undelivered", "wechat_message", 1.0) in found.rows()


async def test_the_days_numbers_count_that_day_alone(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        await uow.items.add(an_item(1))
        await uow.items.add(an_item(2, sender="assistant"))
        await uow.items.add(an_item(3, created_at=NOW - DAY))
        await uow.answers.add(an_answer(entry_ids=["salt"]))
        await uow.answers.add_feedback("a_1", True, "", NOW)
        await uow.unanswered.add(UnansweredRecord("cv_1", NOW, "widget", "外星人吃什么"))
        await uow.triage_log.add(a_triage_record())
        await uow.handovers.add(a_handover(taken_at=NOW + timedelta(seconds=90)))
        await uow.suggestions.add(a_suggestion(action="taken"))
        await uow.commit()

    found = await day_numbers(database.unit_of_work, lambda: {"salt": an_entry("salt")}, NOW.date())
    before = await day_numbers(database.unit_of_work, dict, NOW.date() - DAY)

    assert found.messages == {"widget": 1}
    assert found.topics == {"solids": 1}
    assert found.answered_share == 0.5
    assert (found.handovers, found.wait_seconds_median) == (1, 90)
    assert found.red_flags == {"call120": 1}
    assert found.top_entries == (("salt", "salt的问题", 1),)
    assert found.satisfaction == 1
    assert ("messages", "widget", 1.0) in found.rows()
    assert before.messages == {"widget": 1}
    assert (before.answered_share, before.satisfaction) == (None, None)


async def test_a_call_back_keeps_a_number_only_with_consent_and_shows_it_only_while_open(database: Database) -> None:
    with pytest.raises(InvalidInput):
        new_follow_up(subject="回电", due_at=NOW + DAY, operator=LI, now=NOW, phone="13812345678", sealer=SEALER)
    plan = new_follow_up(
        subject="回电", due_at=NOW + DAY, operator=LI, now=NOW, phone="13812345678", consent=True, sealer=SEALER
    )
    await plan_follow_up(database.unit_of_work, plan, LI, NOW)

    assert b"13812345678" not in (plan.phone_sealed or b"")
    assert await show_phone(database.unit_of_work, SEALER, plan.id, LI, "按约回电", NOW) == "13812345678"
    done = FollowUpChange(note="已回电", state="done", result="解答了")
    changed = await change_follow_up(database.unit_of_work, plan.id, done, LI, NOW)
    assert (changed.follow_up.state, changed.notes[0].text) == ("done", "已回电")
    with pytest.raises(NotFound):
        await show_phone(database.unit_of_work, SEALER, plan.id, LI, "按约回电", NOW)


async def test_a_change_to_a_closed_call_back_leaves_nothing_behind(database: Database) -> None:
    plan = new_follow_up(subject="回访", due_at=NOW + DAY, operator=LI, now=NOW)
    await plan_follow_up(database.unit_of_work, plan, LI, NOW)
    await change_follow_up(database.unit_of_work, plan.id, FollowUpChange(state="cancelled"), LI, NOW)

    with pytest.raises(Conflict):
        await change_follow_up(database.unit_of_work, plan.id, FollowUpChange(note="迟到", state="done"), LI, NOW)

    (stored,) = await list_follow_ups(database.unit_of_work)
    assert (stored.follow_up.state, stored.notes) == ("cancelled", ())
