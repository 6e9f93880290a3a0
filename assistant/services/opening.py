"""The time between the first request and the last file read: what is loaded meanwhile, and who waits for it."""

import asyncio
from collections.abc import Callable

from assistant.errors import StartingUp

PATIENCE_SECONDS = 20.0
"""Longest wait of a request: a restart loads in about half of it, and browsers give up at thirty."""


class Opening:
    """Tells when entries, index and encoder are loaded.

    Args:
        patience_seconds: How long `wait` waits; the constant above unless given.
    """

    def __init__(self, patience_seconds: float | None = None) -> None:
        self._patience_seconds = PATIENCE_SECONDS if patience_seconds is None else patience_seconds
        self._opened = asyncio.Event()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def is_open(self) -> bool:
        """Whether everything is loaded."""
        return self._opened.is_set()

    def open(self) -> None:
        """Let everybody in who waits."""
        self._opened.set()
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()

    def when_open(self, callback: Callable[[], None]) -> None:
        """Call `callback` once everything is loaded; at once when it is."""
        if self.is_open:
            callback()
        else:
            self._callbacks.append(callback)

    async def wait(self) -> None:
        """Wait until everything is loaded.

        Raises:
            StartingUp: It takes longer than anybody should wait, as the first index does.
        """
        try:
            await asyncio.wait_for(self._opened.wait(), self._patience_seconds)
        except asyncio.TimeoutError:
            raise StartingUp(
                f"Entries and index are not loaded after {self._patience_seconds:g} s. A first index takes minutes; "
                "`assistant up` prints how far it is."
            ) from None


def already_open() -> Opening:
    """Return an opening for parts that wait for nothing."""
    opening = Opening()
    opening.open()
    return opening
