"""Guidance sessions and bookings for tests, with every detail defaulted."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from assistant.domain.booking import SEATED, USED, BookingRules, BookingStatus
from assistant.domain.entitlement import LedgerKind, YearlyEntitlement
from assistant.domain.guardian import BOOKING_CONSENT
from assistant.domain.guidance import GuidanceSession, SessionKind
from assistant.services.attendance import Attendance
from assistant.services.booking_requests import BookingRequest, Requester
from assistant.services.bookings import Bookings
from assistant.services.entitlements import Entitlements
from assistant.services.guardians import Guardians
from assistant.services.guidance import Guidance
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.store.database import Database
from assistant.store.guidance_tables import bookings, entitlement_ledger, guidance_sessions
from tests.records import NOW

DISTRICT = "滨湖区"
RULES = BookingRules()
PHONE = "13861724905"
OPERATOR = Requester(operator_id="op_1", operator_name="wang")


def a_session(session_id: str = "S1", **changes: Any) -> GuidanceSession:
    """An activity in three days for children of 6 to 36 months, open for booking."""
    starts_at = changes.get("starts_at", NOW + timedelta(days=3))
    session = GuidanceSession(
        id=session_id,
        kind=SessionKind.PARENT_CHILD_ACTIVITY,
        title="亲子阅读",
        district=DISTRICT,
        place="示例社区活动室",
        min_age_months=6,
        max_age_months=36,
        capacity=10,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        led_by="示例老师",
        bring="水杯",
        booking_opens_at=starts_at - timedelta(days=30),
        booking_closes_at=starts_at - timedelta(hours=1),
        created_at=NOW - timedelta(days=30),
    )
    return replace(session, **changes)


def a_request(session_id: str = "S1", **changes: Any) -> BookingRequest:
    """A request for a child of about one year."""
    request = BookingRequest(session_id, "团团", "2025-02", BOOKING_CONSENT.version, PHONE)
    return replace(request, **changes)


def a_mother(number: int | str = 1, **changes: Any) -> Requester:
    """Somebody in a conversation of their own."""
    return replace(Requester.of_conversation(f"cv_{number}"), **changes)


@dataclass
class Office:
    """Every service on one database, with a clock that tests move."""

    unit_of_work: UnitOfWorkFactory
    rules: BookingRules = RULES
    is_limit: bool = False
    sessions_per_year: int = 6
    now: datetime = NOW
    private_values: PrivateValues = field(default_factory=lambda: PrivateValues(b"k" * 32))

    def __post_init__(self) -> None:
        rule = YearlyEntitlement(DISTRICT, self.sessions_per_year, self.is_limit, "规划", "unconfirmed")
        self.entitlements = Entitlements({DISTRICT: rule})
        parts = (self.unit_of_work, self.private_values)
        self.bookings = Bookings(*parts, self.rules, self.entitlements, self.clock)
        self.guidance = Guidance(self.unit_of_work, self.rules, self.entitlements, self.clock)
        self.attendance = Attendance(*parts, self.clock)
        self.guardians = Guardians(*parts, self.rules, self.clock)

    def clock(self) -> datetime:
        """The present instant of this office."""
        return self.now

    async def open(self, *sessions: GuidanceSession) -> None:
        """Enter sessions."""
        await self.guidance.add(sessions or (a_session(),))


async def check_invariants(database: Database, prefix: str = "", now: datetime = NOW) -> None:
    """Fail unless seats, bookings and ledger agree.

    Args:
        database: The record.
        prefix: Look at sessions whose id begins so; at all when empty.
        now: Deleted guardians leave their seats of sittings that have begun behind, so those are not compared.
    """
    engine = database._open_engine()
    async with engine.connect() as connection:
        wanted = select(guidance_sessions).where(guidance_sessions.c.id.startswith(prefix))
        for session in await connection.execute(wanted):
            of_it = select(func.count()).select_from(bookings).where(bookings.c.session_id == session.id)
            held = await connection.scalar(of_it.where(bookings.c.status.in_(tuple(SEATED))))
            assert 0 <= session.seats_taken <= session.capacity
            if session.starts_at > now:
                assert session.seats_taken == held, f"{session.id}: {session.seats_taken} taken, {held} held"
                waits = await connection.scalar(of_it.where(bookings.c.status == BookingStatus.WAITLISTED))
                no_time_left = session.booking_closes_at <= now
                assert not waits or session.seats_taken == session.capacity or no_time_left, session.id
        twice = (
            select(bookings.c.session_id)
            .where(bookings.c.status != BookingStatus.CANCELLED)
            .group_by(bookings.c.session_id, bookings.c.entitlement_key)
            .having(func.count() > 1)
        )
        assert (await connection.execute(twice)).all() == []
        of_these = bookings.c.session_id.startswith(prefix)
        keys = await connection.scalars(select(bookings.c.entitlement_key).where(of_these).distinct())
        for key in keys.all():
            counted = select(func.count()).select_from(bookings).where(bookings.c.entitlement_key == key)
            used = await connection.scalar(counted.where(bookings.c.status.in_(tuple(USED))))
            summed = select(func.coalesce(func.sum(entitlement_ledger.c.change), 0)).where(
                entitlement_ledger.c.entitlement_key == key, entitlement_ledger.c.kind != LedgerKind.OVERRIDE
            )
            assert await connection.scalar(summed) == used, key
