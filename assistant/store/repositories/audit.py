"""Two records that are only ever added to: what operators did, and what triage decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from assistant.store.records import AuditRecord, TriageRecord
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import audit, triage_log


class Audit:
    """Who did what to what."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(
        self,
        *,
        at: datetime,
        actor: str,
        action: str,
        subject: str,
        operator_id: str | None = None,
        detail: dict[str, Any] | None = None,
        request_id: str = "",
    ) -> None:
        """Store one act.

        Args:
            at: When it was done.
            actor: Who did it, as people read it: a login name, `caregiver`, a part of the service.
            action: What was done, e.g. login_failed.
            subject: What it was done to; an id, never personal data.
            operator_id: The account behind `actor`, where there is one.
            detail: What else an auditor needs; never personal data of caregivers.
            request_id: The call it was done in.
        """
        values = {"at": at, "actor": actor, "action": action, "subject": subject, "operator_id": operator_id}
        statement = audit.insert().values(**values, detail=detail or {}, request_id=request_id)
        await self._statements.execute(statement)

    async def list(self, limit: int, before_id: int | None = None) -> list[AuditRecord]:
        """Return up to `limit`, newest first, older than `before_id` where given."""
        found = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before_id is not None:
            found = found.where(audit.c.id < before_id)
        return await self._statements.all(found, AuditRecord)

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove older ones; return how many."""
        return await self._statements.count(delete(audit).where(audit.c.at < cutoff))


class TriageLog:
    """What triage decided, and why."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, record: TriageRecord) -> None:
        """Store it; its id is given by the database. Raises NotFound without its conversation."""
        await self._statements.execute(triage_log.insert().values(columns_of(record, "id")))

    async def list_for(self, conversation_id: str) -> list[TriageRecord]:
        """Return those of one conversation, oldest first."""
        found = select(triage_log).where(triage_log.c.conversation_id == conversation_id)
        return await self._statements.all(found.order_by(triage_log.c.id), TriageRecord)

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove older ones; return how many."""
        return await self._statements.count(delete(triage_log).where(triage_log.c.at < cutoff))
