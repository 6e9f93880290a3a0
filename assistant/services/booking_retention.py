"""Deleting on time what is kept of bookings."""

from datetime import datetime

from assistant.domain.booking import TRIES_COUNT_FOR, BookingRules
from assistant.domain.guidance import WUXI_TIME
from assistant.services.unit_of_work import UnitOfWorkFactory

_BATCH = 200


async def delete_old_bookings(unit_of_work: UnitOfWorkFactory, rules: BookingRules, now: datetime) -> dict[str, int]:
    """Delete what is kept for a time only; return how many rows of each kind.

    Bookings with their phones go `rules.kept_for` after the sitting, a child's nickname and birth month with the last
    booking, the count of the year and the guardian when the year is over.
    """
    cutoff, year = now - rules.kept_for, now.astimezone(WUXI_TIME).year
    counts = {"bookings": await _delete_bookings(unit_of_work, cutoff)}
    async with unit_of_work() as uow:
        counts["guardians"] = await uow.guardians.delete_idle(year, cutoff)
        counts["child_details"] = await uow.guardians.forget_details(cutoff)
        counts["ledger"] = await uow.ledger.delete_before(year)
        counts["code_tries"] = await uow.code_tries.delete_before(now - TRIES_COUNT_FOR)
        await uow.commit()
    return counts


async def _delete_bookings(unit_of_work: UnitOfWorkFactory, cutoff: datetime) -> int:
    deleted = 0
    while True:
        async with unit_of_work() as uow:
            batch = await uow.bookings.delete_after_sitting(cutoff, _BATCH)
            await uow.commit()
        deleted += batch
        if batch < _BATCH:
            return deleted
