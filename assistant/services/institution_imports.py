"""Importing the list of institutions, taking an import back, and exporting the list."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.domain.geography import Datum, to_gcj02
from assistant.domain.institution import Institution
from assistant.errors import Conflict, NotFound
from assistant.services.institution_columns import COLUMNS, written
from assistant.services.institution_files import RawTable, read_table, write_csv, write_xlsx
from assistant.services.institution_rows import Progress, ReadRow, RowProblem, RowReader
from assistant.services.places import Places
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.institution_records import ImportCounts, ImportRecord, InstitutionChange, KeptInstitution
from assistant.store.repositories.institutions import before_image


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What is to be imported, and how.

    Attributes:
        content: The file.
        file_name: Its name; the source of rows that name none.
        actor: Who imports it.
        dry_run: Read, check and count, but change nothing.
        partial: Take the good rows even if others are wrong.
    """

    content: bytes = field(repr=False)
    file_name: str
    actor: str
    dry_run: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would have done.

    Attributes:
        import_id: Its number in the log; None when nothing was changed.
        rows: Rows in the file.
        counts: Institutions made, changed and removed; refused are rows.
        problems: Everything that is wrong, in the file's order.
        ignored_columns: Columns that nobody knows.
    """

    import_id: int | None
    rows: int
    counts: ImportCounts
    problems: tuple[RowProblem, ...]
    ignored_columns: tuple[str, ...]

    @property
    def unchanged(self) -> int:
        """Rows that say what is stored already."""
        return self.rows - self.counts.created - self.counts.updated - self.counts.refused


async def import_institutions(
    unit_of_work: UnitOfWorkFactory,
    places: Places,
    order: ImportOrder,
    now: datetime,
    progress: Progress = lambda done, total: None,
) -> ImportReport:
    """Import a list. Unless `partial`, one wrong row means that nothing is changed.

    Raises:
        UnusableFile: The file is no table.
        Conflict: Another import ran at the same moment; nothing was changed.
    """
    reader = RowReader(places, now.date(), order.file_name)
    table, rows = await asyncio.to_thread(_read, reader, order.content, progress)
    async with unit_of_work() as uow:
        # First the number: from here on no other import comes between what is read and what is written.
        import_id = 0 if order.dry_run else await uow.institutions.begin_import(now, order.actor, order.file_name)
        kept = {row.institution.id: row for row in await uow.institutions.list_all()}
        stored = [row.institution for row in kept.values()]
        merged = await asyncio.to_thread(reader.merge, rows, stored)
        replaced = _samples_to_remove(merged, kept)
        counts = _count(merged, replaced, reader.problems)
        wrong = bool(reader.problems) and not order.partial
        nothing = not (merged or replaced)
        if not (order.dry_run or wrong or nothing):
            await _write(uow, import_id, merged, replaced, kept)
            await uow.institutions.finish_import(import_id, counts)
            await _audit(uow, now, order.actor, "institutions_imported", import_id, counts)
            await uow.commit()
    applied = None if order.dry_run or wrong or nothing else import_id
    return ImportReport(applied, len(table.rows), counts, tuple(sorted(reader.problems)), table.ignored)


async def undo_import(unit_of_work: UnitOfWorkFactory, import_id: int, actor: str, now: datetime) -> ImportRecord:
    """Restore what was there before an import, and log that as well.

    Raises:
        NotFound: There is no such import.
        Conflict: It was taken back before, is itself a taking back, or a later import changed the same rows.
    """
    async with unit_of_work() as uow:
        wanted = await uow.institutions.get_import(import_id)
        if wanted is None or wanted.undoes is not None:
            raise NotFound(
                f"There is no import {import_id} that could be undone. `assistant institutions imports` lists them."
            )
        try:
            number = await uow.institutions.begin_import(now, actor, wanted.file_name, undoes=import_id)
        except Conflict as error:
            raise Conflict(f"Import {import_id} was taken back before, or another import is running.") from error
        counts = await uow.institutions.take_back(import_id)
        await uow.institutions.finish_import(number, counts)
        await _audit(uow, now, actor, "institutions_import_undone", import_id, counts)
        record = await uow.institutions.get_import(number)
        await uow.commit()
    if record is None:
        raise NotFound(f"Import {number} vanished while it was written.")
    return record


async def list_imports(unit_of_work: UnitOfWorkFactory, limit: int) -> list[ImportRecord]:
    """Return the log, newest first."""
    async with unit_of_work() as uow:
        return await uow.institutions.list_imports(limit)


async def export_institutions(unit_of_work: UnitOfWorkFactory, as_xlsx: bool) -> tuple[bytes, int]:
    """Return the whole list in the format that imports take, and how many institutions it has."""
    async with unit_of_work() as uow:
        kept = await uow.institutions.list_all()
    rows = sorted((row.institution for row in kept), key=lambda row: (row.district, row.subdistrict, row.name))
    return await asyncio.to_thread(_export, rows, as_xlsx), len(rows)


def _read(reader: RowReader, content: bytes, progress: Progress) -> tuple[RawTable, list[ReadRow]]:
    table = read_table(content)
    return table, reader.read(table, progress)


def _samples_to_remove(
    merged: Sequence[tuple[Institution, bool]], kept: dict[str, KeptInstitution]
) -> list[KeptInstitution]:
    """Sample rows go when the first real ones come: beside real ones somebody might believe them."""
    if all(row.is_sample for row, _ in merged):
        return []
    updated = {row.id for row, is_new in merged if not is_new}
    return [row for row in kept.values() if row.institution.is_sample and row.institution.id not in updated]


def _count(
    merged: Sequence[tuple[Institution, bool]], replaced: Sequence[KeptInstitution], problems: Sequence[RowProblem]
) -> ImportCounts:
    created = sum(is_new for _, is_new in merged)
    refused = len({problem.row for problem in problems})
    return ImportCounts(created, len(merged) - created, len(replaced), refused)


async def _write(
    uow: UnitOfWork,
    import_id: int,
    merged: Sequence[tuple[Institution, bool]],
    replaced: Sequence[KeptInstitution],
    kept: dict[str, KeptInstitution],
) -> None:
    await uow.institutions.remove([row.institution.id for row in replaced])
    await uow.institutions.put([row for row, _ in merged], import_id)
    changes = [
        InstitutionChange(import_id, row.id, "created")
        if is_new
        else InstitutionChange(import_id, row.id, "updated", before_image(kept[row.id]))
        for row, is_new in merged
    ]
    changes += [InstitutionChange(import_id, row.institution.id, "removed", before_image(row)) for row in replaced]
    await uow.institutions.log_changes(changes)


async def _audit(uow: UnitOfWork, now: datetime, actor: str, action: str, import_id: int, counts: ImportCounts) -> None:
    detail = {"created": counts.created, "updated": counts.updated, "removed": counts.removed}
    await uow.audit.add(at=now, actor=actor, action=action, subject=f"institution_import:{import_id}", detail=detail)


def _export(rows: Sequence[Institution], as_xlsx: bool) -> bytes:
    columns = [column for column in COLUMNS if column.is_exported]
    table = [[written(column.field, _value(row, column.field)) for column in columns] for row in rows]
    titles = [column.title for column in columns]
    return write_xlsx(titles, table) if as_xlsx else write_csv(titles, table)


def _value(row: Institution, name: str) -> object:
    """A field as the source gave it: the point goes out in the datum it came in."""
    if name in ("latitude", "longitude") and row.point is not None and row.source_datum is Datum.GCJ02:
        latitude, longitude = to_gcj02(row.point)
        return round(latitude if name == "latitude" else longitude, 6)
    value: object = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value
