"""Sittings from plans, weeks ahead, without a second one on the same day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import holidays

from assistant.domain.guidance import WUXI_TIME
from assistant.domain.session_plan import SessionPlan, check_plan
from assistant.services.unit_of_work import UnitOfWorkFactory

WEEKS_AHEAD = 8


@dataclass(frozen=True, slots=True)
class MadeSessions:
    """How many sittings are new, and the years whose public holidays are not published yet."""

    new: int
    years_without_schedule: tuple[int, ...]


class PublicHolidays:
    """Days off in China: festivals and the days that are exchanged for them."""

    def __init__(self, years: Sequence[int]) -> None:
        self._days = holidays.country_holidays("CN", years=years)
        published: set[int] = set(self._days.special_public_holidays)
        self.years_without_schedule = tuple(year for year in sorted(set(years)) if year not in published)

    def __contains__(self, day: object) -> bool:
        return day in self._days


async def save_plans(unit_of_work: UnitOfWorkFactory, plans: Sequence[SessionPlan]) -> None:
    """Store plans, all or none; one with a known id replaces it. Raises UnusableDetail."""
    for plan in plans:
        check_plan(plan)
    async with unit_of_work() as uow:
        for plan in plans:
            await uow.session_plans.put(plan)
        await uow.commit()


async def make_sessions(unit_of_work: UnitOfWorkFactory, now: datetime, weeks: int = WEEKS_AHEAD) -> MadeSessions:
    """Make the sittings of the coming weeks; those that exist, called off or not, stay as they are."""
    today = now.astimezone(WUXI_TIME).date()
    until = today + timedelta(weeks=weeks)
    async with unit_of_work() as uow:
        plans = await uow.session_plans.all_enabled()
        if not plans:
            return MadeSessions(0, ())
        days_off = PublicHolidays(sorted({today.year, until.year}))
        new = 0
        for plan in plans:
            for day in _days(plan, today + timedelta(days=1), until, days_off):
                new += await uow.guidance_sessions.add(plan.session_on(day, now))
        await uow.commit()
    return MadeSessions(new, days_off.years_without_schedule)


def _days(plan: SessionPlan, since: date, until: date, days_off: PublicHolidays) -> list[date]:
    return list(plan.days(since, until, lambda day: day in days_off))
