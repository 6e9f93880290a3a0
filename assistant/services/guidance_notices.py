"""Telling people about their sittings: reminders, offered seats, cancelled and changed sittings and bookings.

The outbox holds a booking's id and what happened, nothing personal; what is said is looked up when it is sent, so a
notice about a booking that was deleted or has changed since is not sent.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from assistant.domain.booking import Booking, BookingStatus
from assistant.domain.guidance import GuidanceSession
from assistant.services.outbox import PermanentFailure, TemporaryFailure, enqueue
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.records import Conversation, OutboxMessage

GUIDANCE_REMINDER = "guidance_reminder"
"""Outbox kind of every notice; the payload is `{"booking_id", "session_id", "event"}`, and where a booking was moved
`"from_session_id"`."""

_BATCH = 200
_AFTER_THE_PERSON_SECONDS = 900.0


class Event(str, Enum):
    """What there is to tell."""

    DAY_BEFORE = "day_before"
    HOURS_BEFORE = "hours_before"
    OFFERED = "offered"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_CHANGED = "session_changed"
    MOVED_BY_OPERATOR = "moved_by_operator"
    CANCELLED_BY_OPERATOR = "cancelled_by_operator"


STILL_TRUE = {
    Event.DAY_BEFORE: BookingStatus.BOOKED,
    Event.HOURS_BEFORE: BookingStatus.BOOKED,
    Event.OFFERED: BookingStatus.OFFERED,
    Event.SESSION_CANCELLED: BookingStatus.CANCELLED,
    Event.SESSION_CHANGED: BookingStatus.BOOKED,
    Event.MOVED_BY_OPERATOR: BookingStatus.BOOKED,
    Event.CANCELLED_BY_OPERATOR: BookingStatus.CANCELLED,
}
"""A notice goes out only while the booking is in this state."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """When a reminder goes out: from `first` before the begin until `last` before it; `mark` is its column."""

    event: Event
    mark: str
    first: timedelta
    last: timedelta


REMINDERS = (
    Reminder(Event.DAY_BEFORE, "day_reminded_at", timedelta(hours=24), timedelta(hours=3)),
    Reminder(Event.HOURS_BEFORE, "hours_reminded_at", timedelta(hours=2), timedelta(0)),
)


@dataclass(frozen=True, slots=True)
class Notice:
    """What a channel is to say; `moved_from` is the sitting that the booking was for before it was moved."""

    event: Event
    booking: Booking
    session: GuidanceSession
    dedupe_key: str
    moved_from: GuidanceSession | None = None


class Notifier(Protocol):
    """Brings notices to the people of one channel, by the kind of message that is lawful there."""

    async def notify(self, conversation: Conversation, notice: Notice) -> None:
        """Return once it is accepted; the same `notice.dedupe_key` may come twice.

        Raises:
            TemporaryFailure: Trying again may help.
            PermanentFailure: It never will.
        """


async def stage_notice(
    uow: UnitOfWork,
    booking: Booking,
    session: GuidanceSession,
    event: Event,
    now: datetime,
    moved_from: GuidanceSession | None = None,
) -> bool:
    """Put notices into the caller's transaction; False when they were there already or nobody can be written to."""
    about = f"{booking.id}:{session.id}:{session.starts_at.timestamp():.0f}"
    version = f":{session.revision}" if event is Event.SESSION_CHANGED else ""
    payload = {"booking_id": booking.id, "session_id": session.id, "event": event.value}
    if moved_from is not None:
        payload["from_session_id"] = moved_from.id
        # It may be moved there, away and back again: each time is news.
        version = f":{now.timestamp():.6f}"
    key = f"{GUIDANCE_REMINDER}:{event.value}:{about}{version}"
    is_staged = False
    for conversation_id, suffix in await _told(uow, booking):
        is_staged |= await enqueue(uow, GUIDANCE_REMINDER, conversation_id, payload, key + suffix, due_at=now)
    return is_staged


async def _told(uow: UnitOfWork, booking: Booking) -> list[tuple[str, str]]:
    """Conversations that hear of a booking, with what tells their notices apart.

    Whoever booked; and whoever moved it last with its code and the phone's digits, since they are the one who knows
    the new date. Being told reveals nothing that these would not show.
    """
    guardian = await uow.guardians.get(booking.guardian_id)
    told = [(guardian.conversation_id, "")] if guardian is not None and guardian.conversation_id else []
    if mover := booking.moved_in_conversation_id:
        told.append((mover, f":{hashlib.sha256(mover.encode()).hexdigest()[:12]}"))
    return told


async def stage_reminders(unit_of_work: UnitOfWorkFactory, now: datetime) -> int:
    """Stage every reminder that is due, each exactly once however many instances do so; return how many."""
    staged = 0
    for reminder in REMINDERS:
        async with unit_of_work() as uow:
            due = await uow.bookings.to_remind(reminder.mark, now + reminder.last, now + reminder.first, _BATCH)
            sessions = await uow.guidance_sessions.get_many({booking.session_id for booking in due})
            for booking in due:
                if await uow.bookings.mark_reminded(booking.id, reminder.mark, now) and _was_booked_before(
                    booking, sessions[booking.session_id], reminder
                ):
                    staged += await stage_notice(uow, booking, sessions[booking.session_id], reminder.event, now)
            await uow.commit()
    return staged


def _was_booked_before(booking: Booking, session: GuidanceSession, reminder: Reminder) -> bool:
    """Whoever books within the time of a reminder has just read the date."""
    return booking.created_at < session.starts_at - reminder.first


class GuidanceReminders:
    """Outbox sender: looks up what there is to say and hands it to the channel's notifier."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, notifiers: Mapping[str, Notifier], default: Notifier) -> None:
        """Remember the parts.

        Args:
            unit_of_work: Opens a transaction.
            notifiers: By channel (`Conversation.channel`).
            default: For every other channel.
        """
        self._unit_of_work = unit_of_work
        self._notifiers = notifiers
        self._default = default

    async def send(self, message: OutboxMessage) -> None:
        """Notify the recipient; nothing is said that is not true any more."""
        event = Event(message.payload["event"])
        async with self._unit_of_work() as uow:
            booking = await uow.bookings.get(message.payload["booking_id"])
            session = await uow.guidance_sessions.get(message.payload["session_id"])
            before = message.payload.get("from_session_id")
            moved_from = await uow.guidance_sessions.get(before) if before else None
            conversation = await uow.conversations.get(message.recipient)
        if booking is None or session is None or booking.session_id != session.id:
            return
        if booking.status is not STILL_TRUE[event]:
            return
        if conversation is None or conversation.deleted_at is not None:
            raise PermanentFailure("The conversation that booked or moved it is gone; nobody can be written to.")
        if conversation.handover == "on":
            raise TemporaryFailure("A person is on; the assistant is silent.", _AFTER_THE_PERSON_SECONDS)
        notifier = self._notifiers.get(conversation.channel, self._default)
        await notifier.notify(conversation, Notice(event, booking, session, message.dedupe_key, moved_from))
