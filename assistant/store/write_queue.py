"""Writers of one process take turns on SQLite, in the order they asked."""

import asyncio

from assistant.errors import Unavailable

MOST_SECONDS = 5.0
"""How long a writer waits for its turn; as long as SQLite itself waits for writers of other processes."""


class WriteQueue:
    """Lets one transaction write at a time.

    SQLite has one writer anyway. Left to itself it lets those who wait look again now and then, and whoever looks at
    the right moment is next: under load one writer waits for seconds while others pass. Here the first to ask is next.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def take_turn(self) -> None:
        """Wait until nobody else writes.

        Raises:
            Unavailable: The turn did not come.
        """
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._lock.acquire()
        except TimeoutError:
            raise Unavailable(
                f"Another transaction of this process has been writing for {MOST_SECONDS:g} s. "
                "Does it wait for something while its transaction is open?"
            ) from None

    def end_turn(self) -> None:
        """Let the next one write."""
        self._lock.release()
