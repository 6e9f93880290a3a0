"""What no text of an entry may say: amounts of medicine, promises, false reassurance, unconfirmed figures."""

import re
import unicodedata
from collections.abc import Iterator

from assistant.domain.entry import Certainty, Entry
from assistant.knowledge.frontmatter import Document
from assistant.knowledge.medicine import medicine_amounts
from assistant.knowledge.problems import Problem

_PROMISE = re.compile(r"(?<![不法])(?<!不能)保证(?!金)|根治|100\s*%|百分之百|百分百|一定会好|绝对安全")
_REASSURANCE = re.compile(r"没事(?!先)|不用去医院")
_FIGURE = re.compile(r"(?:\d[\d,.]*|[一二两三四五六七八九十百千]+)\s*(?:元|万|块钱|天|个?工作日|个?自然日|%)")

Place = tuple[int, str]
"""Line in the file and the text that begins there."""


def check_texts(entry: Entry, document: Document) -> list[Problem]:
    """Return what the entry's texts may not say, each with its line."""
    statements = list(_statements(entry, document))
    questions = [(document.item_line("questions", n), text) for n, text in enumerate(entry.questions)]
    problems = [problem for place in statements for problem in _check_statement(document, place)]
    problems += _check_medicine(document, [*statements, *questions])
    if entry.certainty is Certainty.UNCONFIRMED:
        problems += _check_figures(document, statements)
    return problems


def _statements(entry: Entry, document: Document) -> Iterator[Place]:
    """What the assistant itself says; parents' questions are theirs and may hold any word."""
    yield document.line("title"), entry.title
    yield document.line("answer"), entry.answer
    for number, text in enumerate(entry.see_doctor_if):
        yield document.item_line("see_doctor_if", number), text
    yield document.body_line, entry.body


def _check_statement(document: Document, place: Place) -> Iterator[Problem]:
    for line, match in _matches(_PROMISE, place):
        yield Problem(document.path, line, f"the text promises: {match}", "Say what helps and how sure that is")
    for line, match in _matches(_REASSURANCE, place):
        remedy = "Say what to watch for and when to go to hospital"
        yield Problem(document.path, line, f"the text reassures: {match}", remedy)


def _check_medicine(document: Document, places: list[Place]) -> Iterator[Problem]:
    remedy = "Leave the amount out and write 按说明书或医生; vitamin A/D, iron, zinc and 补液盐 need 遵医嘱 beside them"
    for line, text in places:
        for position, amount in medicine_amounts(text):
            at = line + text.count("\n", 0, position)
            yield Problem(document.path, at, f"the text gives an amount of a medicine: {amount}", remedy)


def _check_figures(document: Document, places: list[Place]) -> Iterator[Problem]:
    for place in places:
        for line, match in _matches(_FIGURE, place):
            wrong = f"an unconfirmed policy entry gives a figure: {match}"
            yield Problem(document.path, line, wrong, "Leave the figure out and say where to ask")


def _matches(pattern: re.Pattern[str], place: Place) -> Iterator[Place]:
    line, text = place
    for offset, part in enumerate(text.split("\n")):
        for match in pattern.finditer(unicodedata.normalize("NFKC", part)):
            yield line + offset, match.group()
