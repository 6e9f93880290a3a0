"""Tables of guidance sessions, bookings and what was used of the year; see `tables.py`."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Time,
    text,
)

from assistant.domain.booking import BookingStatus
from assistant.domain.entitlement import LedgerKind
from assistant.domain.guardian import IdentityKind
from assistant.domain.guidance import SessionKind
from assistant.store.enum_text import EnumText, one_of
from assistant.store.tables import metadata
from assistant.store.types import RowNumber, StoredText, TextTuple, UtcDateTime

ONE_OPEN_BOOKING = text("status IN ('booked', 'waitlisted', 'offered', 'attended', 'no_show')")
"""A cancelled booking does not keep the child from booking the same sitting again."""


def _content() -> list[Column[object]]:
    """What a session and the plan that makes sessions have in common."""
    return [
        Column("kind", EnumText(SessionKind), nullable=False),
        Column("title", StoredText, nullable=False),
        Column("district", StoredText, nullable=False),
        Column("place", StoredText, nullable=False),
        Column("min_age_months", Integer, nullable=False),
        Column("max_age_months", Integer, nullable=False),
        Column("capacity", Integer, nullable=False),
        Column("led_by", StoredText, nullable=False),
        Column("bring", StoredText, nullable=False),
    ]


session_plans = Table(
    "session_plans",
    metadata,
    Column("id", StoredText, primary_key=True),
    *_content(),
    Column("weekday", Integer, nullable=False),
    Column("week_of_month", Integer),
    Column("starts", Time, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date),
    Column("except_on", TextTuple, nullable=False),
    Column("on_holidays", Boolean, nullable=False),
    Column("opens_days_before", Integer, nullable=False),
    Column("closes_hours_before", Integer, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint(one_of("kind", SessionKind), name="kind"),
)

guidance_sessions = Table(
    "guidance_sessions",
    metadata,
    Column("id", StoredText, primary_key=True),
    *_content(),
    Column("starts_at", UtcDateTime, nullable=False, index=True),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("booking_opens_at", UtcDateTime, nullable=False),
    Column("booking_closes_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seats_taken", Integer, nullable=False),
    Column("plan_id", StoredText, ForeignKey("session_plans.id", ondelete="SET NULL"), index=True),
    Column("is_sample", Boolean, nullable=False),
    Column("cancelled_at", UtcDateTime),
    Column("cancel_reason", StoredText, nullable=False),
    Column("revision", Integer, nullable=False),
    CheckConstraint(one_of("kind", SessionKind), name="kind"),
    CheckConstraint("seats_taken >= 0 AND seats_taken <= capacity", name="seats_taken"),
)

guardians = Table(
    "guardians",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("identity_kind", EnumText(IdentityKind), nullable=False),
    Column("identity_hash", StoredText, nullable=False, unique=True),
    Column("conversation_id", StoredText),  # no foreign key: a booking outlives the transcript
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    CheckConstraint(one_of("identity_kind", IdentityKind), name="identity_kind"),
)

children = Table(
    "children",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("guardian_id", StoredText, ForeignKey("guardians.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("details_hash", StoredText, nullable=False, unique=True),
    Column("entitlement_key", StoredText, nullable=False, index=True),
    Column("nickname", LargeBinary),
    Column("birth_month", StoredText),
    Column("district", StoredText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("guardian_id", StoredText, ForeignKey("guardians.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", StoredText, nullable=False),
    Column("version", StoredText, nullable=False),
    Column("wording", StoredText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("given_to", StoredText, nullable=False),
    PrimaryKeyConstraint("guardian_id", "purpose", "version"),
)

bookings = Table(
    "bookings",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("session_id", StoredText, ForeignKey("guidance_sessions.id"), nullable=False),
    Column("guardian_id", StoredText, ForeignKey("guardians.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("child_id", StoredText, ForeignKey("children.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("entitlement_key", StoredText, nullable=False, index=True),
    Column("status", EnumText(BookingStatus), nullable=False),
    Column("code_hash", StoredText, nullable=False, unique=True),
    Column("code", LargeBinary, nullable=False),
    Column("phone", LargeBinary),
    Column("client_request_id", StoredText, unique=True),
    Column("request_hash", StoredText, nullable=False),
    Column("operator_id", StoredText, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("queued_at", UtcDateTime),
    Column("hold_until", UtcDateTime),
    Column("day_reminded_at", UtcDateTime),
    Column("hours_reminded_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("end_reason", StoredText, nullable=False),
    Column("checked_in_by", StoredText),
    Column("moved_in_conversation_id", StoredText),  # no foreign key, as with guardians: deletion empties it
    CheckConstraint(one_of("status", BookingStatus), name="status"),
    Index(None, "session_id", "status"),
    Index(
        "uq_bookings_session_id_entitlement_key",
        "session_id",
        "entitlement_key",
        unique=True,
        sqlite_where=ONE_OPEN_BOOKING,
        postgresql_where=ONE_OPEN_BOOKING,
    ),
)

entitlement_ledger = Table(
    "entitlement_ledger",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("child_id", StoredText, ForeignKey("children.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("entitlement_key", StoredText, nullable=False),
    Column("year", Integer, nullable=False),
    Column("kind", EnumText(LedgerKind), nullable=False),
    Column("change", Integer, nullable=False),
    Column("reason", StoredText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("booking_id", StoredText),  # no foreign key: the ledger outlives the booking, to the end of the year
    Column("operator_id", StoredText),
    CheckConstraint(one_of("kind", LedgerKind), name="kind"),
    Index(None, "entitlement_key", "year"),
)

guidance_feedback = Table(
    "guidance_feedback",
    metadata,
    Column("booking_id", StoredText, ForeignKey("bookings.id", ondelete="CASCADE"), primary_key=True),
    Column("rating", Integer, nullable=False),
    Column("comment", StoredText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("rating >= 1 AND rating <= 5", name="rating"),
)

code_tries = Table(
    "code_tries",
    metadata,
    Column("key", StoredText, primary_key=True),
    Column("since", UtcDateTime, nullable=False, index=True),
    Column("count", Integer, nullable=False),
)
