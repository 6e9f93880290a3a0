"""Whether the service can take questions, part by part."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

OK, STARTING, DOWN = "ok", "starting", "down"

RASA_MAY_TAKE_SECONDS = 90.0
"""Until Rasa was ready once or this long has passed the service is not ready; afterwards a missing Rasa is degraded."""


@dataclass(frozen=True, slots=True)
class Report:
    """State of each part: ok, starting or down."""

    is_ready: bool
    parts: dict[str, str]
    degraded: tuple[str, ...]


class Readiness:
    """Asks the parts.

    Args:
        database: Raises when the database does not answer.
        index: Returns whether a search index is loaded.
        rasa: Returns whether Rasa answers.
        loading: Returns whether the index is still being loaded.
        now: Monotonic seconds.
    """

    def __init__(
        self,
        database: Callable[[], Awaitable[None]],
        index: Callable[[], bool],
        rasa: Callable[[], Awaitable[bool]],
        loading: Callable[[], bool] = lambda: False,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._database, self._index, self._rasa = database, index, rasa
        self._loading, self._now = loading, now
        self._started_at = now()
        self._rasa_was_ready = False

    async def report(self) -> Report:
        """Ask every part now."""
        rasa_up = await self._rasa()
        self._rasa_was_ready = self._rasa_was_ready or rasa_up
        waited = self._now() - self._started_at >= RASA_MAY_TAKE_SECONDS
        rasa = OK if rasa_up else DOWN if self._rasa_was_ready or waited else STARTING
        index = STARTING if self._loading() else OK if self._index() else DOWN
        parts = {"database": await self._database_state(), "index": index, "rasa": rasa}
        is_ready = parts["database"] == OK and parts["index"] == OK and rasa != STARTING
        return Report(is_ready, parts, tuple(name for name, state in parts.items() if state != OK))

    async def _database_state(self) -> str:
        try:
            await asyncio.wait_for(self._database(), 2.0)
        except Exception:
            return DOWN
        return OK
