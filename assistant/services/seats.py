"""Seats within one transaction. The sitting is locked by the caller; no seat stays free while somebody waits."""

from datetime import datetime

from assistant.domain.booking import USED, Booking, BookingRules, BookingStatus
from assistant.domain.entitlement import LedgerEntry, LedgerKind
from assistant.domain.guidance import GuidanceSession
from assistant.services.guidance_notices import Event, stage_notice
from assistant.services.unit_of_work import UnitOfWork


async def fill_free_seats(uow: UnitOfWork, session: GuidanceSession, rules: BookingRules, now: datetime) -> None:
    """Offer every free seat to whoever has waited longest, as long as there is time to confirm it."""
    hold_until = rules.hold_until(session, now)
    if hold_until <= now:
        return
    while waiting := await uow.bookings.first_waiting(session.id):
        if not await uow.guidance_sessions.take_seat(session.id, now):
            return
        offer = {"status": BookingStatus.OFFERED, "hold_until": hold_until}
        await uow.bookings.change(waiting.id, {BookingStatus.WAITLISTED}, **offer)
        await stage_notice(uow, waiting, session, Event.OFFERED, now)


async def end_booking(
    uow: UnitOfWork, booking: Booking, session: GuidanceSession, rules: BookingRules, now: datetime, reason: str
) -> bool:
    """Cancel a booking, give back its seat and its sitting of the year, and offer the seat; False if it was over."""
    change = {"status": BookingStatus.CANCELLED, "ended_at": now, "end_reason": reason, "hold_until": None}
    if not await uow.bookings.change(booking.id, {booking.status}, **change):
        return False
    await give_back(uow, booking, session, now, reason)
    if booking.status.holds_a_seat:
        await uow.guidance_sessions.free_seat(session.id)
        await fill_free_seats(uow, session, rules, now)
    return True


async def use(uow: UnitOfWork, booking: Booking, session: GuidanceSession, now: datetime, reason: str) -> None:
    """Count a sitting of the year."""
    await uow.ledger.add(_entry(booking, session, now, LedgerKind.USE, 1, reason))


async def give_back(uow: UnitOfWork, booking: Booking, session: GuidanceSession, now: datetime, reason: str) -> None:
    """Give a counted sitting back; nothing for what was not counted."""
    if booking.status in USED:
        await uow.ledger.add(_entry(booking, session, now, LedgerKind.RETURN, -1, reason))


def _entry(
    booking: Booking, session: GuidanceSession, now: datetime, kind: LedgerKind, change: int, reason: str
) -> LedgerEntry:
    return LedgerEntry(
        child_id=booking.child_id,
        entitlement_key=booking.entitlement_key,
        year=session.day.year,
        kind=kind,
        change=change,
        reason=reason,
        at=now,
        booking_id=booking.id,
        operator_id=booking.operator_id,
    )
