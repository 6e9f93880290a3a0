"""Tables of the official account; openids and texts lie in them sealed or as keyed hashes."""

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, Table

from assistant.store.tables import metadata
from assistant.store.types import RowNumber, StoredText, UtcDateTime


def _conversation_id(nullable: bool = False, unique: bool = False) -> Column[str]:
    parent = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", StoredText, parent, nullable=nullable, unique=unique, index=not unique)


wechat_followers = Table(
    "wechat_followers",
    metadata,
    Column("openid_hash", StoredText, primary_key=True),
    _conversation_id(unique=True),
    Column("openid_sealed", LargeBinary, nullable=False),
    Column("source", StoredText, nullable=False),
    Column("message_left", Integer, nullable=False),
    Column("message_ends_at", UtcDateTime),
    Column("touch_left", Integer, nullable=False),
    Column("touch_ends_at", UtcDateTime),
    Column("busy_by", StoredText),
    Column("busy_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("message_left >= 0 AND touch_left >= 0", name="allowance"),
)

wechat_deliveries = Table(
    "wechat_deliveries",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("key", StoredText, nullable=False, unique=True),
    Column("openid_hash", StoredText, nullable=False),
    _conversation_id(nullable=True),
    Column("errand", LargeBinary),
    Column("state", StoredText, nullable=False),
    Column("route", StoredText, nullable=False),
    Column("shown", LargeBinary),
    Column("attempts", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("deadline_at", UtcDateTime, nullable=False),
    Column("settled", Boolean, nullable=False),
    Index(None, "openid_hash", "state"),
    Index(None, "settled", "deadline_at"),
    CheckConstraint("state IN ('waiting', 'answered')", name="state"),
    CheckConstraint("route IN ('open', 'passive', 'later')", name="route"),
)

wechat_kept = Table(
    "wechat_kept",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    _conversation_id(),
    Column("dedupe_key", StoredText, nullable=False, unique=True),
    Column("message", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

wechat_nonces = Table(
    "wechat_nonces",
    metadata,
    Column("key", StoredText, primary_key=True),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
)

wechat_tokens = Table(
    "wechat_tokens",
    metadata,
    Column("app_id", StoredText, primary_key=True),
    Column("token_sealed", LargeBinary),
    Column("expires_at", UtcDateTime),
    Column("refreshing_by", StoredText),
    Column("refreshing_until", UtcDateTime),
)
