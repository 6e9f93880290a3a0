"""Why the last try to send a message failed, as a short name that people's words can be found by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column; what failed before has no name."""
    op.add_column("outbox", sa.Column("last_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Drop it again."""
    op.drop_column("outbox", "last_reason")
