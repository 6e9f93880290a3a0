"""Call-backs (回访) and what else is to be looked after, with their notes."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from assistant.store.console_records import FollowUpRecord, FollowUpState, NoteRecord
from assistant.store.handover_tables import follow_up_notes, follow_ups
from assistant.store.statements import Statements, columns_of


class FollowUps:
    """Call-backs and what else is to be looked after."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, follow_up: FollowUpRecord) -> None:
        """Store a new one; raises Conflict when the id is taken, NotFound without its conversation."""
        await self._statements.execute(follow_ups.insert().values(columns_of(follow_up)))

    async def get(self, follow_up_id: str) -> FollowUpRecord | None:
        """Return it, or None."""
        return await self._statements.first(select(follow_ups).where(follow_ups.c.id == follow_up_id), FollowUpRecord)

    async def consent(self, follow_up_id: str, conversation_id: str, wording: str, now: datetime) -> bool:
        """Note that the caregiver of this conversation agreed to be called; False without such an open one."""
        own = (follow_ups.c.id == follow_up_id, follow_ups.c.conversation_id == conversation_id)
        statement = update(follow_ups).where(*own, follow_ups.c.consent_at.is_(None))
        return await self._statements.count(statement.values(consent_at=now, consent_wording=wording)) > 0

    async def list_open(self, limit: int = 200) -> list[FollowUpRecord]:
        """Return open ones, the most overdue first."""
        found = select(follow_ups).where(follow_ups.c.state == "open").order_by(follow_ups.c.due_at).limit(limit)
        return await self._statements.all(found, FollowUpRecord)

    async def list_closed(self, limit: int = 50) -> list[FollowUpRecord]:
        """Return closed ones, the last first."""
        found = select(follow_ups).where(follow_ups.c.state != "open").order_by(follow_ups.c.closed_at.desc())
        return await self._statements.all(found.limit(limit), FollowUpRecord)

    async def reschedule(self, follow_up_id: str, due_at: datetime) -> bool:
        """Move an open one to another time."""
        is_open = (follow_ups.c.id == follow_up_id, follow_ups.c.state == "open")
        return await self._statements.count(update(follow_ups).where(*is_open).values(due_at=due_at)) > 0

    async def close(self, follow_up_id: str, state: FollowUpState, result: str, name: str, now: datetime) -> bool:
        """End an open one; two who do so at once never both succeed."""
        is_open = (follow_ups.c.id == follow_up_id, follow_ups.c.state == "open")
        values = {"state": state, "result": result, "closed_at": now, "closed_by": name}
        return await self._statements.count(update(follow_ups).where(*is_open).values(values)) > 0

    async def count_open(self) -> int:
        """Return how many are open."""
        counted = select(func.count()).where(follow_ups.c.state == "open")
        return int((await self._statements.execute(counted)).scalar_one())

    async def count_due(self, now: datetime) -> int:
        """Return how many open ones should have been done by now."""
        due = (follow_ups.c.state == "open", follow_ups.c.due_at <= now)
        return int((await self._statements.execute(select(func.count()).where(*due))).scalar_one())

    async def add_note(self, note: NoteRecord) -> None:
        """Store a note; raises NotFound without its follow-up."""
        await self._statements.execute(follow_up_notes.insert().values(columns_of(note, "id")))

    async def notes_of(self, follow_up_id: str) -> list[NoteRecord]:
        """Return its notes, oldest first."""
        found = select(follow_up_notes).where(follow_up_notes.c.follow_up_id == follow_up_id)
        return await self._statements.all(found.order_by(follow_up_notes.c.id), NoteRecord)

    async def delete_closed_before(self, cutoff: datetime) -> int:
        """Remove those closed earlier; return how many."""
        return await self._statements.count(delete(follow_ups).where(follow_ups.c.closed_at < cutoff))
