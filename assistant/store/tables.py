"""The tables. A change here needs a step in `migrations/versions/`; a test compares the two."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from assistant.store.types import RowNumber, StoredText, TextTuple, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _conversation_id(nullable: bool = False, index: bool = True) -> Column[str]:
    """What belongs to a conversation goes with it."""
    parent = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", StoredText, parent, nullable=nullable, index=index)


sites = Table(
    "sites",
    metadata,
    Column("key", StoredText, primary_key=True),
    Column("name", StoredText, nullable=False),
    Column("allowed_origins", TextTuple, nullable=False),
    Column("server_to_server", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("site_key", StoredText, nullable=False),
    Column("channel", StoredText, nullable=False),
    Column("token_hash", StoredText, nullable=False, index=True),
    Column("token_expires_at", UtcDateTime, nullable=False),
    Column("renewable_until", UtcDateTime, nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False, index=True),
    Column("last_seq", Integer, nullable=False),
    Column("state", JSON, nullable=False),
    Column("handover", StoredText, nullable=False),
    Column("deleted_at", UtcDateTime, index=True),
    CheckConstraint("handover IN ('none', 'waiting', 'on', 'closed')", name="handover"),
)

items = Table(
    "items",
    metadata,
    _conversation_id(index=False),
    Column("seq", Integer, nullable=False),
    Column("sender", StoredText, nullable=False),
    Column("body", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("client_message_id", StoredText),
    Column("body_hash", StoredText),
    PrimaryKeyConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "client_message_id"),
    CheckConstraint("sender IN ('caregiver', 'assistant', 'operator')", name="sender"),
)

answers = Table(
    "answers",
    metadata,
    Column("answer_id", StoredText, primary_key=True),
    _conversation_id(),
    Column("seq", Integer, nullable=False),
    Column("entry_ids", JSON, nullable=False),
    Column("triage", JSON, nullable=False),
    Column("intent", StoredText, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("degraded", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", StoredText, ForeignKey("answers.answer_id", ondelete="CASCADE"), primary_key=True),
    Column("helpful", Boolean, nullable=False),
    Column("comment", StoredText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

choices = Table(
    "choices",
    metadata,
    Column("choice_id", StoredText, primary_key=True),
    _conversation_id(index=False),
    Column("seq", Integer, nullable=False),
    Column("label", StoredText, nullable=False),
    Column("kind", StoredText, nullable=False),
    Column("value", StoredText, nullable=False),
    Index(None, "conversation_id", "seq"),
)

private_values = Table(
    "private_values",
    metadata,
    Column("reference", StoredText, primary_key=True),
    _conversation_id(),
    Column("kind", StoredText, nullable=False),
    Column("ciphertext", LargeBinary, nullable=False),
    Column("lookup_hash", StoredText, nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

operators = Table(
    "operators",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("name", StoredText, nullable=False, unique=True),
    Column("password_hash", StoredText, nullable=False),
    Column("roles", TextTuple, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("failed_logins", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
)

operator_sessions = Table(
    "operator_sessions",
    metadata,
    Column("token_hash", StoredText, primary_key=True),
    Column("operator_id", StoredText, ForeignKey("operators.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("csrf_hash", StoredText, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
)

# No foreign key to operators: what somebody did stays on record when the account is gone.
audit = Table(
    "audit",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("operator_id", StoredText),
    Column("actor", StoredText, nullable=False),
    Column("action", StoredText, nullable=False),
    Column("subject", StoredText, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("request_id", StoredText, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("kind", StoredText, nullable=False),
    Column("recipient", StoredText, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("dedupe_key", StoredText, nullable=False, unique=True),
    Column("state", StoredText, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("claimed_by", StoredText),
    Column("claimed_until", UtcDateTime),
    Column("last_error", StoredText, nullable=False),
    Column("last_reason", StoredText, nullable=False, server_default=""),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    _conversation_id(nullable=True),
    Index(None, "state", "next_attempt_at"),
    CheckConstraint("state IN ('waiting', 'sending', 'sent', 'dead')", name="state"),
)

triage_log = Table(
    "triage_log",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _conversation_id(),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("urgency", StoredText, nullable=False),
    Column("rule_ids", JSON, nullable=False),
    Column("words", JSON, nullable=False),
    Column("negated", JSON, nullable=False),
    Column("age_used_months", Integer),
    Column("version", StoredText, nullable=False),
    Column("channel", StoredText, nullable=False),
)
