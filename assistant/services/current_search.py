"""Search in service: whoever asks before it is loaded waits for it."""

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.types import Query, SearchResult
from assistant.services.answers import Retriever
from assistant.services.opening import Opening


class CurrentSearch:
    """A Retriever that is put in service some time after the start.

    Args:
        opening: Opened once everything is loaded; raises StartingUp to those who waited too long.
    """

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._retriever: Retriever | None = None

    def begin(self, retriever: Retriever) -> None:
        """Put a retriever in service; whoever waits goes on once the opening opens."""
        self._retriever = retriever

    async def search(self, query: Query) -> SearchResult:
        """Return hits best first and what their confidence allows."""
        return await (await self._loaded()).search(query)

    def prepare(self, text: str) -> None:
        """Begin with what a search for `text` needs; returns at once."""
        if self._retriever is not None:
            self._retriever.prepare(text)

    async def vector(self, text: str) -> NDArray[np.float32] | None:
        """Return the query vector of `text`, or None where a search would read it otherwise."""
        return await (await self._loaded()).vector(text)

    async def _loaded(self) -> Retriever:
        await self._opening.wait()
        assert self._retriever is not None  # noqa: S101  # `begin` comes before the opening opens
        return self._retriever
