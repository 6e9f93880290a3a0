"""Guidance sessions and the plans that make them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.sql.elements import ColumnElement

from assistant.domain.guidance import GuidanceSession, SessionKind
from assistant.domain.session_plan import SessionPlan
from assistant.store.guidance_tables import guidance_sessions as table
from assistant.store.guidance_tables import session_plans
from assistant.store.statements import Statements, columns_of


class GuidanceSessions:
    """Sittings. Whoever changes a seat locks its sitting first, so that seats, waitlist and offers change together."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, session: GuidanceSession) -> bool:
        """Store a new one; False when the id is taken, which leaves the first as it is."""
        insert = self._statements.insert(table).values(columns_of(session)).on_conflict_do_nothing()
        return await self._statements.count(insert) > 0

    async def get(self, session_id: str) -> GuidanceSession | None:
        """Return it, cancelled or not, or None."""
        return await self._statements.first(select(table).where(table.c.id == session_id), GuidanceSession)

    async def get_many(self, session_ids: Collection[str]) -> dict[str, GuidanceSession]:
        """Return those that exist, by id."""
        found = await self._statements.all(select(table).where(table.c.id.in_(session_ids)), GuidanceSession)
        return {session.id: session for session in found}

    async def lock(self, session_id: str) -> GuidanceSession | None:
        """Hold the sitting until the transaction ends and return it as it is now, or None.

        A write, not SELECT FOR UPDATE: SQLite ignores the latter.
        """
        held = update(table).where(table.c.id == session_id).values(revision=table.c.revision + 1)
        return await self._statements.first(held.returning(*table.c), GuidanceSession)

    async def take_seat(self, session_id: str, now: datetime) -> bool:
        """Take a seat; False when none is free, the sitting was cancelled or booking has ended."""
        free = table.c.seats_taken < table.c.capacity
        is_open = table.c.cancelled_at.is_(None) & (table.c.booking_closes_at > now)
        statement = update(table).where(table.c.id == session_id, free, is_open)
        return await self._statements.count(statement.values(seats_taken=table.c.seats_taken + 1)) > 0

    async def free_seat(self, session_id: str) -> bool:
        """Give a seat back; False when none was taken."""
        statement = update(table).where(table.c.id == session_id, table.c.seats_taken > 0)
        return await self._statements.count(statement.values(seats_taken=table.c.seats_taken - 1)) > 0

    async def change(self, session_id: str, revision: int, values: dict[str, Any]) -> bool:
        """Change fields of a sitting that is still at `revision`; False when somebody else was faster.

        Raises:
            Conflict: Fewer seats than are taken.
        """
        same = (table.c.id == session_id, table.c.revision == revision, table.c.cancelled_at.is_(None))
        statement = update(table).where(*same).values(**values, revision=revision + 1)
        return await self._statements.count(statement) > 0

    async def cancel(self, session_id: str, reason: str, at: datetime) -> bool:
        """Call it off; False when it was already."""
        statement = update(table).where(table.c.id == session_id, table.c.cancelled_at.is_(None))
        return await self._statements.count(statement.values(cancelled_at=at, cancel_reason=reason)) > 0

    async def upcoming(
        self,
        since: datetime,
        limit: int,
        until: datetime | None = None,
        kinds: Collection[SessionKind] = (),
        district: str = "",
        ages: tuple[int, int] | None = None,
        with_seats: bool = False,
        open_at: datetime | None = None,
    ) -> list[GuidanceSession]:
        """Return sittings that are not cancelled, soonest first.

        Args:
            since: They begin then or later.
            limit: As many at most.
            until: They begin before then.
            kinds: Of these kinds; all when empty.
            district: For families of this district; all when empty.
            ages: Some age of these two, in completed months, is let in.
            with_seats: Only those with a seat left.
            open_at: Only those that can be booked then.
        """
        wanted: list[ColumnElement[bool]] = [table.c.starts_at >= since, table.c.cancelled_at.is_(None)]
        if until is not None:
            wanted.append(table.c.starts_at < until)
        if kinds:
            wanted.append(table.c.kind.in_(tuple(kinds)))
        if district:
            wanted.append(table.c.district == district)
        if ages is not None:
            wanted += [table.c.min_age_months <= ages[1], table.c.max_age_months >= ages[0]]
        if with_seats:
            wanted.append(table.c.seats_taken < table.c.capacity)
        if open_at is not None:
            wanted += [table.c.booking_opens_at <= open_at, table.c.booking_closes_at > open_at]
        found = select(table).where(*wanted).order_by(table.c.starts_at, table.c.id).limit(limit)
        return await self._statements.all(found, GuidanceSession)

    async def count_from(self, since: datetime) -> int:
        """Return how many begin at or after `since`, cancelled ones too."""
        counted = select(func.count()).select_from(table).where(table.c.starts_at >= since)
        return int((await self._statements.execute(counted)).scalar_one())


class SessionPlans:
    """Rules that make sittings."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def put(self, plan: SessionPlan) -> None:
        """Store it, or replace the one with its id; sittings that exist stay as they are."""
        insert = self._statements.insert(session_plans).values(columns_of(plan))
        statement = insert.on_conflict_do_update(index_elements=["id"], set_=columns_of(plan, "id", "created_at"))
        await self._statements.execute(statement)

    async def all_enabled(self) -> list[SessionPlan]:
        """Return those that make sittings."""
        found = select(session_plans).where(session_plans.c.enabled).order_by(session_plans.c.id)
        return await self._statements.all(found, SessionPlan)
