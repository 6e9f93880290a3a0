"""Bookings, the ledger of what was used, feedback, and tries at codes."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, case, delete, func, literal, select, update

from assistant.domain.booking import OPEN, Booking, BookingStatus, SessionFeedback
from assistant.domain.entitlement import LedgerEntry, LedgerKind
from assistant.store.guidance_tables import bookings as table
from assistant.store.guidance_tables import code_tries, entitlement_ledger, guidance_feedback, guidance_sessions
from assistant.store.statements import Statements, columns_of
from assistant.store.types import UtcDateTime


class Bookings:
    """Claims to sittings. Every change names the state that it starts from."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, booking: Booking) -> bool:
        """Store a new one; False when the code, the client's id or the child's place in the sitting is taken."""
        insert = self._statements.insert(table).values(columns_of(booking)).on_conflict_do_nothing()
        return await self._statements.count(insert) > 0

    async def get(self, booking_id: str) -> Booking | None:
        """Return one, or None."""
        return await self._statements.first(select(table).where(table.c.id == booking_id), Booking)

    async def by_code(self, code_hash: str) -> Booking | None:
        """Return the one with this code, or None."""
        return await self._statements.first(select(table).where(table.c.code_hash == code_hash), Booking)

    async def by_client_request(self, client_request_id: str) -> Booking | None:
        """Return the one that this request made, or None."""
        return await self._statements.first(
            select(table).where(table.c.client_request_id == client_request_id), Booking
        )

    async def of_guardian(self, guardian_id: str) -> list[Booking]:
        """Return a guardian's, newest first."""
        found = select(table).where(table.c.guardian_id == guardian_id)
        return await self._statements.all(found.order_by(table.c.created_at.desc(), table.c.id), Booking)

    async def of_operator(self, operator_id: str, limit: int) -> list[Booking]:
        """Return what an operator booked for callers, newest first."""
        found = select(table).where(table.c.operator_id == operator_id)
        return await self._statements.all(found.order_by(table.c.created_at.desc(), table.c.id).limit(limit), Booking)

    async def of_session(self, session_id: str, statuses: Collection[BookingStatus] = OPEN) -> list[Booking]:
        """Return those of a sitting in these states, oldest first."""
        found = select(table).where(table.c.session_id == session_id, table.c.status.in_(tuple(statuses)))
        return await self._statements.all(found.order_by(table.c.created_at, table.c.id), Booking)

    async def open_count(self, entitlement_key: str, now: datetime) -> int:
        """Return how many open claims a child has to sittings that have not begun."""
        begun = select(guidance_sessions.c.id).where(guidance_sessions.c.starts_at <= now)
        is_open = (table.c.entitlement_key == entitlement_key, table.c.status.in_(tuple(OPEN)))
        counted = select(func.count()).select_from(table).where(*is_open, table.c.session_id.not_in(begun))
        return int((await self._statements.execute(counted)).scalar_one())

    async def change(self, booking_id: str, since: Collection[BookingStatus], **values: Any) -> bool:
        """Change one that is in a state of `since`; False when it is not any more.

        Raises:
            Conflict: The child has an open booking of the sitting it is moved to.
        """
        statement = update(table).where(table.c.id == booking_id, table.c.status.in_(tuple(since))).values(**values)
        return await self._statements.count(statement) > 0

    async def first_waiting(self, session_id: str) -> Booking | None:
        """Return the one that has waited longest, or None."""
        waiting = (table.c.session_id == session_id, table.c.status == BookingStatus.WAITLISTED)
        found = select(table).where(*waiting).order_by(table.c.queued_at, table.c.id).limit(1)
        return await self._statements.first(found, Booking)

    async def ahead_of(self, booking: Booking) -> int:
        """Return how many wait longer for the same sitting."""
        earlier = (table.c.queued_at < booking.queued_at) | (
            (table.c.queued_at == booking.queued_at) & (table.c.id < booking.id)
        )
        waiting = (table.c.session_id == booking.session_id, table.c.status == BookingStatus.WAITLISTED, earlier)
        counted = select(func.count()).select_from(table).where(*waiting)
        return int((await self._statements.execute(counted)).scalar_one())

    async def lapsed(self, now: datetime, limit: int) -> list[Booking]:
        """Return offers whose hold has ended."""
        over = (table.c.status == BookingStatus.OFFERED, table.c.hold_until <= now)
        return await self._statements.all(select(table).where(*over).order_by(table.c.id).limit(limit), Booking)

    async def to_remind(self, mark: str, since: datetime, until: datetime, limit: int) -> list[Booking]:
        """Return booked ones of sittings that begin after `since`, by `until`, and whose `mark` column is empty."""
        starts = guidance_sessions.c.starts_at
        found = (
            select(table)
            .join(guidance_sessions, guidance_sessions.c.id == table.c.session_id)
            .where(table.c.status == BookingStatus.BOOKED, table.c[mark].is_(None), starts > since, starts <= until)
        )
        return await self._statements.all(found.order_by(starts, table.c.id).limit(limit), Booking)

    async def mark_reminded(self, booking_id: str, mark: str, at: datetime) -> bool:
        """Note that a reminder was staged; False when it was before, or the booking is over."""
        first = (table.c.id == booking_id, table.c.status == BookingStatus.BOOKED, table.c[mark].is_(None))
        return await self._statements.count(update(table).where(*first).values({mark: at})) > 0

    async def ask_again(self, session_id: str) -> None:
        """Let the reminders of a sitting go out again, since its time has changed."""
        statement = update(table).where(table.c.session_id == session_id)
        await self._statements.execute(statement.values(day_reminded_at=None, hours_reminded_at=None))

    async def forget_mover(self, conversation_id: str) -> None:
        """Let nothing point to a conversation that is deleted."""
        statement = update(table).where(table.c.moved_in_conversation_id == conversation_id)
        await self._statements.execute(statement.values(moved_in_conversation_id=None))

    async def delete_after_sitting(self, ended_before: datetime, limit: int) -> int:
        """Remove those of sittings that ended before then; return how many."""
        over = (guidance_sessions.c.id == table.c.session_id) & (guidance_sessions.c.ends_at < ended_before)
        some = select(table.c.id).join(guidance_sessions, over).limit(limit)
        return await self._statements.count(delete(table).where(table.c.id.in_(some)))

    async def add_feedback(self, feedback: SessionFeedback) -> None:
        """Store what a guardian thought of a sitting; the last word counts. Raises Conflict for another rating."""
        insert = self._statements.insert(guidance_feedback).values(columns_of(feedback))
        replaced = columns_of(feedback, "booking_id")
        await self._statements.execute(insert.on_conflict_do_update(index_elements=["booking_id"], set_=replaced))

    async def feedback_of(self, booking_ids: Collection[str]) -> list[SessionFeedback]:
        """Return what was said of these bookings."""
        found = select(guidance_feedback).where(guidance_feedback.c.booking_id.in_(booking_ids))
        return await self._statements.all(found, SessionFeedback)


class Ledger:
    """What was used, given back and granted; rows are only ever added."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, entry: LedgerEntry) -> None:
        """Store a row; its id is given by the database. Raises NotFound without its child."""
        await self._statements.execute(entitlement_ledger.insert().values(columns_of(entry, "id")))

    async def sums(self, entitlement_key: str, year: int) -> tuple[int, int]:
        """Return what was used (uses less returns) and what was granted of one year."""
        is_grant = entitlement_ledger.c.kind == LedgerKind.OVERRIDE
        change, nothing = entitlement_ledger.c.change, literal(0, Integer)
        used = func.coalesce(func.sum(case((is_grant, nothing), else_=change)), 0)
        granted = func.coalesce(func.sum(case((is_grant, change), else_=nothing)), 0)
        of_year = (entitlement_ledger.c.entitlement_key == entitlement_key, entitlement_ledger.c.year == year)
        sums = tuple((await self._statements.execute(select(used, granted).where(*of_year))).one())
        return int(sums[0]), int(sums[1])

    async def of_key(self, entitlement_key: str) -> list[LedgerEntry]:
        """Return every row that counts under a key, oldest first."""
        found = select(entitlement_ledger).where(entitlement_ledger.c.entitlement_key == entitlement_key)
        return await self._statements.all(found.order_by(entitlement_ledger.c.id), LedgerEntry)

    async def delete_before(self, year: int) -> int:
        """Remove rows of earlier years; return how many."""
        return await self._statements.count(delete(entitlement_ledger).where(entitlement_ledger.c.year < year))


class CodeTries:
    """Tries at codes, counted before they are looked at, so that parallel guesses are counted too."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def begin(self, key: str, now: datetime, counted_since: datetime, allowed: int) -> bool:
        """Count a try; False when `allowed` were counted since then, which counts no more."""
        is_old = code_tries.c.since <= counted_since
        fresh = literal(now, UtcDateTime())
        statement = (
            self._statements.insert(code_tries)
            .values(key=key, since=now, count=1)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "count": case((is_old, 1), else_=code_tries.c.count + 1),
                    "since": case((is_old, fresh), else_=code_tries.c.since),
                },
                where=is_old | (code_tries.c.count < allowed),
            )
        )
        return await self._statements.count(statement) > 0

    async def forgive(self, key: str) -> None:
        """Forget the tries of a key, after a right one."""
        await self._statements.execute(delete(code_tries).where(code_tries.c.key == key))

    async def delete_before(self, cutoff: datetime) -> int:
        """Remove older counts; return how many."""
        return await self._statements.count(delete(code_tries).where(code_tries.c.since < cutoff))
