"""Tables of what sites say of themselves."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, Table

from assistant.store.tables import metadata
from assistant.store.types import StoredText, UtcDateTime

site_notes = Table(
    "site_notes",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("site_key", StoredText, ForeignKey("sites.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", StoredText, nullable=False),
    Column("title", StoredText, nullable=False),
    Column("text", StoredText, nullable=False),
    Column("phone", StoredText, nullable=False),
    Column("state", StoredText, nullable=False),
    Column("written_by", StoredText, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("decided_by", StoredText, nullable=False),
    Column("decided_at", UtcDateTime),
    CheckConstraint("state IN ('waiting', 'approved', 'refused', 'withdrawn')", name="state"),
)

site_logos = Table(
    "site_logos",
    metadata,
    Column("site_key", StoredText, ForeignKey("sites.key", ondelete="CASCADE"), primary_key=True),
    Column("media_type", StoredText, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
