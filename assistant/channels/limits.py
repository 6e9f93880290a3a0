"""How many requests a minute a caller may send."""

from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from assistant.errors import TooManyRequests

MOST_CALLERS = 50_000
"""Callers remembered; beyond it the one unseen the longest is forgotten, so that memory stays bounded."""


class RateLimits:
    """A token bucket for each caller: short bursts pass, a flood does not.

    Args:
        now: Monotonic seconds.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, caller: str, per_minute: int) -> None:
        """Take one token from the caller's bucket, which holds `per_minute` and fills at that rate.

        Raises:
            TooManyRequests: The bucket is empty.
        """
        now = self._now()
        tokens, since = self._buckets.pop(caller, (float(per_minute), now))
        tokens = min(per_minute, tokens + (now - since) * per_minute / 60)
        allowed = tokens >= 1
        self._buckets[caller] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = int((1 - tokens) * 60 / per_minute) + 1
            raise TooManyRequests(f"More than {per_minute} requests a minute from one caller.", wait)
