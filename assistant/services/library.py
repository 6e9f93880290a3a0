"""The knowledge base in service: replaced as a whole when its files change."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from assistant.domain.entry import Entry
from assistant.errors import KnowledgeError
from assistant.knowledge.base import KnowledgeBase

NOTHING_YET = KnowledgeBase(entries={}, version="")
"""Before the files are read."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What a reload did; `problems` is empty when the new files are in service."""

    version: str
    entries: int
    problems: tuple[str, ...] = ()


class Library:
    """Holds the entries in service.

    Args:
        knowledge: In service at start; `NOTHING_YET` until `begin` is told the first entries.
        refresh: Reads the files, brings the index up to date, puts it in service and returns the entries. Raises
            KnowledgeError when a file is wrong, and then nothing has changed.
    """

    def __init__(self, knowledge: KnowledgeBase, refresh: Callable[[], Awaitable[KnowledgeBase]]) -> None:
        self._knowledge = knowledge
        self._refresh = refresh
        self._one_at_a_time = asyncio.Lock()

    def begin(self, knowledge: KnowledgeBase) -> None:
        """Put the first entries in service."""
        self._knowledge = knowledge

    def entries(self) -> Mapping[str, Entry]:
        """Return the entries in service by id."""
        return self._knowledge.entries

    def topics(self) -> Mapping[str, str]:
        """Return the topics' shown names by folder, in the order of the contents page."""
        return self._knowledge.topics

    async def reload(self) -> Reloaded:
        """Put changed files in service; wrong ones leave the old in service and are named."""
        problems: tuple[str, ...] = ()
        async with self._one_at_a_time:
            try:
                self._knowledge = await self._refresh()
            except KnowledgeError as error:
                problems = tuple(error.problems)
        return Reloaded(self._knowledge.version, len(self._knowledge.entries), problems)
