"""Bookings (预约) of guidance sessions: states, deadlines and codes."""

import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from assistant.domain.booking_errors import BookingNotFound, NotChangeable, OfferLapsed, TooLateToChange
from assistant.domain.guidance import GuidanceSession

CODE_CHARACTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L, which are confused when a code is read out."""

CODE_LENGTH = 11
"""31 ** 11 codes are 54 random bits."""

TRIES_ALLOWED = 5
TRIES_COUNT_FOR = timedelta(hours=1)
"""Wrong tries at a code with the phone's last four digits."""


class BookingStatus(str, Enum):
    """Where a booking stands."""

    BOOKED = "booked"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    NO_SHOW = "no_show"

    @property
    def holds_a_seat(self) -> bool:
        """Whether a seat is counted for it."""
        return self in SEATED

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self in OPEN


SEATED = frozenset({BookingStatus.BOOKED, BookingStatus.OFFERED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW})
USED = frozenset({BookingStatus.BOOKED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW})
"""These count as one sitting of the year; an offer counts once it is confirmed."""

OPEN = frozenset({BookingStatus.BOOKED, BookingStatus.WAITLISTED, BookingStatus.OFFERED})


@dataclass(frozen=True, slots=True)
class Booking:
    """One child's claim to one sitting.

    Attributes:
        id: Random; what notices and audit rows name.
        session_id: The sitting.
        guardian_id: Who booked.
        child_id: For whom.
        entitlement_key: The child's key in the ledger; no sitting has two open bookings of one key.
        status: Where it stands.
        code_hash: Keyed hash of the code.
        code: The code, sealed, to be shown to its owner again.
        phone: Sealed number for reminders, or None.
        client_request_id: The client's own id of the request, hashed with the guardian; None where none was sent.
        request_hash: Hash of the request, to tell a retry from a reused id.
        operator_id: The operator who booked for a caller, or None.
        created_at: When it was made.
        queued_at: Its place on the waitlist; None when it was never there.
        hold_until: An offered seat is kept until then.
        day_reminded_at: When the reminder a day before was staged.
        hours_reminded_at: When the reminder two hours before was staged.
        ended_at: When it was cancelled, attended or missed.
        end_reason: Why it ended: cancelled_by_guardian, cancelled_by_operator, session_cancelled, offer_lapsed.
        checked_in_by: Operator who saw the child there, or None.
        moved_in_conversation_id: Conversation of somebody else than the guardian who moved it last, with code and
            digits; notices go there too.
    """

    id: str
    session_id: str
    guardian_id: str
    child_id: str
    entitlement_key: str
    status: BookingStatus
    code_hash: str = field(repr=False)
    code: bytes = field(repr=False)
    phone: bytes | None = field(repr=False)
    client_request_id: str | None
    request_hash: str
    operator_id: str | None
    created_at: datetime
    queued_at: datetime | None = None
    hold_until: datetime | None = None
    day_reminded_at: datetime | None = None
    hours_reminded_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    checked_in_by: str | None = None
    moved_in_conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class SessionFeedback:
    """What a guardian thought of a sitting; `rating` is 1..5, higher is better."""

    booking_id: str
    rating: int
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BookingRules:
    """What an office may set.

    Attributes:
        change_until: Moving and cancelling online end this long before the begin; an operator may later.
        hold_for: An offered seat is kept this long, but never beyond the end of booking.
        most_open: Open bookings and waitlist places that one child may have.
        kept_for: Bookings, phones and the child's details are deleted this long after the sitting.
    """

    change_until: timedelta = timedelta(hours=12)
    hold_for: timedelta = timedelta(hours=4)
    most_open: int = 4
    kept_for: timedelta = timedelta(days=30)

    def check_changeable(self, booking: Booking, session: GuidanceSession, now: datetime, by_operator: bool) -> None:
        """Let a change through.

        A place on the waitlist or an offer can be given back until the sitting begins.

        Raises:
            NotChangeable: The booking is over, or the sitting has begun.
            TooLateToChange: The deadline has passed, and no operator asks.
        """
        if not booking.status.is_open or now >= session.starts_at:
            raise NotChangeable(f"Booking {booking.id} is {booking.status.value} or its sitting has begun.")
        is_late = now > session.starts_at - self.change_until
        if is_late and booking.status is BookingStatus.BOOKED and not by_operator:
            hours = int(self.change_until.total_seconds() // 3600)
            raise TooLateToChange(f"Booking {booking.id}: changes end {hours} h before. Ask a person.", hours=hours)

    def check_confirmable(self, booking: Booking, now: datetime) -> None:
        """Let the confirmation of an offered seat through.

        Raises:
            OfferLapsed: It comes too late.
            NotChangeable: Nothing was offered.
        """
        if booking.status is BookingStatus.CANCELLED and booking.end_reason == "offer_lapsed":
            raise OfferLapsed(f"The offer of booking {booking.id} has lapsed.")
        if booking.status is not BookingStatus.OFFERED:
            raise NotChangeable(f"Booking {booking.id} is {booking.status.value}; there is nothing to confirm.")
        if booking.hold_until is not None and now >= booking.hold_until:
            raise OfferLapsed(f"The offer of booking {booking.id} has lapsed.")

    def hold_until(self, session: GuidanceSession, now: datetime) -> datetime:
        """How long a seat that is offered now is kept; at or before `now` when there is no time left to offer it."""
        return min(now + self.hold_for, session.booking_closes_at)


def new_code() -> str:
    """Return a random code, as stored: without separators."""
    return "".join(secrets.choice(CODE_CHARACTERS) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """Return a code as people read it: K7QM-9XTR-2HF."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def normal_code(text: str) -> str:
    """Return a typed code as stored: capitals, without separators.

    Raises:
        BookingNotFound: No code looks like this.
    """
    folded = "".join(unicodedata.normalize("NFKC", text[:60]).upper().split())
    code = "".join(character for character in folded if character not in "-—–_.·")
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_CHARACTERS):
        raise BookingNotFound("No booking has a code of this form.")
    return code
