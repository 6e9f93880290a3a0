"""Public holidays of China, on which institutions are taken to be closed."""

from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays


@lru_cache(maxsize=1)
def _calendar() -> HolidayBase:
    return country_holidays("CN")


def is_public_holiday(day: date) -> bool:
    """Whether `day` is a public holiday; days that are made up for on a weekend are not known here."""
    return day in _calendar()


def next_working_day(day: date) -> date:
    """Return the first day after `day` that is neither a weekend nor a public holiday."""
    following = day + timedelta(days=1)
    while following.isoweekday() > 5 or is_public_holiday(following):
        following += timedelta(days=1)
    return following
