"""Waking open connections when a conversation has something new."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

RECHECK_SECONDS = 1.0
"""How often a waiting connection looks into the store itself: another instance may have written."""


class Hub:
    """Tells those who follow a conversation in this process that it has changed; the items come from the store."""

    def __init__(self) -> None:
        self._followers: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._closing = asyncio.Event()

    def announce(self, conversation_id: str) -> None:
        """Wake everyone who follows the conversation."""
        for event in self._followers.get(conversation_id, ()):
            event.set()

    def close(self) -> None:
        """Wake everyone for good: the service is stopping."""
        self._closing.set()
        for events in self._followers.values():
            for event in events:
                event.set()

    @property
    def is_closing(self) -> bool:
        """Whether the service is stopping."""
        return self._closing.is_set()

    @contextmanager
    def follow(self, *names: str) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever one of the conversations changes; the follower clears it."""
        event = asyncio.Event()
        for name in names:
            self._followers[name].add(event)
        try:
            yield event
        finally:
            for name in names:
                self._followers[name].discard(event)
                if not self._followers[name]:
                    del self._followers[name]


async def wait_for_change(event: asyncio.Event, seconds: float) -> None:
    """Wait until `event` is set, or for `seconds` or the recheck interval, whichever is shorter; then clear it."""
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), min(seconds, RECHECK_SECONDS))
    event.clear()
