"""What sites say of themselves, and their logos."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "site_notes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("site_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'refused', 'withdrawn')", name=op.f("ck_site_notes_state")
        ),
        sa.ForeignKeyConstraint(["site_key"], ["sites.key"], name=op.f("fk_site_notes_site_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_notes")),
    )
    op.create_index(op.f("ix_site_notes_site_key"), "site_notes", ["site_key"])
    op.create_table(
        "site_logos",
        sa.Column("site_key", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["site_key"], ["sites.key"], name=op.f("fk_site_logos_site_key"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("site_key", name=op.f("pk_site_logos")),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("site_logos")
    op.drop_table("site_notes")
