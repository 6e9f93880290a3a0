"""Guidance sessions, bookings and the ledger of what was used."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KINDS = "kind IN ('home_visit', 'parent_child_activity', 'parent_class', 'expert_consultation')"
_OPEN = "status IN ('booked', 'waitlisted', 'offered', 'attended', 'no_show')"


def upgrade() -> None:
    """Create the tables, and the index that finds a conversation by its token."""
    _create_sessions()
    _create_guardians()
    _create_bookings()
    _create_ledger()
    op.create_index(op.f("ix_conversations_token_hash"), "conversations", ["token_hash"])


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_index(op.f("ix_conversations_token_hash"), "conversations")
    for table in (
        "code_tries",
        "guidance_feedback",
        "entitlement_ledger",
        "bookings",
        "consents",
        "children",
        "guardians",
        "guidance_sessions",
        "session_plans",
    ):
        op.drop_table(table)


def _content() -> list[sa.Column[object]]:
    return [
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("min_age_months", sa.Integer(), nullable=False),
        sa.Column("max_age_months", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("led_by", sa.Text(), nullable=False),
        sa.Column("bring", sa.Text(), nullable=False),
    ]


def _create_sessions() -> None:
    op.create_table(
        "session_plans",
        sa.Column("id", sa.Text(), nullable=False),
        *_content(),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("week_of_month", sa.Integer()),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date()),
        sa.Column("except_on", sa.JSON(), nullable=False),
        sa.Column("on_holidays", sa.Boolean(), nullable=False),
        sa.Column("opens_days_before", sa.Integer(), nullable=False),
        sa.Column("closes_hours_before", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_session_plans_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_plans")),
    )
    op.create_table(
        "guidance_sessions",
        sa.Column("id", sa.Text(), nullable=False),
        *_content(),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booking_opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booking_closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seats_taken", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Text()),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True)),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(_KINDS, name=op.f("ck_guidance_sessions_kind")),
        sa.CheckConstraint(
            "seats_taken >= 0 AND seats_taken <= capacity", name=op.f("ck_guidance_sessions_seats_taken")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["session_plans.id"], name=op.f("fk_guidance_sessions_plan_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance_sessions")),
    )
    op.create_index(op.f("ix_guidance_sessions_starts_at"), "guidance_sessions", ["starts_at"])
    op.create_index(op.f("ix_guidance_sessions_plan_id"), "guidance_sessions", ["plan_id"])


def _create_guardians() -> None:
    op.create_table(
        "guardians",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("identity_kind", sa.Text(), nullable=False),
        sa.Column("identity_hash", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "identity_kind IN ('conversation', 'openid', 'caller')", name=op.f("ck_guardians_identity_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardians")),
        sa.UniqueConstraint("identity_hash", name=op.f("uq_guardians_identity_hash")),
    )
    op.create_table(
        "children",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("guardian_id", sa.Text(), nullable=False),
        sa.Column("details_hash", sa.Text(), nullable=False),
        sa.Column("entitlement_key", sa.Text(), nullable=False),
        sa.Column("nickname", sa.LargeBinary()),
        sa.Column("birth_month", sa.Text()),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardians.id"], name=op.f("fk_children_guardian_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_children")),
        sa.UniqueConstraint("details_hash", name=op.f("uq_children_details_hash")),
    )
    op.create_index(op.f("ix_children_guardian_id"), "children", ["guardian_id"])
    op.create_index(op.f("ix_children_entitlement_key"), "children", ["entitlement_key"])
    op.create_table(
        "consents",
        sa.Column("guardian_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_to", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardians.id"], name=op.f("fk_consents_guardian_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guardian_id", "purpose", "version", name=op.f("pk_consents")),
    )


def _create_bookings() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("session_id", sa.Text(), nullable=False),
        sa.Column("guardian_id", sa.Text(), nullable=False),
        sa.Column("child_id", sa.Text(), nullable=False),
        sa.Column("entitlement_key", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("client_request_id", sa.Text()),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True)),
        sa.Column("hold_until", sa.DateTime(timezone=True)),
        sa.Column("day_reminded_at", sa.DateTime(timezone=True)),
        sa.Column("hours_reminded_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("checked_in_by", sa.Text()),
        sa.CheckConstraint(
            "status IN ('booked', 'waitlisted', 'offered', 'cancelled', 'attended', 'no_show')",
            name=op.f("ck_bookings_status"),
        ),
        sa.ForeignKeyConstraint(["session_id"], ["guidance_sessions.id"], name=op.f("fk_bookings_session_id")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardians.id"], name=op.f("fk_bookings_guardian_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["child_id"], ["children.id"], name=op.f("fk_bookings_child_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_bookings_code_hash")),
        sa.UniqueConstraint("client_request_id", name=op.f("uq_bookings_client_request_id")),
    )
    for column in ("guardian_id", "child_id", "entitlement_key", "operator_id"):
        op.create_index(op.f(f"ix_bookings_{column}"), "bookings", [column])
    op.create_index(op.f("ix_bookings_session_id_status"), "bookings", ["session_id", "status"])
    op.create_index(
        "uq_bookings_session_id_entitlement_key",
        "bookings",
        ["session_id", "entitlement_key"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )


def _create_ledger() -> None:
    op.create_table(
        "entitlement_ledger",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("child_id", sa.Text(), nullable=False),
        sa.Column("entitlement_key", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booking_id", sa.Text()),
        sa.Column("operator_id", sa.Text()),
        sa.CheckConstraint("kind IN ('use', 'return', 'override')", name=op.f("ck_entitlement_ledger_kind")),
        sa.ForeignKeyConstraint(
            ["child_id"], ["children.id"], name=op.f("fk_entitlement_ledger_child_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlement_ledger")),
    )
    op.create_index(op.f("ix_entitlement_ledger_child_id"), "entitlement_ledger", ["child_id"])
    op.create_index(
        op.f("ix_entitlement_ledger_entitlement_key_year"), "entitlement_ledger", ["entitlement_key", "year"]
    )
    op.create_table(
        "guidance_feedback",
        sa.Column("booking_id", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rating >= 1 AND rating <= 5", name=op.f("ck_guidance_feedback_rating")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["bookings.id"], name=op.f("fk_guidance_feedback_booking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_guidance_feedback")),
    )
    op.create_table(
        "code_tries",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_code_tries")),
    )
    op.create_index(op.f("ix_code_tries_since"), "code_tries", ["since"])
