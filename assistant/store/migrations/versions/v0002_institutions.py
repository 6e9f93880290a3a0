"""Institutions, their imports, and what each import changed."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the three tables."""
    _create_imports()
    _create_institutions()
    _create_changes()


def downgrade() -> None:
    """Drop them again, children first."""
    for table in ("institution_changes", "institutions", "institution_imports"):
        op.drop_table(table)


def _create_imports() -> None:
    op.create_table(
        "institution_imports",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_imports")),
        sa.UniqueConstraint("undoes", name=op.f("uq_institution_imports_undoes")),
    )


def _create_institutions() -> None:
    op.create_table(
        "institutions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("match_key", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("demonstration_level", sa.Text(), nullable=False),
        sa.Column("subdistrict", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("source_datum", sa.Text()),
        sa.Column("age_months_min", sa.Integer()),
        sa.Column("age_months_max", sa.Integer()),
        sa.Column("class_kinds", sa.JSON(), nullable=False),
        sa.Column("places_total", sa.Integer()),
        sa.Column("places_free", sa.Integer()),
        sa.Column("places_confirmed_on", sa.Date()),
        sa.Column("fee_full_day", sa.Float()),
        sa.Column("fee_half_day", sa.Float()),
        sa.Column("fee_hourly", sa.Float()),
        sa.Column("fee_drop_in", sa.Float()),
        sa.Column("meals", sa.Text(), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("filing_number", sa.Text()),
        sa.Column("filed_on", sa.Date()),
        sa.Column("quality_grade", sa.Text()),
        sa.Column("graded_on", sa.Date()),
        sa.Column("inspections", sa.Text(), nullable=False),
        sa.Column("notices", sa.Text(), nullable=False),
        sa.Column("has_health_care_integration", sa.Boolean()),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_institutions_whole_point")),
        sa.CheckConstraint(
            "places_free >= 0 AND (places_total IS NULL OR places_free <= places_total)",
            name=op.f("ck_institutions_places"),
        ),
        sa.CheckConstraint("quality_grade IN ('A', 'B', 'C', 'D')", name=op.f("ck_institutions_quality_grade")),
        sa.ForeignKeyConstraint(["import_id"], ["institution_imports.id"], name=op.f("fk_institutions_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
        sa.UniqueConstraint("match_key", name=op.f("uq_institutions_match_key")),
        sa.UniqueConstraint("filing_number", name=op.f("uq_institutions_filing_number")),
    )
    op.create_index(op.f("ix_institutions_import_id"), "institutions", ["import_id"])


def _create_changes() -> None:
    op.create_table(
        "institution_changes",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.CheckConstraint("action IN ('created', 'updated', 'removed')", name=op.f("ck_institution_changes_action")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["institution_imports.id"], name=op.f("fk_institution_changes_import_id")
        ),
        sa.PrimaryKeyConstraint("import_id", "institution_id", name=op.f("pk_institution_changes")),
    )
