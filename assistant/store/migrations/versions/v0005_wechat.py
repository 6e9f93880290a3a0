"""The official account's tables."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create them."""
    _create_followers()
    _create_deliveries()
    _create_kept()
    _create_nonces()
    _create_tokens()


def downgrade() -> None:
    """Drop them again."""
    for table in ("wechat_tokens", "wechat_nonces", "wechat_kept", "wechat_deliveries", "wechat_followers"):
        op.drop_table(table)


def _conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation_id"], ["conversations.id"], name=op.f(f"fk_{table}_conversation_id"), ondelete="CASCADE"
    )


def _create_followers() -> None:
    op.create_table(
        "wechat_followers",
        sa.Column("openid_hash", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("openid_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("message_left", sa.Integer(), nullable=False),
        sa.Column("message_ends_at", sa.DateTime(timezone=True)),
        sa.Column("touch_left", sa.Integer(), nullable=False),
        sa.Column("touch_ends_at", sa.DateTime(timezone=True)),
        sa.Column("busy_by", sa.Text()),
        sa.Column("busy_until", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("message_left >= 0 AND touch_left >= 0", name=op.f("ck_wechat_followers_allowance")),
        _conversation("wechat_followers"),
        sa.PrimaryKeyConstraint("openid_hash", name=op.f("pk_wechat_followers")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_wechat_followers_conversation_id")),
    )


def _create_deliveries() -> None:
    op.create_table(
        "wechat_deliveries",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("openid_hash", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text()),
        sa.Column("errand", sa.LargeBinary()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("shown", sa.LargeBinary()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'answered')", name=op.f("ck_wechat_deliveries_state")),
        sa.CheckConstraint("route IN ('open', 'passive', 'later')", name=op.f("ck_wechat_deliveries_route")),
        _conversation("wechat_deliveries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_wechat_deliveries_key")),
    )
    for columns in (["conversation_id"], ["received_at"], ["openid_hash", "state"], ["settled", "deadline_at"]):
        op.create_index(op.f(f"ix_wechat_deliveries_{'_'.join(columns)}"), "wechat_deliveries", columns)


def _create_kept() -> None:
    op.create_table(
        "wechat_kept",
        sa.Column("id", _ROW_NUMBER, autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _conversation("wechat_kept"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_kept")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_wechat_kept_dedupe_key")),
    )
    op.create_index(op.f("ix_wechat_kept_conversation_id"), "wechat_kept", ["conversation_id"])


def _create_nonces() -> None:
    op.create_table(
        "wechat_nonces",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_wechat_nonces")),
    )
    op.create_index(op.f("ix_wechat_nonces_seen_at"), "wechat_nonces", ["seen_at"])


def _create_tokens() -> None:
    op.create_table(
        "wechat_tokens",
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("token_sealed", sa.LargeBinary()),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("refreshing_by", sa.Text()),
        sa.Column("refreshing_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("app_id", name=op.f("pk_wechat_tokens")),
    )
