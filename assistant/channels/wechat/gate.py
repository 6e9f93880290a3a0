"""How many turns run at once; an alarm does not wait in the queue."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

WEIGHT = 0.1
"""How much the last stay inside counts for the usual one; about ten stays are remembered."""


class GateClosed(Exception):
    """Nobody is let in any more; what waited stays where it is kept."""


class Gate:
    """Lets a few through at a time, in the order they came, and those in a hurry at once.

    Args:
        capacity: Most that are inside, those in a hurry not counted.
        is_open: Otherwise only those in a hurry get in until `open`.
    """

    def __init__(self, capacity: int, is_open: bool = True) -> None:
        self._capacity = capacity
        self._is_open = is_open
        self._free = capacity if is_open else 0
        self._usual_seconds = 0.1
        self._waiting: OrderedDict[str, asyncio.Future[None]] = OrderedDict()
        self._is_closed = False

    @property
    def is_closed(self) -> bool:
        """Whether nobody is let in any more."""
        return self._is_closed

    @property
    def is_open(self) -> bool:
        """Whether those who are in no hurry are let in at all."""
        return self._is_open

    @property
    def is_crowded(self) -> bool:
        """Whether the next one has to wait."""
        return self._free <= 0

    @property
    def expected_seconds(self) -> float:
        """How long the next one will probably wait: those in front, as fast as the last ones went."""
        return len(self._waiting) * self._usual_seconds / self._capacity

    @asynccontextmanager
    async def enter(self, name: str) -> AsyncIterator[None]:
        """Wait for a place and hold it; each name waits once at a time.

        Raises:
            GateClosed: The gate was closed, before or meanwhile.
        """
        if self._is_closed:
            raise GateClosed
        if self._free <= 0:
            turn = asyncio.get_running_loop().create_future()
            self._waiting[name] = turn
            try:
                await turn
            finally:
                self._waiting.pop(name, None)
        self._free -= 1
        entered = monotonic()
        try:
            yield
        finally:
            self._usual_seconds += (monotonic() - entered - self._usual_seconds) * WEIGHT
            self._free += 1
            self._admit()

    def hurry(self, name: str) -> None:
        """Let a waiting one in at once; nothing happens to others."""
        turn = self._waiting.pop(name, None)
        if turn is not None and not turn.done():
            turn.set_result(None)

    def open(self) -> None:
        """Begin to let in those who wait."""
        if not self._is_open:
            self._is_open = True
            self._free += self._capacity
            self._admit()

    def close(self) -> None:
        """Let nobody in any more; who is inside may finish."""
        self._is_closed = True
        for turn in self._waiting.values():
            if not turn.done():
                turn.set_exception(GateClosed())
        self._waiting.clear()

    def _admit(self) -> None:
        while self._free > 0 and self._waiting:
            _, turn = self._waiting.popitem(last=False)
            if not turn.done():
                turn.set_result(None)
                return
