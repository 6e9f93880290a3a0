"""Institutions, and the log of their imports."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, delete, func, select, update
from sqlalchemy.dialects import sqlite

from assistant.domain.institution import Institution
from assistant.errors import Conflict
from assistant.store.institution_records import ImportCounts, ImportRecord, InstitutionChange, KeptInstitution
from assistant.store.institution_tables import (
    EnumTuple,
    EnumValue,
    institution_changes,
    institution_imports,
    institutions,
)
from assistant.store.statements import Statements, columns_of
from assistant.store.types import TextTuple

_DIALECT = sqlite.dialect()
"""Our own column types behave alike on every dialect; they ask for one all the same."""

_STRUCTURED = (EnumValue, EnumTuple, TextTuple)
"""Column types whose values are no JSON values by themselves."""

_FIELDS = tuple(field.name for field in fields(Institution))


class Institutions:
    """The list of institutions. Only imports change it, one after another."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def version(self) -> int:
        """Return the number of the last import or taking back; 0 before the first."""
        return int(
            (await self._statements.execute(select(func.coalesce(func.max(institution_imports.c.id), 0)))).scalar_one()
        )

    async def list_all(self) -> list[KeptInstitution]:
        """Return every institution, running or closed."""
        rows = await self._statements.execute(select(institutions))
        return [_kept(row._mapping) for row in rows]

    async def begin_import(self, at: datetime, actor: str, file_name: str, undoes: int | None = None) -> int:
        """Open the next import and return its number; from here on other imports wait.

        Raises:
            Conflict: Another one began at the same moment, or `undoes` was taken back before.
        """
        newest = select(func.coalesce(func.max(institution_imports.c.id), 0) + 1).scalar_subquery()
        values = {"at": at, "actor": actor, "file_name": file_name, "undoes": undoes, **columns_of(ImportCounts())}
        await self._statements.execute(institution_imports.insert().values(id=newest, **values))
        return await self.version()

    async def finish_import(self, import_id: int, counts: ImportCounts) -> None:
        """Note what an open import did; raises NotFound."""
        statement = update(institution_imports).where(institution_imports.c.id == import_id)
        await self._statements.must_touch(statement.values(columns_of(counts)), f"Import {import_id}")

    async def put(self, rows: Sequence[Institution], import_id: int) -> None:
        """Store rows as they are now, new or changed; none is fine. Raises Conflict when a filing number is taken."""
        await self._put([{**_columns(row), "import_id": import_id} for row in rows])

    async def remove(self, ids: Sequence[str]) -> None:
        """Remove rows; none is fine."""
        if ids:
            statement = delete(institutions).where(institutions.c.id.in_(ids))
            await self._statements.execute(statement)

    async def log_changes(self, changes: Sequence[InstitutionChange]) -> None:
        """Keep what an import changed; none is fine."""
        if changes:
            await self._statements.execute(institution_changes.insert(), [columns_of(change) for change in changes])

    async def take_back(self, import_id: int) -> ImportCounts:
        """Restore what was there before an import.

        Raises:
            Conflict: A later import wrote to the same rows; that one has to be taken back first.
        """
        found = select(institution_changes).where(institution_changes.c.import_id == import_id)
        changes = await self._statements.all(found, InstitutionChange)
        kinds = Counter(change.action for change in changes)
        touched = await self._statements.count(delete(institutions).where(institutions.c.import_id == import_id))
        later = kinds["created"] + kinds["updated"] - touched
        if later:
            raise Conflict(f"A later import changed {later} of the rows of import {import_id}. Undo that one first.")
        await self._put([_from_json(change.before) for change in changes if change.before is not None])
        return ImportCounts(created=kinds["removed"], updated=kinds["updated"], removed=kinds["created"])

    async def get_import(self, import_id: int) -> ImportRecord | None:
        """Return one import, or None."""
        found = select(institution_imports).where(institution_imports.c.id == import_id)
        return await self._statements.first(found, ImportRecord)

    async def list_imports(self, limit: int) -> list[ImportRecord]:
        """Return up to `limit` imports, newest first."""
        found = select(institution_imports).order_by(institution_imports.c.id.desc()).limit(limit)
        return await self._statements.all(found, ImportRecord)

    async def _put(self, rows: Sequence[dict[str, Any]]) -> None:
        if not rows:
            return
        statement = self._statements.insert(institutions)
        changed = {column.name: statement.excluded[column.name] for column in institutions.c if column.name != "id"}
        await self._statements.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed), list(rows))


def before_image(kept: KeptInstitution) -> dict[str, Any]:
    """Return a stored row as JSON values, to be restored by `take_back`."""
    row = {**_columns(kept.institution), "import_id": kept.import_id}
    return {column.name: _to_json(row[column.name], column.type) for column in institutions.c}


def _columns(row: Institution) -> dict[str, Any]:
    return {**columns_of(row), "match_key": row.match_key}


def _kept(row: Any) -> KeptInstitution:
    return KeptInstitution(Institution(**{name: row[name] for name in _FIELDS}), row["import_id"])


def _to_json(value: Any, kind: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return kind.process_bind_param(value, _DIALECT) if isinstance(kind, _STRUCTURED) else value


def _from_json(row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: _value(row[column.name], column.type) for column in institutions.c}


def _value(value: Any, kind: Any) -> Any:
    if isinstance(kind, Date) and value is not None:
        return date.fromisoformat(value)
    return kind.process_result_value(value, _DIALECT) if isinstance(kind, _STRUCTURED) else value
