"""How far the building of the search index is, for a person who waits."""

from collections.abc import Callable
from time import monotonic

_SECONDS_BETWEEN_LINES = 5.0


class ProgressLines:
    """Prints how many passages are encoded and how long the rest takes, every few seconds and at the end.

    Args:
        now: Seconds of a clock that never goes back.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._started = self._last = now()

    def __call__(self, done: int, total: int) -> None:
        """Note that `done` of `total` passages are encoded; the first call may follow some seconds of loading."""
        now = self._now()
        if done < total and now - self._last < _SECONDS_BETWEEN_LINES:
            return
        self._last = now
        left = f", about {(now - self._started) / done * (total - done):.0f} s left" if done < total else ""
        print(f"  {done:,} of {total:,} passages{left}", flush=True)
