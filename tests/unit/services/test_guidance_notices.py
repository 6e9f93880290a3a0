"""Reminders and other notices: staged exactly once, sent only while they are true, without personal data."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.dialogue.guidance_notifier import ConversationNotifier
from assistant.domain.booking import BookingStatus
from assistant.services.booking_requests import ShownBooking
from assistant.services.booking_retention import delete_old_bookings
from assistant.services.conversations import FORGET_BOOKINGS, delete_conversation
from assistant.services.guardians import ForgetBookings
from assistant.services.guidance_notices import GUIDANCE_REMINDER, GuidanceReminders, Notice, stage_reminders
from assistant.services.outbox import OutboxWorker, TemporaryFailure
from assistant.store.database import Database
from assistant.store.records import Conversation, OutboxMessage
from tests.guidance import NOW, OPERATOR, PHONE, RULES, Office, a_mother, a_request, a_session, check_invariants
from tests.records import a_conversation

STARTS_AT = NOW + timedelta(days=3)
HOUR = timedelta(hours=1)


class Recorder:
    """Notes what it was to say."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []
        self.announced: list[str] = []

    async def notify(self, conversation: Conversation, notice: Notice) -> None:
        self.notices.append(notice)

    def announce(self, conversation_id: str) -> None:
        self.announced.append(conversation_id)


@pytest.fixture
async def office(database: Database) -> Office:
    office = Office(database.unit_of_work)
    async with database.unit_of_work() as uow:
        for number in (1, 2):
            await uow.conversations.add(a_conversation(f"cv_{number}"))
        await uow.commit()
    await office.open(a_session(capacity=1))
    return office


async def _staged(office: Office) -> list[OutboxMessage]:
    async with office.unit_of_work() as uow:
        return await uow.outbox.due((GUIDANCE_REMINDER,), office.now, 100)


def _events(messages: Sequence[OutboxMessage]) -> list[str]:
    return [message.payload["event"] for message in messages]


async def _deliver(office: Office, recorder: Recorder) -> int:
    senders = {GUIDANCE_REMINDER: GuidanceReminders(office.unit_of_work, {}, recorder)}
    return await OutboxWorker(office.unit_of_work, senders, office.clock, "w1").run_once()


async def test_both_reminders_are_staged_exactly_once_by_four_instances(office: Office) -> None:
    await office.bookings.book(a_mother(), a_request())

    for hours in (25, 24, 23, 2, 1):
        office.now = STARTS_AT - hours * HOUR
        await asyncio.gather(*(stage_reminders(office.unit_of_work, office.now) for _ in range(4)))

    staged = await _staged(office)
    assert _events(staged) == ["day_before", "hours_before"]
    assert all(set(message.payload) == {"booking_id", "session_id", "event"} for message in staged)
    assert PHONE not in str(staged)


async def test_whoever_books_within_the_day_is_reminded_two_hours_before_alone(office: Office) -> None:
    office.now = STARTS_AT - 20 * HOUR
    await office.bookings.book(a_mother(), a_request())

    for hours in (19, 1):
        office.now = STARTS_AT - hours * HOUR
        await stage_reminders(office.unit_of_work, office.now)

    assert _events(await _staged(office)) == ["hours_before"]


async def test_a_cancelled_booking_is_not_reminded_of_although_it_was_staged(office: Office) -> None:
    booked = await office.bookings.book(a_mother(), a_request())
    office.now = STARTS_AT - 24 * HOUR
    await stage_reminders(office.unit_of_work, office.now)
    await office.bookings.cancel(a_mother(), booked.code)
    recorder = Recorder()

    await _deliver(office, recorder)

    assert recorder.notices == []
    assert await _staged(office) == []


async def test_a_notice_reaches_the_conversation_once(office: Office, database: Database) -> None:
    await office.bookings.book(a_mother(), a_request())
    office.now = STARTS_AT - 24 * HOUR
    await stage_reminders(office.unit_of_work, office.now)
    [message] = await _staged(office)
    recorder = Recorder()
    in_chat = ConversationNotifier(office.unit_of_work, recorder, office.clock)
    sender = GuidanceReminders(office.unit_of_work, {}, in_chat)

    await sender.send(message)
    await sender.send(message)

    async with database.unit_of_work() as uow:
        [item] = await uow.items.list_after("cv_1", 0, 10)
    assert "明天有一场预约好的活动" in item.body["texts"][0]
    assert "3月5日（周四）9:30" in item.body["texts"][0]
    assert recorder.announced == ["cv_1"]


async def test_the_assistant_keeps_silent_while_a_person_is_on(office: Office, database: Database) -> None:
    await office.bookings.book(a_mother(), a_request())
    office.now = STARTS_AT - 24 * HOUR
    await stage_reminders(office.unit_of_work, office.now)
    [message] = await _staged(office)
    async with database.unit_of_work() as uow:
        await uow.conversations.set_handover("cv_1", "on")
        await uow.commit()

    with pytest.raises(TemporaryFailure):
        await GuidanceReminders(office.unit_of_work, {}, Recorder()).send(message)


async def test_an_offer_and_a_cancelled_session_are_told(office: Office) -> None:
    first = await office.bookings.book(a_mother(1), a_request())
    await office.bookings.book(a_mother(2), a_request(waitlist=True))
    recorder = Recorder()

    await office.bookings.cancel(a_mother(1), first.code)
    await _deliver(office, recorder)
    called_off = await office.guidance.call_off("S1", "老师生病", OPERATOR)
    await _deliver(office, recorder)

    assert [notice.event.value for notice in recorder.notices] == ["offered", "session_cancelled"]
    assert (called_off.told, called_off.to_call) == (1, ())


async def _moved_by_the_father(office: Office) -> ShownBooking:
    """Booked in cv_1, moved in cv_2 with code and digits."""
    await office.open(a_session("S2", starts_at=STARTS_AT + 24 * HOUR))
    booked = await office.bookings.book(a_mother(1), a_request())
    return await office.bookings.move(replace(a_mother(2), phone_last4=PHONE[-4:]), booked.code, "S2")


def _told(messages: Sequence[OutboxMessage]) -> list[tuple[str, str]]:
    return sorted((message.payload["event"], message.recipient) for message in messages)


async def test_whoever_moved_it_last_is_reminded_too_each_exactly_once(office: Office) -> None:
    await _moved_by_the_father(office)

    office.now = STARTS_AT
    await asyncio.gather(*(stage_reminders(office.unit_of_work, office.now) for _ in range(4)))

    staged = await _staged(office)
    assert _told(staged) == [("day_before", "cv_1"), ("day_before", "cv_2")]
    assert PHONE not in str(staged)


async def test_once_the_booker_moves_it_back_the_other_hears_no_more(office: Office) -> None:
    moved = await _moved_by_the_father(office)
    await office.open(a_session("S3", starts_at=STARTS_AT + 25 * HOUR))

    await office.bookings.move(a_mother(1), moved.code, "S3")
    office.now = STARTS_AT + HOUR
    await stage_reminders(office.unit_of_work, office.now)

    assert _told(await _staged(office)) == [("day_before", "cv_1")]


async def test_an_operator_who_moves_it_changes_nothing_about_who_is_told(office: Office) -> None:
    moved = await _moved_by_the_father(office)
    await office.open(a_session("S3", starts_at=STARTS_AT + 25 * HOUR))

    await office.bookings.move(replace(OPERATOR, may_see_all=True), moved.code, "S3")
    await office.guidance.call_off("S3", "老师生病", OPERATOR)

    told = _told(await _staged(office))
    assert [one for one in told if one[0] == "session_cancelled"] == [
        ("session_cancelled", "cv_1"),
        ("session_cancelled", "cv_2"),
    ]
    assert [recipient for event, recipient in told if event == "moved_by_operator"] == ["cv_1", "cv_2"]


async def test_whoever_moved_it_and_deletes_their_data_is_forgotten_and_the_booking_stays(office: Office) -> None:
    moved = await _moved_by_the_father(office)

    assert await office.guardians.delete(a_mother(2).identity) is False
    office.now = STARTS_AT
    await stage_reminders(office.unit_of_work, office.now)

    assert _told(await _staged(office)) == [("day_before", "cv_1")]
    assert (await office.bookings.find(a_mother(1), moved.code)).booking.moved_in_conversation_id is None


async def test_who_booked_by_telephone_has_to_be_called(office: Office) -> None:
    booked = await office.bookings.book(OPERATOR, a_request())

    called_off = await office.guidance.call_off("S1", "老师生病", OPERATOR)

    assert (called_off.told, called_off.to_call) == (0, (booked.booking.id,))


CALL = replace(OPERATOR, may_see_all=True)
"""An operator who moves or cancels for somebody on the telephone."""


async def test_what_an_operator_moved_is_written_into_the_bookers_conversation(
    office: Office, database: Database
) -> None:
    await office.open(a_session("S2", starts_at=STARTS_AT + 24 * HOUR, title="亲子运动"))
    booked = await office.bookings.book(a_mother(), a_request())

    await office.bookings.move(CALL, booked.code, "S2")
    recorder = Recorder()
    in_chat = ConversationNotifier(office.unit_of_work, recorder, office.clock)
    senders = {GUIDANCE_REMINDER: GuidanceReminders(office.unit_of_work, {}, in_chat)}
    await OutboxWorker(office.unit_of_work, senders, office.clock, "w1").run_once()

    async with database.unit_of_work() as uow:
        [item] = await uow.items.list_after("cv_1", 0, 10)
    _, before, after = item.body["texts"][0].split("\n")
    assert "3月5日（周四）9:30" in before
    assert "3月6日（周五）9:30" in after
    assert "亲子运动" in after
    assert recorder.announced == ["cv_1"]


async def test_each_move_by_an_operator_is_news_even_back_and_forth(office: Office) -> None:
    await office.open(a_session("S2", starts_at=STARTS_AT + 24 * HOUR))
    booked = await office.bookings.book(a_mother(), a_request())
    recorder = Recorder()

    for session_id in ("S2", "S1", "S2"):
        office.now += HOUR
        await office.bookings.move(CALL, booked.code, session_id)
        await _deliver(office, recorder)

    assert [notice.session.id for notice in recorder.notices] == ["S2", "S1", "S2"]
    assert [notice.moved_from.id for notice in recorder.notices if notice.moved_from] == ["S1", "S2", "S1"]


async def test_what_the_booker_moved_is_no_news(office: Office) -> None:
    await office.open(a_session("S2", starts_at=STARTS_AT + 24 * HOUR))
    booked = await office.bookings.book(a_mother(), a_request())

    await office.bookings.move(a_mother(), booked.code, "S2")
    await office.bookings.cancel(a_mother(), booked.code)

    assert await _staged(office) == []


async def test_what_an_operator_cancelled_is_told_once(office: Office) -> None:
    booked = await office.bookings.book(a_mother(), a_request())
    recorder = Recorder()

    await office.bookings.cancel(CALL, booked.code)
    await office.bookings.cancel(CALL, booked.code)
    await _deliver(office, recorder)

    assert [notice.event.value for notice in recorder.notices] == ["cancelled_by_operator"]


async def test_a_new_time_is_told_and_reminded_of_again(office: Office) -> None:
    await office.bookings.book(a_mother(), a_request())
    office.now = STARTS_AT - 24 * HOUR
    await stage_reminders(office.unit_of_work, office.now)
    later = {"starts_at": STARTS_AT + 24 * HOUR, "ends_at": STARTS_AT + 25 * HOUR}

    await office.guidance.change("S1", later, OPERATOR)
    office.now = STARTS_AT
    await stage_reminders(office.unit_of_work, office.now)

    assert _events(await _staged(office)) == ["day_before", "session_changed", "day_before"]


async def test_more_seats_go_to_those_who_wait(office: Office, database: Database) -> None:
    await office.bookings.book(a_mother(1), a_request())
    waiting = await office.bookings.book(a_mother(2), a_request(waitlist=True))

    await office.guidance.change("S1", {"capacity": 2}, OPERATOR)

    assert (await office.bookings.find(a_mother(2), waiting.code)).booking.status is BookingStatus.OFFERED
    await check_invariants(database)


async def test_deleting_the_conversation_deletes_its_bookings_and_offers_the_seat(
    office: Office, database: Database
) -> None:
    await office.bookings.book(a_mother(1), a_request())
    waiting = await office.bookings.book(a_mother(2), a_request(waitlist=True))

    await delete_conversation(office.unit_of_work, "cv_1", NOW)
    office.now += timedelta(days=365)  # the outbox takes the machine's own time
    forget = {FORGET_BOOKINGS: ForgetBookings(office.guardians, database)}
    worker = OutboxWorker(office.unit_of_work, forget, office.clock, "w1")
    office.guardians._clock = lambda: NOW
    assert await worker.run_once() == 1

    assert (await office.guardians.export(a_mother(1).identity))["children"] == []
    assert (await office.bookings.find(a_mother(2), waiting.code)).booking.status is BookingStatus.OFFERED
    await check_invariants(database)


async def test_bookings_go_thirty_days_after_the_sitting_and_the_count_with_the_year(office: Office) -> None:
    booked = await office.bookings.book(a_mother(), a_request())
    ended_at = booked.session.ends_at

    before = await delete_old_bookings(office.unit_of_work, RULES, ended_at + timedelta(days=30))
    after = await delete_old_bookings(office.unit_of_work, RULES, ended_at + timedelta(days=30, seconds=1))

    assert (before["bookings"], after["bookings"], after["child_details"]) == (0, 1, 1)
    kept = await office.guardians.export(a_mother().identity)
    assert kept["children"] == [{"nickname": None, "birth_month": None, "district": "滨湖区"}]
    assert len(kept["ledger"]) == 1
    next_year = await delete_old_bookings(office.unit_of_work, RULES, NOW.replace(year=2027))
    assert next_year["guardians"] == 1
    assert (await office.guardians.export(a_mother().identity))["consents"] == []


async def test_a_child_is_known_again_after_its_details_were_deleted(office: Office) -> None:
    booked = await office.bookings.book(a_mother(), a_request())
    office.now = booked.session.ends_at + timedelta(days=31)
    await delete_old_bookings(office.unit_of_work, RULES, office.now)
    await office.open(a_session("S2", starts_at=office.now + timedelta(days=2)))

    again = await office.bookings.book(a_mother(), replace(a_request(), session_id="S2"))

    assert again.booking.child_id == booked.booking.child_id
    [(nickname, balance)] = await office.bookings.balances(a_mother())
    assert (nickname, balance.used) == ("团团", 2)
