"""Cuts entries into the passages that are indexed."""

import re
from collections.abc import Iterable, Iterator

from assistant.domain.entry import Entry
from assistant.retrieval.types import Passage

ASKED_KINDS = frozenset({"title", "question"})
"""Kinds of passage that are worded as a parent asks; answer and section are worded as the handbook tells."""
WORDS_ALONE = frozenset({"section"})
"""Kinds of passage that are found by their words and have no vector.

Encoding sections took a quarter of a first build; without them no right entry is missing among the candidates
(benchmarks/retrieval.md).
"""
_HEADING = re.compile(r"^##\s+", re.M)


def passages_of(entries: Iterable[Entry]) -> list[Passage]:
    """Return title, questions, answer and sections of each entry; an entry's passages stand together."""
    return [Passage(entry.id, kind, text) for entry in entries for kind, text in _parts(entry) if text.strip()]


def _parts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "title", entry.title
    yield from (("question", question) for question in entry.questions)
    yield "answer", entry.answer
    yield from (("section", " ".join(section.split())) for section in _HEADING.split(entry.body))
