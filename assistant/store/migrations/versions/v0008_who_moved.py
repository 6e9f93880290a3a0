"""Who moved a booking last, so that reminders reach them too."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column."""
    op.add_column("bookings", sa.Column("moved_in_conversation_id", sa.Text(), nullable=True))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("bookings", "moved_in_conversation_id")
