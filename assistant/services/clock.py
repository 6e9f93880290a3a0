"""The time, as services ask for it."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Returns the present instant, aware."""

WUXI_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has one time zone and no summer time."""


def now_in_wuxi() -> datetime:
    """The present instant in local time."""
    return datetime.now(WUXI_TIME)
