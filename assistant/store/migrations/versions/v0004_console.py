"""The operators' desk and console: handovers, call-backs, suggestions, complaints, second factors."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; a second factor gets one of its own."""
    _create_handovers()
    _create_duty()
    _create_alerts()
    _create_follow_ups()
    _create_follow_up_notes()
    _create_suggestions()
    _create_drafts()
    _create_unanswered()
    _create_second_factors()
    _create_complaints()
    _create_complaint_steps()
    _create_complaint_files()
    op.drop_column("operators", "totp_secret")


def downgrade() -> None:
    """Drop them again, children first."""
    op.add_column("operators", sa.Column("totp_secret", sa.Text()))
    for table in (
        "complaint_files",
        "complaint_steps",
        "complaints",
        "second_factors",
        "unanswered",
        "drafts",
        "suggestions",
        "follow_up_notes",
        "follow_ups",
        "alerts",
        "duty",
        "handovers",
    ):
        op.drop_table(table)


def _create_handovers() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("open_for", sa.Text()),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("operator_id", sa.Text()),
        sa.Column("operator_name", sa.Text(), nullable=False),
        sa.Column("wrap_up", sa.Text(), nullable=False),
        sa.Column("read_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'on', 'closed')", name=op.f("ck_handovers_state")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_handovers_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
        sa.UniqueConstraint("open_for", name=op.f("uq_handovers_open_for")),
    )
    op.create_index(op.f("ix_handovers_conversation_id"), "handovers", ["conversation_id"])
    op.create_index(op.f("ix_handovers_requested_at"), "handovers", ["requested_at"])
    op.create_index(op.f("ix_handovers_state_requested_at"), "handovers", ["state", "requested_at"])


def _create_duty() -> None:
    op.create_table(
        "duty",
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_duty_operator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", name=op.f("pk_duty")),
    )


def _create_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("rule_ids", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_alerts_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_at"), "alerts", ["at"])
    op.create_index(op.f("ix_alerts_conversation_id"), "alerts", ["conversation_id"])


def _create_follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text()),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary()),
        sa.Column("phone_hash", sa.Text(), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True)),
        sa.Column("consent_wording", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name=op.f("ck_follow_ups_state")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_follow_ups_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_conversation_id"), "follow_ups", ["conversation_id"])
    op.create_index(op.f("ix_follow_ups_created_at"), "follow_ups", ["created_at"])
    op.create_index(op.f("ix_follow_ups_phone_hash"), "follow_ups", ["phone_hash"])
    op.create_index(op.f("ix_follow_ups_state_due_at"), "follow_ups", ["state", "due_at"])


def _create_follow_up_notes() -> None:
    op.create_table(
        "follow_up_notes",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("follow_up_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_ups.id"], name=op.f("fk_follow_up_notes_follow_up_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_notes")),
    )
    op.create_index(op.f("ix_follow_up_notes_follow_up_id"), "follow_up_notes", ["follow_up_id"])


def _create_suggestions() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("age_months", sa.Integer()),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("entry_ids", sa.JSON(), nullable=False),
        sa.Column("rule_ids", sa.JSON(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("acted_at", sa.DateTime(timezone=True)),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("action IN ('shown', 'taken', 'edited', 'rejected')", name=op.f("ck_suggestions_action")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_suggestions_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_at"), "suggestions", ["at"])
    op.create_index(op.f("ix_suggestions_conversation_id"), "suggestions", ["conversation_id"])


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'accepted', 'rejected')", name=op.f("ck_drafts_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_created_at"), "drafts", ["created_at"])


def _create_unanswered() -> None:
    op.create_table(
        "unanswered",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_unanswered_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered")),
    )
    op.create_index(op.f("ix_unanswered_at"), "unanswered", ["at"])
    op.create_index(op.f("ix_unanswered_conversation_id"), "unanswered", ["conversation_id"])


def _create_second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("operator_id", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_second_factors_operator_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", name=op.f("pk_second_factors")),
    )


def _create_complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("contact_sealed", sa.LargeBinary()),
        sa.Column("named", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("kind IN ('complaint', 'report')", name=op.f("ck_complaints_kind")),
        sa.CheckConstraint(
            "state IN ('received', 'forwarded', 'answered', 'closed')", name=op.f("ck_complaints_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_complaints_code_hash")),
    )
    op.create_index(op.f("ix_complaints_received_at"), "complaints", ["received_at"])


def _create_complaint_steps() -> None:
    op.create_table(
        "complaint_steps",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("note_sealed", sa.LargeBinary()),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_steps_complaint_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_steps")),
    )
    op.create_index(op.f("ix_complaint_steps_complaint_id"), "complaint_steps", ["complaint_id"])


def _create_complaint_files() -> None:
    op.create_table(
        "complaint_files",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("complaint_id", sa.Text(), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_files_complaint_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_files")),
    )
    op.create_index(op.f("ix_complaint_files_complaint_id"), "complaint_files", ["complaint_id"])
