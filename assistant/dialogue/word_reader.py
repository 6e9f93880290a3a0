"""The language part in service: reads figures at once, and known words as soon as their lists are loaded."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from assistant.domain.measures import Reading
from assistant.language.reader import read


class WordReader:
    """Reads messages.

    Before `load`, a reading has no known words (districts above all). Only what does not wait for the entries is read
    so early: an alarm.

    Args:
        lookups_folder: Holds the word lists.
    """

    def __init__(self, lookups_folder: Path) -> None:
        self._lookups_folder = lookups_folder
        self._read: Callable[[str, datetime], Reading] = read

    def __call__(self, text: str, now: datetime) -> Reading:
        """Read everything out of a message that can be read at this moment."""
        return self._read(text, now)

    def load(self) -> None:
        """Load the lists; takes seconds the first time, so call it in a thread.

        Raises:
            KnowledgeError: A list is missing or wrong.
        """
        # spaCy takes a second to import, and torch, which it looks for, two.
        from assistant.language.pipeline import build_pipeline, read_with_pipeline

        pipeline = build_pipeline(self._lookups_folder)
        self._read = lambda text, now: read_with_pipeline(pipeline, text, now)
