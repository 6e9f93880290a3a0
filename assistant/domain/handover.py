"""Handing a conversation over to a person (转人工): who waits, who is on, how it ended."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import Enum
from typing import Any

from assistant.domain.urgency import Urgency
from assistant.errors import InvalidInput

DESK = "desk"
"""Name under which the operators' desk is woken when something on it changes."""

SEEN_WITHIN = timedelta(seconds=40)
"""An operator is on duty while the open console was heard of this lately; it makes itself heard every ten seconds."""

ABANDONED_AFTER = timedelta(minutes=2)
"""A conversation whose operator has been gone this long waits again, and the assistant answers in it again."""

WAITS_AT_MOST = timedelta(hours=24)
"""A request that nobody took in this time is closed; the parent has long gone elsewhere."""

_HOURS = re.compile(r"(?:([1-7])-([1-7]) )?(\d\d):(\d\d)-(\d\d):(\d\d)")
_MIDNIGHT = 24 * 60


class HandoverState(str, Enum):
    """Where a handover stands."""

    WAITING = "waiting"
    ON = "on"
    CLOSED = "closed"


class Reason(str, Enum):
    """Why a person is wanted."""

    ASKED = "asked"
    FRUSTRATED = "frustrated"
    NOT_FOUND = "not_found"
    TOPIC = "topic"


class WrapUp(str, Enum):
    """How a handover ended."""

    ANSWERED = "answered"
    REFERRED = "referred"
    BOOKED = "booked"
    FOLLOW_UP = "follow_up"
    NO_REPLY = "no_reply"
    GIVEN_BACK = "given_back"


class DeskState(str, Enum):
    """Whether a person can be asked for now."""

    OPEN = "open"
    NOBODY = "nobody"
    CLOSED = "closed"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Desk:
    """The operators' desk at one moment: how many are on duty, how many conversations wait."""

    state: DeskState
    on_duty: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class PersonWanted:
    """This message asks for a person; `silently` when the reply says nothing of it."""

    reason: Reason
    silently: bool = False


@dataclass(frozen=True, slots=True)
class MessageLeft:
    """A message for the operators, taken while nobody is on duty; consent to a call may follow."""

    follow_up_id: str
    text: str


@dataclass(frozen=True, slots=True)
class CallBackConsent:
    """The caregiver agreed to be called about the message `follow_up_id`."""

    follow_up_id: str


DeskAct = PersonWanted | MessageLeft | CallBackConsent
"""What a turn asks of the desk."""


@dataclass(frozen=True, slots=True)
class Handover:
    """One request for a person.

    Attributes:
        id: Random.
        conversation_id: Conversation it is about.
        channel: Where that takes place.
        state: Where it stands.
        reason: Why a person is wanted.
        urgency: Level of the situation when it was asked for, or later if it rose.
        summary: What an operator should know before the first word; masked texts only.
        requested_at: When it was asked for.
        taken_at: When an operator took it.
        closed_at: When it ended.
        operator_id: Who has it, or had it last.
        operator_name: The same, as people read it.
        wrap_up: How it ended, or empty.
        read_seq: Last line that an operator has opened; 0 before.
    """

    id: str
    conversation_id: str
    channel: str
    state: HandoverState
    reason: Reason
    urgency: Urgency
    requested_at: datetime
    summary: dict[str, Any] = field(default_factory=dict, repr=False)
    taken_at: datetime | None = None
    closed_at: datetime | None = None
    operator_id: str | None = None
    operator_name: str = ""
    wrap_up: str = ""
    read_seq: int = 0


@dataclass(frozen=True, slots=True)
class DutyHours:
    """When persons may be on duty, in local time; both days inclusive, Monday is 1; `until` may be 24:00.

    A range over midnight (20:00-08:00) belongs to the day it begins on.
    """

    first_day: int = 1
    last_day: int = 7
    since_minute: int = 0
    until_minute: int = _MIDNIGHT

    @classmethod
    def parse(cls, text: str) -> "DutyHours":
        """Read `1-5 08:30-17:30` or `00:00-24:00`.

        Raises:
            InvalidInput: It has another form.
        """
        match = _HOURS.fullmatch(text.strip())
        if match is None:
            raise InvalidInput(f"{text!r} are no duty hours. Write e.g. 1-5 08:30-17:30 or 00:00-24:00.")
        first, last = int(match[1] or 1), int(match[2] or 7)
        since, until = (int(match[i]) * 60 + int(match[i + 1]) for i in (3, 5))
        if first > last or since >= _MIDNIGHT or until > _MIDNIGHT or since == until:
            raise InvalidInput(f"{text!r} are no duty hours: days run from 1 to 7, hours from 00:00 to 24:00.")
        return cls(first, last, since, until)

    def include(self, now: datetime) -> bool:
        """Whether `now`, in local time, lies within them."""
        minute, day = _minute_of(now.time()), now.isoweekday()
        if self.since_minute < self.until_minute:
            return self._has(day) and self.since_minute <= minute < self.until_minute
        yesterday = 7 if day == 1 else day - 1
        return (self._has(day) and minute >= self.since_minute) or (self._has(yesterday) and minute < self.until_minute)

    def _has(self, day: int) -> bool:
        return self.first_day <= day <= self.last_day


def _minute_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute
