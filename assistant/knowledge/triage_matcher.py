"""Finds the words of all concepts in one pass over the text.

A form is plain words (抽搐), alternatives (嘴唇|脸) in round brackets, a named set of words {青紫}, `*` for at most six
characters inside the same clause and `**` for at most fourteen: `({面唇})*{青紫}` finds 小嘴都有点发紫.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ahocorasick

from assistant.domain.triage.rules import Match

GAPS = {"*": 6, "**": 14}
"""Characters that a gap stands for at most."""

MOST_FORMS_PER_LINE = 5_000
"""A form that unfolds into more plain ones than this is refused."""

_BREAK = re.compile(r"[,，。!！?？;；:：\n\t ]")
_NAMED = re.compile(r"\{([^{}]+)\}")
_GAP = re.compile(r"(\*+)")


_CHILD = re.compile("孩|宝|娃|儿子|女儿|闺女|毛头|丫头|囡|弟弟|妹妹|哥哥|姐姐|[他她]")
_SCENE = re.compile(
    "(?<![今以往背脑])后(?![面背脑门颈])|(?<![小零])时(?!间|髦|尚|不时)|发现|看到|看见|突然|忽然|结果|[他她宝娃孩]说"
    "|完(?:饭|奶|药|针|疫苗|澡|觉|了?电话)"
)
"""Ends what sets a scene; the words before it (打完疫苗后, 放下电话发现) do not tell how the sign after it is meant."""

_CHILD_IN_TWO = ("毛头", "丫头", "小囡", "宝宝", "儿子", "老大")

_IDIOM = -1
"""Stands for a concept where a form is an idiom."""

LONGEST_FORM = 100
"""Characters that a found form spans at most; exceptions that begin earlier cannot reach a match."""

Span = tuple[int, int]
Chain = tuple[int, int, Span]
"""Start and end of a found form, and the span of its gap (empty for plain words); see `_joined`."""

_Indexed = tuple[int, bool, tuple[int, ...], tuple[int, ...]]
"""A form by numbers: its concept, whether it is an exception, its parts, its gaps."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying a concept: the alternatives of each part, in order, and the widest gaps between them."""

    parts: tuple[tuple[str, ...], ...]
    gaps: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ConceptForms:
    """All forms of a concept, and the words in which a form is not meant (抽了血).

    A concept may come twice, with forms that no word of `unless` takes away (喊名字叫不醒).
    """

    concept: str
    forms: tuple[Form, ...]
    exceptions: tuple[Form, ...] = ()
    unless: tuple[str, ...] = ()


def parse_form(text: str, sets: Mapping[str, tuple[str, ...]]) -> Form:
    """Read a form; raises ValueError with what is wrong."""
    pieces = _GAP.split(_filled(text.strip(), sets))
    parts = tuple(tuple(dict.fromkeys(_alternatives(part))) for part in pieces[::2])
    if not all(part and all(part) for part in parts) or not all(gap in GAPS for gap in pieces[1::2]):
        raise ValueError(f"{text} has an empty part")
    return Form(parts, tuple(GAPS[gap] for gap in pieces[1::2]))


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
    """Matcher over one automaton of all parts of all forms; a part that many forms share is looked for once."""

    def __init__(self, concepts: tuple[ConceptForms, ...], idioms: tuple[Form, ...] = ()) -> None:
        """Build the automata.

        Args:
            concepts: Forms and exceptions of each concept.
            idioms: Wordings inside which no word of a sign is meant (打电话, 气到吐血); they reach over no child.
        """
        self._concepts = concepts
        forms = [
            (index, is_exception, form)
            for index, concept in enumerate(concepts)
            for is_exception, those in ((False, concept.forms), (True, concept.exceptions))
            for form in those
        ]
        numbers, self._forms_of = _indexed(forms)
        self._parts = tuple(numbers)
        self._automaton = _automaton(numbers)
        numbers, self._idioms_of = _indexed([(_IDIOM, False, form) for form in idioms])
        self._idiom_parts = tuple(numbers)
        self._idiom_automaton = _automaton(numbers)

    def find(self, text: str) -> tuple[Match, ...]:
        """All matches in order of their place; of one concept the longest at a place."""
        found: dict[int, list[Chain]] = {}
        excluded: dict[int, list[Chain]] = {}
        breaks = [item.start() for item in _BREAK.finditer(text)]
        places = _Places(self._parts, self._automaton.iter(text), self._idioms(text, breaks))
        for index, is_exception, chains in _found(self._forms_of, places, breaks):
            (excluded if is_exception else found).setdefault(index, []).extend(chains)
        matches = [
            match for index, chains in found.items() for match in self._kept(text, index, chains, excluded, breaks)
        ]
        return tuple(sorted(set(matches), key=lambda match: (match.start, match.end, match.concept)))

    def _idioms(self, text: str, breaks: list[int]) -> list[Span]:
        if not self._idiom_parts:
            return []
        places = _Places(self._idiom_parts, self._idiom_automaton.iter(text), [])
        chains = [chain for _, _, chains in _found(self._idioms_of, places, breaks) for chain in chains]
        return [(start, end) for start, end, _ in chains if _CHILD.search(text, start, end) is None]

    def _kept(
        self, text: str, index: int, chains: list[Chain], excluded: dict[int, list[Chain]], breaks: list[int]
    ) -> Iterator[Match]:
        concept = self._concepts[index]
        out = sorted(chain for chain in excluded.get(index, []) if not _reaches_too_far(text, chain))
        meant = [chain for chain in chains if not (_excepted(chain, out) or _of_another_time(text, chain))]
        for start, end, gaps in _joined_overlaps(meant):
            if not concept.unless or not _says_any(concept.unless, text, start, breaks):
                filling = tuple(text[a:b] for a, b in gaps)
                yield Match(concept.concept, start, end, text[start:end], filling if all(filling) else ())


def _indexed(
    forms: list[tuple[int, bool, Form]],
) -> tuple[dict[tuple[str, ...], int], dict[int, list[_Indexed]]]:
    """Numbers of all parts, and the forms under the number of their rarest part."""
    used = Counter(part for *_, form in forms for part in form.parts)
    numbers = {part: number for number, part in enumerate(used)}
    forms_of: dict[int, list[_Indexed]] = {}
    for index, is_exception, form in forms:
        rarest = numbers[min(form.parts, key=lambda part: used[part])]
        indexed = (index, is_exception, tuple(numbers[part] for part in form.parts), form.gaps)
        forms_of.setdefault(rarest, []).append(indexed)
    return numbers, forms_of


def _found(
    forms_of: Mapping[int, list[_Indexed]], places: "_Places", breaks: list[int]
) -> Iterator[tuple[int, bool, list[Chain]]]:
    """Per form that occurs: its concept, whether it is an exception, and where it stands."""
    for number in places.parts:
        for index, is_exception, parts, gaps in forms_of.get(number, ()):
            if all(part in places.parts for part in parts):
                chains = _joined([places.of(part) for part in parts], gaps, breaks, from_first=is_exception)
                if chains:
                    yield index, is_exception, chains


class _Places:
    """Where the words of one text stand; those of a part are put together when a form asks for them."""

    def __init__(
        self,
        words_of: tuple[tuple[str, ...], ...],
        found: Iterator[tuple[int, tuple[str, tuple[int, ...]]]],
        idioms: list[Span],
    ) -> None:
        """Words that lie inside one of the `idioms`, and are not all of it, do not count."""
        self._words_of = words_of
        self._spans: dict[str, list[Span]] = {}
        self._of_part: dict[int, list[Span]] = {}
        self.parts: set[int] = set()
        idiom_at = {place: span for span in sorted(idioms, key=_length) for place in range(*span)}
        for last, (word, parts) in found:
            if idiom_at and last in idiom_at and _inside(last, len(word), idiom_at[last]):
                continue
            if word not in self._spans:
                self._spans[word] = []
                self.parts.update(parts)
            self._spans[word].append((last - len(word) + 1, last + 1))

    def of(self, part: int) -> list[Span]:
        """Places of the words of a part, in order."""
        if part not in self._of_part:
            here = (self._spans[word] for word in self._words_of[part] if word in self._spans)
            self._of_part[part] = sorted(span for spans in here for span in spans)
        return self._of_part[part]


def _length(span: Span) -> int:
    return span[1] - span[0]


def _inside(last: int, length: int, idiom: Span) -> bool:
    return idiom[0] <= last - length + 1 and length < _length(idiom)


def _automaton(numbers: Mapping[tuple[str, ...], int]) -> Any:
    """Automaton of all words; each carries itself and the numbers of the parts it belongs to."""
    uses: dict[str, list[int]] = {}
    for part, number in numbers.items():
        for word in part:
            uses.setdefault(word, []).append(number)
    automaton = ahocorasick.Automaton()
    for word, parts in uses.items():
        automaton.add_word(word, (word, tuple(parts)))
    automaton.make_automaton()
    return automaton


def _clause(text: str, position: int, breaks: list[int]) -> Span:
    after = bisect_right(breaks, position)
    start = breaks[after - 1] + 1 if after else 0
    return start, breaks[after] if after < len(breaks) else len(text)


def _of_another_time(text: str, chain: Chain) -> bool:
    """上次呛过奶,这次呛得脸发紫 without its comma: what began before 这次 is another time's."""
    start, end, _ = chain
    return text.find("这次", start + 1, end) >= 0 or text.find("这回", start + 1, end) >= 0


def _says_any(words: tuple[str, ...], text: str, position: int, breaks: list[int]) -> bool:
    """Whether one of the words stands in the clause, what sets the scene before the sign left out."""
    first, last = _clause(text, position, breaks)
    scene = max((found.end() for found in _SCENE.finditer(text, first, position)), default=first)
    clause = text[scene:last]
    return any(word in clause for word in words)


def _reaches_too_far(text: str, exception: Chain) -> bool:
    """我*没精神 is not meant where the gap holds a child (我家宝宝没精神), 头*卡住 not where 头 ends 毛头.

    打*疫苗*肿 is not meant of 打完疫苗后舌头肿了: the scene is set before, the sign stands on its own.
    """
    start, _, (gap_start, gap_end) = exception
    return (
        text[max(0, start - 1) : start + 1] in _CHILD_IN_TWO
        or _CHILD.search(text, gap_start, gap_end) is not None
        or text[gap_start - 1 : gap_start + 1] == "车上"
        or _SCENE.search(text, gap_start, gap_end) is not None
    )


def _excepted(chain: Chain, exceptions: list[Chain]) -> bool:
    """Whether an excepted wording holds the beginning of the match, or lies in it."""
    start, end, _ = chain
    low = bisect_left(exceptions, (start - LONGEST_FORM,))
    high = bisect_right(exceptions, (end, 1 << 30))
    return any(a <= start < b or (start <= a and b <= end) for a, b, _ in exceptions[low:high])


def _joined(
    places: list[list[Span]], gaps: tuple[int, ...], breaks: list[int], from_first: bool = False
) -> list[Chain]:
    """Chains of parts in order, each at most a gap behind the one before and in the same clause.

    The gap of a chain is its last one; `from_first`: it reaches from the first part to the last.
    """
    chains: list[Chain] = [(start, end, (end, end)) for start, end in places[0]]
    for following, widest in zip(places[1:], gaps, strict=True):
        joined: list[Chain] = []
        for start, end, gap in chains:
            index = bisect_left(following, (end,))
            while index < len(following) and following[index][0] <= end + widest:
                next_start, next_end = following[index]
                if not _broken(breaks, end, next_start):
                    joined.append((start, next_end, (gap[0] if from_first else end, next_start)))
                index += 1
        chains = joined
    return chains


def _broken(breaks: list[int], start: int, end: int) -> bool:
    return bisect_left(breaks, end) > bisect_left(breaks, start)


def _joined_overlaps(chains: list[Chain]) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    """Chains that overlap are one: 发烧 and 烧了 in 发烧了; the gaps of all are kept."""
    kept: list[tuple[int, int, tuple[tuple[int, int], ...]]] = []
    for start, end, gap in sorted(set(chains), key=lambda chain: (chain[0], -chain[1])):
        if kept and start < kept[-1][1]:
            first, last, gaps = kept[-1]
            kept[-1] = (first, max(end, last), (*gaps, gap))
        else:
            kept.append((start, end, (gap,)))
    return kept
