"""Public holidays of China, on which institutions are taken to be closed."""

from datetime import date
from functools import lru_cache

from holidays import HolidayBase, country_holidays


@lru_cache(maxsize=1)
def _calendar() -> HolidayBase:
    return country_holidays("CN")


def is_public_holiday(day: date) -> bool:
    """Whether `day` is a public holiday; days that are made up for on a weekend are not known here."""
    return day in _calendar()
