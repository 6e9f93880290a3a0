"""The tables of institutions, their imports and what each import changed."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Table,
)
from sqlalchemy.types import TypeDecorator

from assistant.domain.geography import Datum
from assistant.domain.institution import CareService, ClassKind, InstitutionKind
from assistant.store.tables import metadata
from assistant.store.types import StoredText, TextTuple, UtcDateTime


class EnumValue(TypeDecorator[Enum]):
    """A member of an enumeration, kept as its value."""

    impl = StoredText
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Enum | None, dialect: Dialect) -> str | None:
        """Turn the member into its value."""
        return None if value is None else str(value.value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Enum | None:
        """Turn the value into its member."""
        return None if value is None else self.kind(value)


class EnumTuple(TypeDecorator[tuple[Enum, ...]]):
    """A few members of an enumeration, kept as a JSON array of their values."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[Enum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: Sequence[Enum] | None, dialect: Dialect) -> list[Any]:
        """Turn the members into an array; None into an empty one."""
        return [member.value for member in value or ()]

    def process_result_value(self, value: list[Any] | None, dialect: Dialect) -> tuple[Enum, ...]:
        """Turn the array into members."""
        return tuple(self.kind(item) for item in value or ())


# The number is given by the statement that inserts the row, not counted up by the database: two imports at the same
# time then want the same number, and the second waits for the first and fails instead of mixing with it.
institution_imports = Table(
    "institution_imports",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", StoredText, nullable=False),
    Column("file_name", StoredText, nullable=False),
    Column("created", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("removed", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("undoes", Integer, unique=True),
)

institutions = Table(
    "institutions",
    metadata,
    Column("id", StoredText, primary_key=True),
    Column("match_key", StoredText, nullable=False, unique=True),
    Column("import_id", Integer, ForeignKey("institution_imports.id"), nullable=False, index=True),
    Column("name", StoredText, nullable=False),
    Column("district", StoredText, nullable=False),
    Column("source", StoredText, nullable=False),
    Column("source_on", Date, nullable=False),
    Column("kinds", EnumTuple(InstitutionKind), nullable=False),
    Column("demonstration_level", StoredText, nullable=False),
    Column("subdistrict", StoredText, nullable=False),
    Column("address", StoredText, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("source_datum", EnumValue(Datum)),
    Column("age_months_min", Integer),
    Column("age_months_max", Integer),
    Column("class_kinds", EnumTuple(ClassKind), nullable=False),
    Column("places_total", Integer),
    Column("places_free", Integer),
    Column("places_confirmed_on", Date),
    Column("fee_full_day", Float),
    Column("fee_half_day", Float),
    Column("fee_hourly", Float),
    Column("fee_drop_in", Float),
    Column("meals", StoredText, nullable=False),
    Column("opening_hours", StoredText, nullable=False),
    Column("phone", StoredText, nullable=False),
    Column("filing_number", StoredText, unique=True),
    Column("filed_on", Date),
    Column("quality_grade", StoredText),
    Column("graded_on", Date),
    Column("inspections", StoredText, nullable=False),
    Column("notices", StoredText, nullable=False),
    Column("has_health_care_integration", Boolean),
    Column("services", EnumTuple(CareService), nullable=False),
    Column("photos", TextTuple, nullable=False),
    Column("is_closed", Boolean, nullable=False),
    Column("is_sample", Boolean, nullable=False),
    CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
    CheckConstraint("places_free >= 0 AND (places_total IS NULL OR places_free <= places_total)", name="places"),
    CheckConstraint("quality_grade IN ('A', 'B', 'C', 'D')", name="quality_grade"),
)

institution_changes = Table(
    "institution_changes",
    metadata,
    Column("import_id", Integer, ForeignKey("institution_imports.id"), nullable=False),
    Column("institution_id", StoredText, nullable=False),
    Column("action", StoredText, nullable=False),
    Column("before", JSON(none_as_null=True)),
    PrimaryKeyConstraint("import_id", "institution_id"),
    CheckConstraint("action IN ('created', 'updated', 'removed')", name="action"),
)
