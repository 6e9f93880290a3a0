"""Complaints and reports, their steps and their evidence; whoever is named in one does not find it."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, delete, func, select, update

from assistant.store.console_records import ComplaintFileRecord, ComplaintRecord, ComplaintStepRecord
from assistant.store.console_tables import complaint_files, complaint_steps, complaints
from assistant.store.statements import Statements, columns_of


class Complaints:
    """What people report about institutions."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, complaint: ComplaintRecord) -> None:
        """Store a new one; raises Conflict when the code is taken."""
        await self._statements.execute(complaints.insert().values(columns_of(complaint)))

    async def get_for(self, complaint_id: str, operator_id: str) -> ComplaintRecord | None:
        """Return it unless this operator is named in it, or None."""
        found = select(complaints).where(complaints.c.id == complaint_id, _open_to(operator_id))
        return await self._statements.first(found, ComplaintRecord)

    async def by_code(self, code_hash: str) -> ComplaintRecord | None:
        """Return the one with this code, or None."""
        return await self._statements.first(
            select(complaints).where(complaints.c.code_hash == code_hash), ComplaintRecord
        )

    async def list_for(self, operator_id: str, limit: int = 200) -> list[ComplaintRecord]:
        """Return those that this operator may see: open ones by deadline, then closed ones."""
        found = select(complaints).where(_open_to(operator_id))
        ordered = found.order_by(complaints.c.state == "closed", complaints.c.due_at).limit(limit)
        return await self._statements.all(ordered, ComplaintRecord)

    async def change(self, complaint_id: str, operator_id: str, state: str, answer: str | None, now: datetime) -> bool:
        """Move one that is not closed to another state; False when it is closed or not theirs to see."""
        is_open = and_(complaints.c.id == complaint_id, complaints.c.state != "closed", _open_to(operator_id))
        values: dict[str, Any] = {"state": state}
        if answer is not None:
            values["answer"] = answer
        if state == "closed":
            values["closed_at"] = now
        return await self._statements.count(update(complaints).where(is_open).values(values)) > 0

    async def add_step(self, step: ComplaintStepRecord) -> None:
        """Store a step; raises NotFound without its complaint."""
        await self._statements.execute(complaint_steps.insert().values(columns_of(step, "id")))

    async def steps_of(self, complaint_id: str) -> list[ComplaintStepRecord]:
        """Return its steps, oldest first."""
        found = select(complaint_steps).where(complaint_steps.c.complaint_id == complaint_id)
        return await self._statements.all(found.order_by(complaint_steps.c.id), ComplaintStepRecord)

    async def add_file(self, file: ComplaintFileRecord) -> None:
        """Store a piece of evidence; raises NotFound without its complaint."""
        await self._statements.execute(complaint_files.insert().values(columns_of(file)))

    async def count_files(self, complaint_id: str) -> int:
        """Return how many pieces of evidence it has."""
        counted = select(func.count()).where(complaint_files.c.complaint_id == complaint_id)
        return int((await self._statements.execute(counted)).scalar_one())

    async def files_of(self, complaint_id: str) -> list[ComplaintFileRecord]:
        """Return its evidence with the content, oldest first."""
        found = select(complaint_files).where(complaint_files.c.complaint_id == complaint_id)
        return await self._statements.all(found.order_by(complaint_files.c.added_at), ComplaintFileRecord)

    async def get_file(self, complaint_id: str, file_id: str) -> ComplaintFileRecord | None:
        """Return one piece of evidence of this complaint, or None."""
        own = (complaint_files.c.id == file_id, complaint_files.c.complaint_id == complaint_id)
        return await self._statements.first(select(complaint_files).where(*own), ComplaintFileRecord)

    async def delete_closed_before(self, cutoff: datetime) -> tuple[int, int]:
        """Remove those closed earlier with their steps and evidence; return how many complaints and how many files."""
        over = complaints.c.closed_at < cutoff
        of_these = complaint_files.c.complaint_id.in_(select(complaints.c.id).where(over))
        files = await self._statements.count(delete(complaint_files).where(of_these))
        return await self._statements.count(delete(complaints).where(over)), files


def _open_to(operator_id: str) -> Any:
    """The operator is not among those named; ids are random, so a part of the array's text is as good as its member."""
    return cast(complaints.c.named, String).not_like(f'%"{operator_id}"%')
