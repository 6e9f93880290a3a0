"""Tables of the operators' console: suggestions and what became of them, drafts, complaints, second factors."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
)

from assistant.store.tables import metadata
from assistant.store.types import RowNumber, StoredText, TextTuple, UtcDateTime


def _conversation(nullable: bool = False) -> Column[str]:
    parent = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", StoredText, parent, nullable=nullable, index=True)


def _complaint() -> Column[str]:
    parent = ForeignKey("complaints.id", ondelete="CASCADE")
    return Column("complaint_id", StoredText, parent, nullable=False, index=True)


suggestions = Table(
    "suggestions",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("operator_id", StoredText, nullable=False),
    _conversation(nullable=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("question", StoredText, nullable=False),
    Column("age_months", Integer),
    Column("outcome", StoredText, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("entry_ids", JSON, nullable=False),
    Column("rule_ids", JSON, nullable=False),
    Column("action", StoredText, nullable=False),
    Column("acted_at", UtcDateTime),
    Column("entry_id", StoredText, nullable=False),
    Column("text", StoredText, nullable=False),
    CheckConstraint("action IN ('shown', 'taken', 'edited', 'rejected')", name="action"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("created_by", StoredText, nullable=False),
    Column("question", StoredText, nullable=False),
    Column("entry_id", StoredText, nullable=False),
    Column("text", StoredText, nullable=False),
    Column("state", StoredText, nullable=False),
    Column("decided_by", StoredText, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("note", StoredText, nullable=False),
    CheckConstraint("state IN ('open', 'accepted', 'rejected')", name="state"),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _conversation(),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("channel", StoredText, nullable=False),
    Column("question", StoredText, nullable=False),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("operator_id", StoredText, ForeignKey("operators.id", ondelete="CASCADE"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("last_step", Integer, nullable=False),
)

# What a complaint says lies here, sealed, and nowhere else: not in transcripts, the audit table or logs.
complaints = Table(
    "complaints",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("code_hash", StoredText, nullable=False, unique=True),
    Column("kind", StoredText, nullable=False),
    Column("institution", StoredText, nullable=False),
    Column("district", StoredText, nullable=False),
    Column("is_anonymous", Boolean, nullable=False),
    Column("text_sealed", LargeBinary, nullable=False),
    Column("contact_sealed", LargeBinary),
    Column("named", TextTuple, nullable=False),
    Column("state", StoredText, nullable=False),
    Column("answer", StoredText, nullable=False),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("received_by", StoredText, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    CheckConstraint("kind IN ('complaint', 'report')", name="kind"),
    CheckConstraint("state IN ('received', 'forwarded', 'answered', 'closed')", name="state"),
)

complaint_steps = Table(
    "complaint_steps",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _complaint(),
    Column("at", UtcDateTime, nullable=False),
    Column("author", StoredText, nullable=False),
    Column("action", StoredText, nullable=False),
    Column("note_sealed", LargeBinary),
)

complaint_files = Table(
    "complaint_files",
    metadata,
    Column("id", StoredText, primary_key=True),
    _complaint(),
    Column("name_sealed", LargeBinary, nullable=False),
    Column("media_type", StoredText, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content_sealed", LargeBinary, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)
