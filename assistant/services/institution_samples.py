"""Fictional institutions for trying things out, until a real list is imported."""

from datetime import datetime
from pathlib import Path

import structlog

from assistant.errors import Conflict
from assistant.services.institution_imports import ImportOrder, import_institutions
from assistant.services.places import Places
from assistant.services.unit_of_work import UnitOfWorkFactory

log = structlog.get_logger(__name__)

SAMPLE_FILE = "institutions-sample.csv"


async def ensure_samples(unit_of_work: UnitOfWorkFactory, places: Places, folder: Path, now: datetime) -> None:
    """Import the sample rows unless anything was ever imported; the first real list takes them out again."""
    async with unit_of_work() as uow:
        if await uow.institutions.version():
            return
    order = ImportOrder((folder / SAMPLE_FILE).read_bytes(), SAMPLE_FILE, actor="system")
    try:
        report = await import_institutions(unit_of_work, places, order, now)
    except Conflict:
        return  # another instance was first
    if report.problems:
        log.warning("sample_institutions_not_loaded", problems=len(report.problems), first=str(report.problems[0]))
