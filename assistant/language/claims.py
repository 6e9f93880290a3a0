"""Keeps account of which characters of a text have been read already."""


class Claims:
    """Characters claimed so far; a later, less sure reading must not overlap them."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def is_free(self, start: int, end: int) -> bool:
        """Tell whether nobody has claimed a character of `[start, end)`."""
        return self._taken.isdisjoint(range(start, end))

    def claim(self, start: int, end: int) -> bool:
        """Claim `[start, end)` unless part of it is taken; returns whether it was free."""
        if not self.is_free(start, end):
            return False
        self._taken.update(range(start, end))
        return True
