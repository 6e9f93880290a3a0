"""Recurring sessions: a weekly or monthly rule, its exceptions and public holidays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assistant.domain.booking_errors import UnusableDetail
from assistant.domain.guidance import WUXI_TIME, GuidanceSession, SessionKind, check_session

IsHoliday = Callable[[date], bool]
"""Whether a day is a public holiday or a day off in exchange for one."""

LAST_WEEK = 5
"""`week_of_month` of the last such weekday of a month."""


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A rule that makes sessions.

    Attributes:
        id: Unique; part of the ids of its sessions.
        kind: As in `GuidanceSession`, like title to bring.
        title: As parents read it.
        district: In Chinese.
        place: Empty for visits at home.
        min_age_months: Youngest child, in completed months.
        max_age_months: Oldest child, inclusive.
        capacity: Seats of each session.
        led_by: Who leads.
        bring: What to bring.
        weekday: 0 Monday .. 6 Sunday.
        week_of_month: None every week; 1..4 the first to fourth such weekday of a month; 5 the last.
        starts: Local time of the begin.
        minutes: Length.
        first_on: First day that counts.
        last_on: Last day that counts, or None.
        except_on: Days left out.
        on_holidays: Whether it takes place on public holidays too.
        opens_days_before: Booking opens this many days before.
        closes_hours_before: Booking closes this many hours before.
        enabled: A plan that is switched off makes no new sessions.
        created_at: When it was entered.
    """

    id: str
    kind: SessionKind
    title: str
    district: str
    place: str
    min_age_months: int
    max_age_months: int
    capacity: int
    led_by: str
    bring: str
    weekday: int
    week_of_month: int | None
    starts: time
    minutes: int
    first_on: date
    last_on: date | None
    except_on: tuple[str, ...]
    on_holidays: bool
    opens_days_before: int
    closes_hours_before: int
    enabled: bool
    created_at: datetime

    def days(self, since: date, until: date, is_holiday: IsHoliday) -> Iterator[date]:
        """Days from `since` to `until`, both inclusive, that the rule hits."""
        day = max(since, self.first_on)
        last = min(until, self.last_on) if self.last_on else until
        day += timedelta(days=(self.weekday - day.weekday()) % 7)
        while day <= last:
            left_out = day.isoformat() in self.except_on or (not self.on_holidays and is_holiday(day))
            if self._is_its_week(day) and not left_out:
                yield day
            day += timedelta(days=7)

    def session_on(self, day: date, now: datetime) -> GuidanceSession:
        """The session of one day; the same day always gives the same id."""
        starts_at = datetime.combine(day, self.starts, WUXI_TIME)
        return GuidanceSession(
            id=f"gs_{self.id}_{day:%Y%m%d}",
            kind=self.kind,
            title=self.title,
            district=self.district,
            place=self.place,
            min_age_months=self.min_age_months,
            max_age_months=self.max_age_months,
            capacity=self.capacity,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=self.minutes),
            led_by=self.led_by,
            bring=self.bring,
            booking_opens_at=starts_at - timedelta(days=self.opens_days_before),
            booking_closes_at=starts_at - timedelta(hours=self.closes_hours_before),
            created_at=now,
            plan_id=self.id,
        )

    def _is_its_week(self, day: date) -> bool:
        if self.week_of_month is None:
            return True
        if self.week_of_month == LAST_WEEK:
            return (day + timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 == self.week_of_month


def check_plan(plan: SessionPlan) -> None:
    """Let a plan through whose sessions can be held.

    Raises:
        UnusableDetail: A part does not make sense; the code says which.
    """
    if not 0 <= plan.weekday <= 6 or plan.week_of_month not in (None, 1, 2, 3, 4, LAST_WEEK):
        raise UnusableDetail("plan_rule_invalid", "A plan needs a weekday 0..6 and a week 1..5 of the month or none.")
    if plan.last_on is not None and plan.last_on < plan.first_on:
        raise UnusableDetail("plan_rule_invalid", "A plan ends after it begins.")
    check_session(plan.session_on(plan.first_on, plan.created_at))
