"""How late the process is: what a busy machine takes from the time that the platform gives."""

KEPT = 0.7
"""Share of an earlier lateness that still counts at the next look, so that a burst is remembered for about a second."""


class Lateness:
    """Estimates by how much everything happens later than it should; 0 on an idle machine."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def note(self, wanted: float, took: float) -> None:
        """Note that a wait of `wanted` seconds took `took`."""
        self._seconds = max(took - wanted, self._seconds * KEPT, 0.0)

    def shorten(self, seconds: float, least: float) -> float:
        """Return how long to wait so that a reply is out in time, at least `least`.

        A request has lain unread for about one lateness when its handler begins, and its reply will wait for another.
        """
        return max(seconds - 2 * self._seconds, least)
