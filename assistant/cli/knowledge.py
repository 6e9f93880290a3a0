"""What an editor wants to know of the knowledge base: how it is covered, what must be read again."""

from collections.abc import Sequence
from datetime import timedelta

from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.coverage import AGE_BANDS, Coverage, coverage
from assistant.knowledge.loader import load_knowledge
from assistant.knowledge.review import Review, reviews
from assistant.knowledge.topics import topic_name
from assistant.services.clock import now_in_wuxi
from assistant.settings import load_settings

_TOPIC_WIDTH = 52
_BANDS = "".join(f"{f'{first}-{last}':>7}" for first, last in AGE_BANDS)


def stats() -> int:
    """Print how many entries each topic has for each age, and their review status."""
    knowledge = _load()
    rows = coverage(knowledge.entries.values(), knowledge.topics)
    print(f"{_padded('topic', _TOPIC_WIDTH)}{'entries':>8}{_BANDS}{'asked as':>10}   (ages in completed months)")
    for row in rows:
        _print_row(f"{row.topic} {topic_name(knowledge.topics, row.topic)}", row)
    print("-" * (_TOPIC_WIDTH + 8 + 7 * len(AGE_BANDS) + 10))
    for collection in dict.fromkeys(row.collection for row in rows):
        _print_row(f"{collection.value}, all", _sum([row for row in rows if row.collection is collection]))
    statuses = [entry.status.value for entry in knowledge.entries.values()]
    print("\nreview status: " + ", ".join(f"{name} {statuses.count(name)}" for name in sorted(set(statuses))))
    return 0


def review(due_only: bool, within_days: int) -> int:
    """Print which entries must be read again and when."""
    today = now_in_wuxi().date()
    all_reviews = reviews(_load().entries.values())
    shown = [one for one in all_reviews if not due_only or one.due_on <= today + timedelta(days=within_days)]
    for one in shown:
        _print_review(one, "overdue" if one.due_on < today else "")
    if due_only:
        print(f"{len(shown)} of {len(all_reviews)} entries are due by {today + timedelta(days=within_days)}.")
        if not shown and all_reviews:
            print(f"The next one is {all_reviews[0].entry.id} on {all_reviews[0].due_on}.")
    return 0


def _load() -> KnowledgeBase:
    return load_knowledge(load_settings().knowledge_folder)


def _print_row(name: str, row: Coverage) -> None:
    bands = "".join(f"{count:>7}" for count in row.by_band)
    print(f"{_padded(name, _TOPIC_WIDTH)}{row.entries:>8}{bands}{row.questions:>10}")


def _sum(rows: Sequence[Coverage]) -> Coverage:
    bands = tuple(sum(column) for column in zip(*(row.by_band for row in rows), strict=True))
    entries, questions = sum(row.entries for row in rows), sum(row.questions for row in rows)
    return Coverage(rows[0].collection, "", entries, bands, questions)


def _print_review(one: Review, note: str) -> None:
    folder = f"{one.entry.collection.value}/{one.entry.topic}/{one.entry.id}.md"
    print(f"{one.due_on}  {note:8}{folder:72} {one.reason}")


def _padded(text: str, width: int) -> str:
    """Pad to a width in columns of a terminal, where a Chinese character takes two."""
    columns = sum(2 if ord(character) > 0x2E80 else 1 for character in text)
    return text + " " * max(1, width - columns)
