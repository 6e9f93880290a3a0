"""Children that are remembered beyond a conversation, by consent."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "remembered_children",
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=False),
        sa.Column("consent_wording", sa.Text(), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_remembered_children_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_remembered_children")),
    )
    op.create_index(op.f("ix_remembered_children_conversation_id"), "remembered_children", ["conversation_id"])
    op.create_index(op.f("ix_remembered_children_last_used_at"), "remembered_children", ["last_used_at"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("remembered_children")
