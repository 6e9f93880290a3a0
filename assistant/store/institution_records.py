"""What the store keeps about imports of institutions, as frozen records."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from assistant.domain.institution import Institution

ChangeKind = Literal["created", "updated", "removed"]


@dataclass(frozen=True, slots=True)
class KeptInstitution:
    """An institution, and the import that wrote it last."""

    institution: Institution
    import_id: int


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """How many institutions an import made, changed and took out, and how many rows it could not use."""

    created: int = 0
    updated: int = 0
    removed: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import, or with `undoes` the taking back of an earlier one.

    Attributes:
        id: Rises by one with each.
        at: When it was done.
        actor: Who did it.
        file_name: As it was sent.
        created: New institutions.
        updated: Changed ones.
        removed: Ones that went, e.g. sample rows before the first real list.
        refused: Rows that could not be used.
        undoes: The import that it took back.
    """

    id: int
    at: datetime
    actor: str
    file_name: str
    created: int
    updated: int
    removed: int
    refused: int
    undoes: int | None = None


@dataclass(frozen=True, slots=True)
class InstitutionChange:
    """What an import did to one institution; `before` holds the whole row, None where there was none."""

    import_id: int
    institution_id: str
    action: ChangeKind
    before: dict[str, Any] | None = None
