"""Children that are remembered beyond a conversation, by consent."""

from sqlalchemy import Column, ForeignKey, LargeBinary, Table

from assistant.store.tables import metadata
from assistant.store.types import StoredText, UtcDateTime

# `conversation_id` is set where the conversation itself is all that is known of somebody: the row goes with it then.
remembered_children = Table(
    "remembered_children",
    metadata,
    Column("owner", StoredText, primary_key=True),
    Column("conversation_id", StoredText, ForeignKey("conversations.id", ondelete="CASCADE"), index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("consent_version", StoredText, nullable=False),
    Column("consent_wording", StoredText, nullable=False),
    Column("consented_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False, index=True),
)
