"""Tables of the operators' desk: handovers, who is on duty, safety alerts, call-backs."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
)

from assistant.store.tables import metadata
from assistant.store.types import RowNumber, StoredText, UtcDateTime


def _conversation(nullable: bool = False) -> Column[str]:
    parent = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", StoredText, parent, nullable=nullable, index=True)


handovers = Table(
    "handovers",
    metadata,
    Column("id", StoredText, primary_key=True),
    _conversation(),
    # The conversation while it is not closed, nothing afterwards: so a conversation has one open handover at most.
    Column("open_for", StoredText, unique=True),
    Column("channel", StoredText, nullable=False),
    Column("state", StoredText, nullable=False),
    Column("reason", StoredText, nullable=False),
    Column("urgency", StoredText, nullable=False),
    Column("summary", JSON, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False, index=True),
    Column("taken_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("operator_id", StoredText),
    Column("operator_name", StoredText, nullable=False),
    Column("wrap_up", StoredText, nullable=False),
    Column("read_seq", Integer, nullable=False),
    CheckConstraint("state IN ('waiting', 'on', 'closed')", name="state"),
    Index(None, "state", "requested_at"),
)

duty = Table(
    "duty",
    metadata,
    Column("operator_id", StoredText, ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _conversation(),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("channel", StoredText, nullable=False),
    Column("urgency", StoredText, nullable=False),
    Column("rule_ids", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    Column("seen_by", StoredText, nullable=False),
    Column("seen_at", UtcDateTime),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("id", StoredText, primary_key=True),
    _conversation(nullable=True),
    Column("subject", StoredText, nullable=False),
    Column("phone_sealed", LargeBinary),
    Column("phone_hash", StoredText, nullable=False, index=True),
    Column("consent_at", UtcDateTime),
    Column("consent_wording", StoredText, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("state", StoredText, nullable=False),
    Column("result", StoredText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("created_by", StoredText, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", StoredText, nullable=False),
    CheckConstraint("state IN ('open', 'done', 'cancelled')", name="state"),
    Index(None, "state", "due_at"),
)

follow_up_notes = Table(
    "follow_up_notes",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("follow_up_id", StoredText, ForeignKey("follow_ups.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("author", StoredText, nullable=False),
    Column("text", StoredText, nullable=False),
)
