"""Finds the words of all concepts in one pass over the text.

A form is plain words (抽搐), alternatives (嘴唇|脸) in round brackets, a named set of words {青紫}, and `*` for at most six
characters inside the same clause: `({面唇})*{青紫}` finds 小嘴都有点发紫.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ahocorasick

from assistant.domain.triage.rules import Match

WIDEST_GAP = 6
"""Characters that `*` stands for at most."""

MOST_FORMS_PER_LINE = 5_000
"""A form that unfolds into more plain ones than this is refused."""

_BREAK = re.compile(r"[,，。!！?？;；:：\n\t ]")
_NAMED = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying a concept: the alternatives of each part, in order, with gaps between."""

    parts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ConceptForms:
    """All forms of a concept, and the words in which a form is not meant (抽了血)."""

    concept: str
    forms: tuple[Form, ...]
    exceptions: tuple[Form, ...] = ()
    unless: tuple[str, ...] = ()


def parse_form(text: str, sets: Mapping[str, tuple[str, ...]]) -> Form:
    """Read a form; raises ValueError with what is wrong."""
    filled = _filled(text.strip(), sets)
    parts = tuple(tuple(dict.fromkeys(_alternatives(part))) for part in filled.split("*"))
    if not all(part and all(part) for part in parts):
        raise ValueError(f"{text} has an empty part")
    return Form(parts)


def _filled(text: str, sets: Mapping[str, tuple[str, ...]]) -> str:
    """The form with its word sets written out; inside round brackets a set joins the alternatives there."""
    pieces: list[str] = []
    position = 0
    for found in _NAMED.finditer(text):
        words = "|".join(_set(found.group(1), sets))
        inside = text.count("(", 0, found.start()) > text.count(")", 0, found.start())
        pieces += [text[position : found.start()], words if inside else f"({words})"]
        position = found.end()
    return "".join([*pieces, text[position:]])


def _set(name: str, sets: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if name not in sets:
        raise ValueError(f"there is no word set {name}")
    return sets[name]


def _alternatives(part: str) -> list[str]:
    """All plain readings of one part: `(头|脑袋)(撞|磕)` gives four."""
    readings = [""]
    for piece in re.split(r"(\([^()]*\))", part):
        options = piece[1:-1].split("|") if piece.startswith("(") else [piece]
        readings = [left + right for left in readings for right in options]
        if len(readings) > MOST_FORMS_PER_LINE:
            raise ValueError(f"{part} unfolds into more than {MOST_FORMS_PER_LINE} forms")
    if any(character in reading for reading in readings for character in "()|{}"):
        raise ValueError(f"{part} has a bracket without its partner")
    return readings


class AhoCorasickMatcher:
    """Matcher over one automaton of all parts of all forms."""

    def __init__(self, concepts: tuple[ConceptForms, ...]) -> None:
        self._concepts = concepts
        self._forms: list[tuple[int, bool, Form]] = []
        parts: dict[str, list[tuple[int, int]]] = {}
        for index, concept in enumerate(concepts):
            for is_exception, forms in ((False, concept.forms), (True, concept.exceptions)):
                for form in forms:
                    self._add(index, is_exception, form, parts)
        self._automaton = ahocorasick.Automaton()
        for word, uses in parts.items():
            self._automaton.add_word(word, (len(word), tuple(uses)))
        self._automaton.make_automaton()

    def _add(self, index: int, is_exception: bool, form: Form, parts: dict[str, list[tuple[int, int]]]) -> None:
        number = len(self._forms)
        self._forms.append((index, is_exception, form))
        for position, words in enumerate(form.parts):
            for word in words:
                parts.setdefault(word, []).append((number, position))

    def find(self, text: str) -> tuple[Match, ...]:
        """All matches in order of their place; of one concept the longest at a place."""
        found: dict[int, list[tuple[int, int]]] = {}
        excluded: dict[int, list[tuple[int, int]]] = {}
        breaks = [item.start() for item in _BREAK.finditer(text)]
        for number, spans in self._occurrences(text).items():
            index, is_exception, form = self._forms[number]
            for span in _joined(spans, len(form.parts), breaks):
                (excluded if is_exception else found).setdefault(index, []).append(span)
        matches = [
            match for index, spans in found.items() for match in self._kept(text, index, spans, excluded, breaks)
        ]
        return tuple(sorted(matches, key=lambda match: (match.start, match.end)))

    def _occurrences(self, text: str) -> dict[int, dict[int, list[tuple[int, int]]]]:
        """Per form and part, the places of its words."""
        places: dict[int, dict[int, list[tuple[int, int]]]] = {}
        for last, (length, uses) in self._automaton.iter(text):
            span = (last - length + 1, last + 1)
            for number, position in uses:
                places.setdefault(number, {}).setdefault(position, []).append(span)
        return places

    def _kept(
        self,
        text: str,
        index: int,
        spans: list[tuple[int, int]],
        excluded: dict[int, list[tuple[int, int]]],
        breaks: list[int],
    ) -> Iterator[Match]:
        concept = self._concepts[index]
        out = excluded.get(index, [])
        for start, end in _longest(spans):
            if any(a <= start and end <= b or start <= a and b <= end for a, b in out):
                continue
            clause = _clause(text, start, breaks)
            if not any(word in clause for word in concept.unless):
                yield Match(concept.concept, start, end, text[start:end])


def _clause(text: str, position: int, breaks: list[int]) -> str:
    after = bisect_right(breaks, position)
    start = breaks[after - 1] + 1 if after else 0
    return text[start : breaks[after] if after < len(breaks) else len(text)]


def _joined(spans: dict[int, list[tuple[int, int]]], count: int, breaks: list[int]) -> list[tuple[int, int]]:
    """Chains of parts in order, each at most a gap behind the one before and in the same clause."""
    if len(spans) < count:
        return []
    chains = spans[0]
    for position in range(1, count):
        chains = [
            (start, next_end)
            for start, end in chains
            for next_start, next_end in _within(spans[position], end)
            if not _broken(breaks, end, next_start)
        ]
    return chains


def _within(spans: list[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    ordered = sorted(spans)
    low = bisect_left(ordered, (end, 0))
    high = bisect_right(ordered, (end + WIDEST_GAP, 1 << 30))
    return ordered[low:high]


def _broken(breaks: list[int], start: int, end: int) -> bool:
    return bisect_left(breaks, end) > bisect_left(breaks, start)


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept
