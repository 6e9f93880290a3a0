"""Reads the folder of the knowledge base and refuses it as a whole when anything in it is wrong."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from assistant.domain.entry import Collection
from assistant.errors import KnowledgeError
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.cross_rules import Written, check_together
from assistant.knowledge.entries import read_entry
from assistant.knowledge.frontmatter import read_document
from assistant.knowledge.lexicon import Lexicon, read_lexicon
from assistant.knowledge.problems import Problem
from assistant.knowledge.references import check_references
from assistant.knowledge.scope_words import read_scope_words
from assistant.knowledge.text_rules import check_texts
from assistant.knowledge.topics import TOPICS_FILE, read_topics

_LEXICON_FOLDER = "lexicon"


def load_knowledge(folder: Path, today: date | None = None) -> KnowledgeBase:
    """Read and check all entries and the lexicon.

    Args:
        folder: Holds `handbook/`, `policy_faq/` and `lexicon/`.
        today: Day on which policies must not have expired; the current day in Shanghai unless given.

    Returns:
        The entries by id with the hash of their files.

    Raises:
        KnowledgeError: With every problem in every file at once.
    """
    written, lexicon, topics, problems = _read(folder, today)
    if problems:
        raise KnowledgeError([str(problem) for problem in problems])
    entries = {one.entry.id: one.entry for one in sorted(written, key=lambda one: one.entry.id)}
    scope_words = read_scope_words(folder / _LEXICON_FOLDER)
    return KnowledgeBase(MappingProxyType(entries), _version(folder), lexicon, MappingProxyType(topics), scope_words)


def find_problems(folder: Path, today: date | None = None) -> list[str]:
    """Return one line `file:line: what is wrong. What to write.` for each mistake, by file and line.

    Args:
        folder: As for `load_knowledge`.
        today: As for `load_knowledge`.
    """
    return [str(problem) for problem in _read(folder, today).problems]


class _Found(NamedTuple):
    written: list[Written]
    lexicon: Lexicon
    topics: dict[str, str]
    problems: list[Problem]


def _read(folder: Path, today: date | None) -> _Found:
    if not folder.is_dir():
        remedy = "Give the folder that holds handbook/ and policy_faq/"
        return _Found([], Lexicon(), {}, [Problem(folder, 1, "there is no such folder", remedy)])
    lexicon, problems = read_lexicon(folder / _LEXICON_FOLDER)
    topics, found_in_topics = read_topics(folder)
    problems += found_in_topics
    written: list[Written] = []
    for collection in Collection:
        for path in sorted((folder / collection.value).rglob("*.md")):
            one, found = _read_file(path, collection, folder)
            problems += found
            written += [one] if one else []
    problems += check_together(written, today or datetime.now(ZoneInfo("Asia/Shanghai")).date())
    problems += check_references(folder, written)
    return _Found(written, lexicon, topics, sorted(set(problems)))


def _read_file(path: Path, collection: Collection, folder: Path) -> tuple[Written | None, list[Problem]]:
    if len(path.relative_to(folder).parts) != 3:
        wrong = "the file does not lie in a topic's folder"
        return None, [Problem(path, 1, wrong, f"Move it to {collection.value}/<topic>/{path.name}")]
    document, problems = read_document(path)
    if document is None:
        return None, problems
    entry, found = read_entry(document, collection)
    return Written(entry, document), [*problems, *found, *check_texts(entry, document)]


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterable[Path]:
    parts = [*(collection.value for collection in Collection), _LEXICON_FOLDER]
    files = [path for part in parts for path in (folder / part).rglob("*") if path.is_file()]
    return sorted([*files, *folder.glob(TOPICS_FILE)])
