"""Guidance sessions: finding those that fit, entering, changing and calling them off."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant.domain.booking import BookingRules, BookingStatus
from assistant.domain.booking_errors import BookingNotFound, CapacityTooSmall, SessionCancelled, UnusableDetail
from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.guidance import GuidanceSession, SessionKind, check_session
from assistant.errors import Conflict
from assistant.services import seats
from assistant.services.booking_requests import Requester
from assistant.services.clock import Clock
from assistant.services.entitlements import Entitlements
from assistant.services.guidance_notices import Event, stage_notice
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory

LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class SessionQuery:
    """What fits.

    Attributes:
        kinds: Of these kinds; all when empty.
        district: For families of this district; all when empty.
        age_months: The child's age in completed months; any when None.
        since: Begins then or later; from now on when None.
        until: Begins before then.
        with_seats: Only with a seat left.
        bookable: Only those whose booking is open.
        limit: As many at most, 1..100.
    """

    kinds: Collection[SessionKind] = ()
    district: str = ""
    age_months: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    with_seats: bool = False
    bookable: bool = True
    limit: int = 20


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A sitting that was called off: how many were told, and who has to be called since they booked by telephone."""

    session: GuidanceSession
    told: int
    to_call: tuple[str, ...]


class Guidance:
    """Sittings.

    Args:
        unit_of_work: Opens a transaction.
        rules: Deadlines, for seats that a change sets free.
        entitlements: Names the districts.
        clock: The present instant.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, rules: BookingRules, entitlements: Entitlements, clock: Clock
    ) -> None:
        self._unit_of_work = unit_of_work
        self._rules = rules
        self._entitlements = entitlements
        self._clock = clock

    async def fitting(self, query: SessionQuery) -> list[GuidanceSession]:
        """Return sittings that fit, soonest first; none is an empty list.

        Raises:
            UnusableDetail: Age, district or limit cannot be.
        """
        if query.age_months is not None and not 0 <= query.age_months <= OLDEST_MONTHS:
            raise UnusableDetail("age_out_of_range", f"An age lies within 0..{OLDEST_MONTHS} months.")
        if query.district:
            self._entitlements.of(query.district)
        if not 1 <= query.limit <= LARGEST_PAGE:
            raise UnusableDetail("invalid_input", f"Ask for 1 to {LARGEST_PAGE} sessions.")
        now = self._clock()
        age = query.age_months
        async with self._unit_of_work() as uow:
            return await uow.guidance_sessions.upcoming(
                since=max(query.since or now, now),
                limit=query.limit,
                until=query.until,
                kinds=query.kinds,
                district=query.district,
                ages=None if age is None else (age, age),
                with_seats=query.with_seats,
                open_at=now if query.bookable else None,
            )

    async def get(self, session_id: str) -> GuidanceSession:
        """Return one, cancelled or not; raises BookingNotFound."""
        async with self._unit_of_work() as uow:
            return await _get(uow, session_id)

    async def add(self, sessions: Sequence[GuidanceSession]) -> int:
        """Store new ones, all or none; those whose id exists stay as they are. Return how many are new.

        Raises:
            UnusableDetail: One of them cannot be held.
        """
        for session in sessions:
            check_session(session)
            self._entitlements.of(session.district)
        async with self._unit_of_work() as uow:
            added = [await uow.guidance_sessions.add(session) for session in sessions]
            await uow.commit()
        return sum(added)

    async def create(self, session: GuidanceSession, by: Requester) -> GuidanceSession:
        """Enter one under a new id; audited."""
        entered = replace(session, id=f"gs_{secrets.token_hex(8)}", created_at=self._clock())
        await self.add([entered])
        async with self._unit_of_work() as uow:
            await self._audit(uow, by, "session_created", entered.id)
            await uow.commit()
        return entered

    async def change(self, session_id: str, values: dict[str, Any], by: Requester) -> GuidanceSession:
        """Change some fields; new seats go to those who wait, a new time or place is told to those booked.

        Raises:
            BookingNotFound: There is no such sitting.
            UnusableDetail: It could not be held like this.
            BookingError: It was called off, changed by somebody else, or has more bookings than seats now.
        """
        now = self._clock()
        async with self._unit_of_work() as uow:
            before = await _lock(uow, session_id)
            if before.cancelled_at is not None:
                raise SessionCancelled(f"Session {session_id} was called off and is not changed any more.")
            after = replace(before, **values)
            check_session(after)
            self._entitlements.of(after.district)
            await self._save(uow, before, values)
            if (before.starts_at, before.place) != (after.starts_at, after.place):
                await self._tell_of_change(uow, before, after, now)
            await seats.fill_free_seats(uow, after, self._rules, now)
            await self._audit(uow, by, "session_changed", session_id, fields=sorted(values))
            await uow.commit()
            return await _get(uow, session_id)

    async def call_off(self, session_id: str, reason: str, by: Requester) -> CalledOff:
        """Call a sitting off: every open booking ends, counts no more, and its guardian is told.

        Raises:
            BookingNotFound: There is no such sitting.
            UnusableDetail: No reason was given.
            SessionCancelled: It was called off before.
        """
        if not reason.strip() or len(reason) > 200:
            raise UnusableDetail("reason_needed", "Those booked are told why: give a reason of 1 to 200 characters.")
        now = self._clock()
        async with self._unit_of_work() as uow:
            session = await _lock(uow, session_id)
            if not await uow.guidance_sessions.cancel(session_id, reason.strip(), now):
                raise SessionCancelled(f"Session {session_id} was called off before.")
            told, to_call = 0, []
            for booking in await uow.bookings.of_session(session_id):
                await seats.end_booking(uow, booking, session, self._rules, now, "session_cancelled")
                if await stage_notice(uow, booking, session, Event.SESSION_CANCELLED, now):
                    told += 1
                else:
                    to_call.append(booking.id)
            await self._audit(uow, by, "session_cancelled", session_id, reason=reason.strip())
            await uow.commit()
            return CalledOff(await _get(uow, session_id), told, tuple(to_call))

    async def _save(self, uow: UnitOfWork, before: GuidanceSession, values: dict[str, Any]) -> None:
        try:
            saved = await uow.guidance_sessions.change(before.id, before.revision, values)
        except Conflict as error:
            raise _too_few_seats(before) from error
        if not saved:
            raise Conflict(f"Session {before.id} was changed by somebody else just now.")

    async def _tell_of_change(
        self, uow: UnitOfWork, before: GuidanceSession, after: GuidanceSession, now: datetime
    ) -> None:
        if before.starts_at != after.starts_at:
            await uow.bookings.ask_again(after.id)
        for booking in await uow.bookings.of_session(after.id, (BookingStatus.BOOKED,)):
            await stage_notice(uow, booking, after, Event.SESSION_CHANGED, now)

    async def _audit(self, uow: UnitOfWork, by: Requester, action: str, session_id: str, **detail: object) -> None:
        await uow.audit.add(
            at=self._clock(),
            actor=by.operator_name or "system",
            operator_id=by.operator_id,
            action=action,
            subject=session_id,
            detail=detail,
            request_id=by.request_id,
        )


async def _get(uow: UnitOfWork, session_id: str) -> GuidanceSession:
    session = await uow.guidance_sessions.get(session_id)
    if session is None:
        raise BookingNotFound(f"There is no session {session_id[:80]!r}.")
    return session


async def _lock(uow: UnitOfWork, session_id: str) -> GuidanceSession:
    session = await uow.guidance_sessions.lock(session_id)
    if session is None:
        raise BookingNotFound(f"There is no session {session_id[:80]!r}.")
    return session


def _too_few_seats(session: GuidanceSession) -> CapacityTooSmall:
    return CapacityTooSmall(f"Session {session.id} has {session.seats_taken} seats taken.", taken=session.seats_taken)
