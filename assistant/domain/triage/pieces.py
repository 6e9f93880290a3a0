"""A text too long for an answer, cut into pieces that are read one after the other like messages."""

from collections.abc import Iterator

from assistant.domain.message import LONGEST_TEXT
from assistant.domain.triage import cues

OVERLAP = 100
"""Characters read twice where a text without punctuation has to be cut: no sign is cut in two."""


def pieces(text: str) -> Iterator[str]:
    """Pieces of at most `LONGEST_TEXT` characters that end with a sentence, else with a clause, where there is one.

    A text that is short enough is its own only piece.
    """
    start = 0
    while len(text) - start > LONGEST_TEXT:
        last = _last_end(text, start, start + LONGEST_TEXT)
        yield text[start : last or start + LONGEST_TEXT]
        start = last or start + LONGEST_TEXT - OVERLAP
    yield text[start:]


def _last_end(text: str, start: int, end: int) -> int | None:
    """Where the last sentence or clause of the second half of the stretch ends, or None."""
    for pattern in (cues.SENTENCE_END, cues.CLAUSE_END):
        ends = [found.end() for found in pattern.finditer(text, (start + end) // 2, end)]
        if ends:
            return ends[-1]
    return None
