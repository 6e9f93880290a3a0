"""One message cut into sentences and clauses, with what was already asked about its places."""

import re
from bisect import bisect_left, bisect_right
from enum import Enum

from assistant.domain.triage import cues
from assistant.domain.triage.frames import Frames


class Status(Enum):
    """How a sign is spoken of."""

    PRESENT = "present"
    DENIED = "denied"
    PAST = "past"
    SUPPOSED = "supposed"
    FIGURATIVE = "figurative"


LONGEST_STRETCH = 300
"""Characters after which a text without punctuation is taken as a new sentence."""


class Context:
    """One message cut into sentences and clauses, asked about places in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.frames = Frames(text)
        self.clauses = _cut(cues.spans_between(cues.CLAUSE_END, text))
        self.sentences = _cut(cues.spans_between(cues.SENTENCE_END, text))
        self._clause_starts = [start for start, _ in self.clauses]
        self._clause_at = self._by_place(self.clauses)
        self._sentence_at = self._by_place(self.sentences)
        self._notes: dict[tuple[str, int, int], bool] = {}
        self._ends: dict[tuple[str, int, int], list[int]] = {}
        self.statuses: dict[tuple[int, int], Status] = {}

    def clause(self, position: int) -> tuple[int, int]:
        """The clause that holds `position`."""
        return self._clause_at[position] if position < len(self.text) else (0, len(self.text))

    def sentence(self, position: int) -> tuple[int, int]:
        """The sentence that holds `position`."""
        return self._sentence_at[position] if position < len(self.text) else (0, len(self.text))

    def clause_before(self, clause_start: int) -> tuple[int, int] | None:
        """The clause that ends at most two characters before `clause_start`, or None."""
        index = bisect_left(self._clause_starts, clause_start) - 1
        if index < 0 or not clause_start - 2 <= self.clauses[index][1] <= clause_start:
            return None
        return self.clauses[index]

    def _by_place(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """For each character the span that holds it; what ends a clause belongs to the whole text."""
        held = [(0, len(self.text))] * len(self.text)
        for start, end in spans:
            held[start:end] = [(start, end)] * (end - start)
        return held

    def says(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether `pattern` occurs in the stretch; remembered, since many signs share a clause."""
        key = (pattern.pattern, start, end)
        if key not in self._notes:
            self._notes[key] = pattern.search(self.text, start, end) is not None
        return self._notes[key]

    def last_before(self, pattern: re.Pattern[str], start: int, end: int, position: int) -> int | None:
        """Where the last words of `pattern` in the stretch end that end at `position` or before; None without any."""
        key = (pattern.pattern, start, end)
        if key not in self._ends:
            self._ends[key] = [found.end() for found in pattern.finditer(self.text, start, end)]
        index = bisect_right(self._ends[key], position) - 1
        return self._ends[key][index] if index >= 0 else None


def _cut(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, long ones in pieces."""
    return [
        (piece, min(piece + LONGEST_STRETCH, end))
        for start, end in spans
        for piece in range(start, end, LONGEST_STRETCH)
    ]
