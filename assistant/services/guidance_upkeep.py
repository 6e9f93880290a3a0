"""What has to happen to bookings regularly: lapsed offers, reminders, sittings of the coming weeks."""

import asyncio
from datetime import datetime, timedelta

import structlog

from assistant.domain.booking import BookingRules
from assistant.errors import AssistantError
from assistant.services import seats
from assistant.services.clock import Clock
from assistant.services.guidance_notices import stage_reminders
from assistant.services.session_plans import make_sessions
from assistant.services.unit_of_work import UnitOfWorkFactory

EVERY_SECONDS = 30.0
PLANS_EVERY = timedelta(hours=6)

_BATCH = 200

log = structlog.get_logger(__name__)


async def keep_guidance(
    unit_of_work: UnitOfWorkFactory, rules: BookingRules, clock: Clock, stop: asyncio.Event
) -> None:
    """Do so every half minute until `stop` is set; any number of instances may."""
    plans_due = clock()
    while not stop.is_set():
        try:
            await end_lapsed_offers(unit_of_work, rules, clock())
            await stage_reminders(unit_of_work, clock())
            if clock() >= plans_due:
                await make_sessions(unit_of_work, clock())
                plans_due = clock() + PLANS_EVERY
        except AssistantError:
            log.exception("guidance_upkeep_failed", remedy="It is tried again in half a minute.")
        try:
            await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
        except asyncio.TimeoutError:
            continue


async def end_lapsed_offers(unit_of_work: UnitOfWorkFactory, rules: BookingRules, now: datetime) -> int:
    """End offers that nobody confirmed, and offer the seats on; return how many."""
    async with unit_of_work() as uow:
        lapsed = await uow.bookings.lapsed(now, _BATCH)
    ended = 0
    for booking in lapsed:
        async with unit_of_work() as uow:
            session = await uow.guidance_sessions.lock(booking.session_id)
            if session is not None:
                ended += await seats.end_booking(uow, booking, session, rules, now, "offer_lapsed")
            await uow.commit()
    return ended
