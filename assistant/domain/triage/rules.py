"""The rule set: concepts, rules, first-aid cards and messages, frozen after loading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from assistant.domain.triage.conditions import Condition
from assistant.domain.urgency import Urgency


@dataclass(frozen=True, slots=True)
class Concept:
    """A sign or circumstance that people put in many ways.

    Attributes:
        id: English id.
        name: Standard Chinese word.
        absence: The danger is that something is missing (没有呼吸); 没有 never turns it off.
        lasts: A duration in the same clause belongs to it.
        counted: A number of times in the same clause belongs to it.
        anyone: It counts whoever has it (a care-giver's despair).
        newborn: The word alone means a child in its first weeks (脐带, 胎便).
        first_aid: Card shown when somebody asks about it in general, or empty.
        topic: It names a subject (海姆立克), never a sign.
        undoes: Concepts that end when this one is told after them (又烧起来了 ends 退烧了).
        corrects: Concepts that end when this one is told in a correction (看错了,是菠菜糊 ends 吐绿水).
        fleeting: It counts with the message that tells it, and is not remembered (a thing in the house).
        of_things: Its words are said of things too (手机没反应, 拼图卡住了).
        cause: It is an event that other things are likened to (像触电一样抖了一下).
        scene: A thing that lies about, is missing or surrounds; it belongs to every child told of, not to the one
            named last.
        done_to_child: The adult named does it to the child (奶奶摇了他几下).
    """

    id: str
    name: str
    absence: bool = False
    lasts: bool = False
    counted: bool = False
    anyone: bool = False
    newborn: bool = False
    first_aid: str = ""
    topic: bool = False
    undoes: tuple[str, ...] = ()
    corrects: tuple[str, ...] = ()
    fleeting: bool = False
    done_to_child: bool = False
    cause: bool = False
    scene: bool = False
    of_things: bool = False


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A document behind a rule."""

    issuer: str
    title: str
    year: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One red flag.

    Attributes:
        id: RF001 to RF140 for the table's rows; ZS and a number for a stricter rule of our own.
        title: What it is about, in Chinese.
        urgency: Level when it holds; none for a rule that only opens a route.
        age_months: First and last completed month, both inclusive.
        when: The condition.
        do_now: What to do first, in order.
        avoid: What not to do.
        watch: When to go one level higher.
        cautious: No document stands behind it; the text says 从严建议.
        sources: Documents, shown with issuer and year.
        first_aid: Id of the first-aid card, or empty.
        if_younger: Line for a child of unknown age when this younger band would give a higher level.
        cleared_by_recovery: A recovery word ends it (ruling 1 names where that is never allowed).
        replaces: Rules whose alarm ends when this one, the state afterwards, holds.
        question: A question whose answer would change the level, or empty.
        answers: Buttons for the question; each is sent as if the person had written it.
        route: Another danger with its own way, or empty.
        about_adult: It is read with what is said of adults, not of a child.
        priority: Among rules of one level the higher one speaks.
    """

    id: str
    title: str
    urgency: Urgency
    age_months: tuple[int, int]
    when: Condition
    do_now: tuple[str, ...]
    avoid: tuple[str, ...] = ()
    watch: tuple[str, ...] = ()
    cautious: bool = False
    sources: tuple[RuleSource, ...] = ()
    first_aid: str = ""
    if_younger: str = ""
    cleared_by_recovery: bool = False
    replaces: tuple[str, ...] = ()
    question: str = ""
    answers: tuple[str, ...] = ()
    route: str = ""
    about_adult: bool = False
    priority: int = 0


@dataclass(frozen=True, slots=True)
class FirstAid:
    """A first-aid card: at most six steps."""

    id: str
    title: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteText:
    """The calm text of another danger and who can be called."""

    texts: tuple[str, ...]
    contacts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Messages:
    """Sentences that all rules share."""

    level_lines: Mapping[Urgency, str]
    reminders: Mapping[Urgency, str]
    first_line: str
    age_question: str
    ages: tuple[tuple[str, int], ...]
    sources: str
    cautious: str
    routes: Mapping[str, RouteText]


@dataclass(frozen=True)
class RuleSet:
    """Everything triage decides with; `version` changes with any byte of the files.

    `spellings` maps dialect and misheard words to those of the concepts.
    """

    version: str
    concepts: Mapping[str, Concept]
    rules: tuple[Rule, ...]
    first_aid: Mapping[str, FirstAid]
    messages: Messages
    by_id: Mapping[str, Rule] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)

    def may_hold(self, names: Iterable[str]) -> list[Rule]:
        """Return, in order, the rules that can hold where only these concepts and measures were heard of."""
        places = set(self._places_of[""]).union(*(self._places_of.get(name, ()) for name in names))
        return [self.rules[place] for place in sorted(places)]

    @cached_property
    def _places_of(self) -> dict[str, list[int]]:
        """Places in `rules` by each name that a rule needs; under the empty name those that need none."""
        places: dict[str, list[int]] = {"": []}
        for place, rule in enumerate(self.rules):
            for name in ("",) if rule.when.needs is None else rule.when.needs:
                places.setdefault(name, []).append(place)
        return places


@dataclass(frozen=True, slots=True)
class Match:
    """Words of a concept at a place in the text, whatever is said about them.

    `gaps` holds, per reading of the form, the words that fill its gaps (没有 in 嘴唇没有发紫); empty without gaps.
    """

    concept: str
    start: int
    end: int
    text: str
    gaps: tuple[str, ...] = ()


class Matcher(Protocol):
    """Finds the concepts' words in a normalised text."""

    def find(self, text: str) -> tuple[Match, ...]:
        """All matches in order of their place; of one concept the longest at a place."""
