"""Rules between entries: ids, questions and answers that meet twice, policies that replace each other."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from assistant.domain.entry import Collection, Entry
from assistant.knowledge.frontmatter import Document
from assistant.knowledge.problems import Problem

NEAR_DUPLICATE = 0.6
"""Character-bigram Jaccard from which two answers count as the same."""
_NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Written:
    """An entry with the document it was read from."""

    entry: Entry
    document: Document

    def problem(self, line: int, wrong: str, remedy: str) -> Problem:
        """Return a problem of this document."""
        return Problem(self.document.path, line, wrong, remedy)


def check_together(written: Sequence[Written], today: date) -> list[Problem]:
    """Return what is wrong between entries; `today` decides which policies have expired."""
    return [*_same_ids(written), *_same_questions(written), *_near_answers(written), *_successions(written, today)]


def _same_ids(written: Sequence[Written]) -> Iterable[Problem]:
    first: dict[str, Written] = {}
    for one in written:
        other = first.setdefault(one.entry.id, one)
        if other is not one and one.entry.id:
            wrong = f"the id {one.entry.id} is also used by {other.document.path.as_posix()}"
            yield one.problem(one.document.line("id"), wrong, "Choose another id and rename the file")


def _same_questions(written: Sequence[Written]) -> Iterable[Problem]:
    first: dict[str, Written] = {}
    for one in written:
        bare = [_bare(question) for question in one.entry.questions]
        for number, question in enumerate(one.entry.questions):
            other = first.setdefault(bare[number], one)
            is_first = other is one and bare.index(bare[number]) == number
            if not question or is_first or _are_ages(one, other):
                continue
            line = one.document.item_line("questions", number)
            wrong = f"the question {question} also stands in {other.document.path.as_posix()}"
            yield one.problem(line, wrong, "Keep it in one, or give both the same age_group if only the age differs")


def _are_ages(one: Written, other: Written) -> bool:
    """Whether two entries answer one question for neighbouring ages."""
    return one is not other and one.entry.age_group != "" and one.entry.age_group == other.entry.age_group


def _near_answers(written: Sequence[Written]) -> Iterable[Problem]:
    numbers: dict[str, int] = {}
    bits_of = [(one, _bits(one.entry.answer, numbers)) for one in written if one.entry.answer]
    marked = [(one, bits, bits.bit_count()) for one, bits in bits_of]
    for (one, bits, size), (other, other_bits, other_size) in combinations(marked, 2):
        common = (bits & other_bits).bit_count()
        likeness = common / (size + other_size - common or 1)
        if likeness >= NEAR_DUPLICATE and not _are_ages(one, other):
            wrong = f"the answer is {likeness:.2f} alike to that of {one.document.path.as_posix()}"
            remedy = "Join the entries, say what differs, or give both the same age_group if only the age differs"
            yield other.problem(other.document.line("answer"), wrong, remedy)


def _bits(text: str, numbers: dict[str, int]) -> int:
    """The text's character bigrams as a bit set, so that comparing thousands of pairs takes milliseconds."""
    bare = _bare(text)
    bits = 0
    for start in range(len(bare) - 1):
        bits |= 1 << numbers.setdefault(bare[start : start + 2], len(numbers))
    return bits


def _bare(text: str) -> str:
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).lower()


def _successions(written: Sequence[Written], today: date) -> Iterable[Problem]:
    ids = {one.entry.id for one in written}
    replaced = {one.entry.supersedes for one in written}
    for one in written:
        entry, line = one.entry, one.document.line
        if entry.supersedes and (entry.supersedes not in ids or entry.supersedes == entry.id):
            wrong = f"supersedes names {entry.supersedes}, which is no other entry"
            yield one.problem(line("supersedes"), wrong, "Write the id of the entry that this one replaces")
        has_expired = entry.effective_until is not None and entry.effective_until < today
        if has_expired and entry.collection is Collection.POLICY_FAQ and entry.id not in replaced:
            wrong = f"the policy ended on {entry.effective_until} and nothing replaces it"
            remedy = "Write a new entry with supersedes, extend effective_until from a source, or remove the file"
            yield one.problem(line("effective_until"), wrong, remedy)
