"""Asking for a person, taking, giving back: on both databases."""

import asyncio
from datetime import datetime, timedelta

import pytest

from assistant.domain.account import Operator, Role
from assistant.domain.handover import (
    ABANDONED_AFTER,
    DeskState,
    DutyHours,
    Handover,
    HandoverState,
    Reason,
    WrapUp,
)
from assistant.domain.urgency import Urgency
from assistant.errors import Conflict, NotFound
from assistant.services import handover as handovers
from assistant.store.database import Database
from tests.records import NOW, a_conversation

ALWAYS = DutyHours()
MINUTE = timedelta(minutes=1)


async def an_operator(database: Database, name: str) -> Operator:
    operator = Operator(f"op_{name}", name, "hash", (Role.OPERATOR,), NOW)
    async with database.unit_of_work() as uow:
        await uow.operators.add(operator)
        await uow.commit()
    return operator


async def a_request(database: Database, conversation_id: str = "cv_1") -> Handover:
    conversation = a_conversation(conversation_id)
    async with database.unit_of_work() as uow:
        await uow.conversations.add(conversation)
        await handovers.request_person(uow, conversation, Reason.ASKED, Urgency.NONE, {"questions": ["人工"]}, NOW)
        await uow.commit()
        found = await uow.handovers.latest_of(conversation_id)
    assert found is not None
    return found


async def state_of(database: Database, conversation_id: str = "cv_1") -> str:
    async with database.unit_of_work() as uow:
        conversation = await uow.conversations.get(conversation_id)
    assert conversation is not None
    return conversation.handover


async def test_ten_operators_who_reach_for_one_conversation_get_it_once(database: Database) -> None:
    waiting = await a_request(database)
    operators = [await an_operator(database, f"o{number}") for number in range(10)]

    tries = (handovers.take(database.unit_of_work, waiting.id, operator, NOW) for operator in operators)
    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    won = [outcome for outcome in outcomes if isinstance(outcome, Handover)]
    assert len(won) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 9
    assert await state_of(database) == "on"
    open_now = await handovers.inbox(database.unit_of_work)
    assert [one.operator_id for one in open_now] == [won[0].operator_id]


async def test_a_conversation_waits_once_however_often_a_person_is_asked_for(database: Database) -> None:
    await a_request(database)

    async def again() -> bool:
        async with database.unit_of_work() as uow:
            asked = await handovers.request_person(uow, a_conversation(), Reason.FRUSTRATED, Urgency.NONE, {}, NOW)
            await uow.commit()
        return asked

    assert await asyncio.gather(again(), again(), again()) == [False, False, False]
    assert len(await handovers.inbox(database.unit_of_work)) == 1


async def test_taking_it_again_changes_nothing_for_the_one_who_has_it(database: Database) -> None:
    waiting, li = await a_request(database), await an_operator(database, "li")
    first = await handovers.take(database.unit_of_work, waiting.id, li, NOW)

    assert await handovers.take(database.unit_of_work, waiting.id, li, NOW + MINUTE) == first


async def test_given_back_the_assistant_answers_again_and_a_person_can_be_asked_for_anew(database: Database) -> None:
    waiting, li = await a_request(database), await an_operator(database, "li")
    await handovers.take(database.unit_of_work, waiting.id, li, NOW)

    closed = await handovers.close(database.unit_of_work, waiting.id, li, WrapUp.GIVEN_BACK, NOW + MINUTE)

    assert (closed.state, closed.wrap_up) == (HandoverState.CLOSED, "given_back")
    assert await state_of(database) == "closed"
    async with database.unit_of_work() as uow:
        assert await handovers.request_person(uow, a_conversation(), Reason.ASKED, Urgency.NONE, {}, NOW + 2 * MINUTE)


async def test_only_the_one_who_has_it_closes_it(database: Database) -> None:
    waiting = await a_request(database)
    li, wang = await an_operator(database, "li"), await an_operator(database, "wang")
    await handovers.take(database.unit_of_work, waiting.id, li, NOW)

    with pytest.raises(Conflict):
        await handovers.close(database.unit_of_work, waiting.id, wang, WrapUp.ANSWERED, NOW)
    with pytest.raises(NotFound):
        await handovers.close(database.unit_of_work, "ho_other", wang, WrapUp.ANSWERED, NOW)

    assert await state_of(database) == "on"


async def test_nobody_on_duty_hours_and_a_full_queue_close_the_desk(database: Database) -> None:
    li = await an_operator(database, "li")
    look = handovers.look_at_desk
    assert (await look(database.unit_of_work, ALWAYS, 5, NOW)).state is DeskState.NOBODY

    await handovers.give_sign_of_life(database.unit_of_work, li.id, NOW)

    assert (await look(database.unit_of_work, ALWAYS, 5, NOW)).state is DeskState.OPEN
    assert (await look(database.unit_of_work, DutyHours.parse("1-7 20:00-22:00"), 5, NOW)).state is DeskState.CLOSED
    assert (await look(database.unit_of_work, ALWAYS, 5, NOW + MINUTE)).state is DeskState.NOBODY
    await a_request(database)
    assert (await look(database.unit_of_work, ALWAYS, 1, NOW)).state is DeskState.FULL
    await handovers.go_off_duty(database.unit_of_work, li.id)
    assert (await look(database.unit_of_work, ALWAYS, 5, NOW)).state is DeskState.NOBODY


async def test_a_parent_is_not_left_with_an_operator_who_went_away(database: Database) -> None:
    waiting = await a_request(database)
    li, wang = await an_operator(database, "li"), await an_operator(database, "wang")
    await handovers.take(database.unit_of_work, waiting.id, li, NOW)
    assert await handovers.tidy_desk(database.unit_of_work, NOW + MINUTE) == ([], [])

    later = NOW + ABANDONED_AFTER + MINUTE
    returned, _ = await handovers.tidy_desk(database.unit_of_work, later)

    assert returned == ["cv_1"]
    assert await state_of(database) == "waiting"
    assert (await handovers.take(database.unit_of_work, waiting.id, wang, later)).operator_name == "wang"


async def test_a_request_nobody_takes_ends_after_a_day(database: Database) -> None:
    await a_request(database)

    _, ended = await handovers.tidy_desk(database.unit_of_work, NOW + timedelta(hours=25))

    assert ended == ["cv_1"]
    assert await handovers.inbox(database.unit_of_work) == []


async def test_a_visitor_sees_what_waits_before_and_what_was_read_only_once_it_was(database: Database) -> None:
    await a_request(database, "cv_0")
    second, li = await a_request(database, "cv_1"), await an_operator(database, "li")
    async with database.unit_of_work() as uow:
        await uow.handovers.take("none", li.id, li.name, NOW, NOW)
    before = await handovers.view_for_visitor(database.unit_of_work, "cv_1")
    taken = await handovers.take(database.unit_of_work, second.id, li, NOW)

    assert before is not None
    assert before.read_seq == 0
    assert await handovers.mark_read(database.unit_of_work, taken, "somebody else", 4) is False
    assert await handovers.mark_read(database.unit_of_work, taken, li.id, 4) is True
    after = await handovers.view_for_visitor(database.unit_of_work, "cv_1")
    assert after is not None
    assert (after.state, after.read_seq) == (HandoverState.ON, 4)
    assert await handovers.view_for_visitor(database.unit_of_work, "cv_none") is None


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [
        ("1-5 08:30-17:30", ["2026-03-02T08:30", "2026-03-06T17:29"], ["2026-03-02T17:30", "2026-03-07T10:00"]),
        ("5-5 20:00-08:00", ["2026-03-06T23:00", "2026-03-07T07:59"], ["2026-03-06T07:00", "2026-03-07T08:00"]),
        ("00:00-24:00", ["2026-03-08T00:00", "2026-03-08T23:59"], []),
    ],
)
def test_duty_hours_hold_their_beginning_and_not_their_end(hours: str, inside: list[str], outside: list[str]) -> None:
    parsed = DutyHours.parse(hours)

    assert all(parsed.include(_at(moment)) for moment in inside)
    assert not any(parsed.include(_at(moment)) for moment in outside)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=NOW.tzinfo)
