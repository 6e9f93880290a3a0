"""What a rule asks of the facts: signs, figures and their combinations."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
}


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of one child when the rules are read.

    Attributes:
        present: Ids of concepts that are there.
        denied: Ids of concepts that were denied and not affirmed.
        measures: Figures by name, e.g. temperature in degrees, breaths a minute, `hours.fever`, `times.vomit`.
    """

    present: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    measures: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


class Condition(Protocol):
    """A part of a rule."""

    def support(self, findings: Findings) -> frozenset[str] | None:
        """Concepts and measures that make it true, or None when it does not hold."""

    @property
    def needs(self) -> frozenset[str] | None:
        """Concepts and measures without all of which it cannot hold; None when it may hold with nothing known."""


@dataclass(frozen=True, slots=True)
class Has:
    """A sign is there."""

    concept: str

    def support(self, findings: Findings) -> frozenset[str] | None:
        """The sign itself, or None."""
        return frozenset((self.concept,)) if self.concept in findings.present else None

    @property
    def needs(self) -> frozenset[str]:
        """The sign."""
        return frozenset((self.concept,))


@dataclass(frozen=True, slots=True)
class IsDenied:
    """A sign was denied in so many words."""

    concept: str

    def support(self, findings: Findings) -> frozenset[str] | None:
        """Nothing that alarms by itself, or None."""
        return frozenset() if self.concept in findings.denied else None

    @property
    def needs(self) -> frozenset[str]:
        """The sign, to be denied."""
        return frozenset((self.concept,))


@dataclass(frozen=True, slots=True)
class Compare:
    """A figure lies beyond a limit; any one of several figures is enough."""

    measure: str
    sign: str
    limit: float

    def support(self, findings: Findings) -> frozenset[str] | None:
        """The measure, or None; an unknown figure never holds."""
        reached = OPERATORS[self.sign]
        values = findings.measures.get(self.measure, ())
        return frozenset((self.measure,)) if any(reached(value, self.limit) for value in values) else None

    @property
    def needs(self) -> frozenset[str]:
        """The measure."""
        return frozenset((self.measure,))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number of parts hold: all of them, one of them, or e.g. two of four."""

    count: int
    parts: tuple[Condition, ...]

    def support(self, findings: Findings) -> frozenset[str] | None:
        """What the parts that hold rest on, or None when they are too few."""
        held = [found for part in self.parts if (found := part.support(findings)) is not None]
        return frozenset().union(*held) if len(held) >= self.count else None

    @property
    def needs(self) -> frozenset[str] | None:
        """Those of its parts; where all parts must hold, those of the part that needs the fewest."""
        named = [needs for part in self.parts if (needs := part.needs) is not None]
        if self.count <= len(self.parts) - len(named):
            return None
        if self.count == len(self.parts):
            return min(named, key=len)
        return frozenset().union(*named)


@dataclass(frozen=True, slots=True)
class NoneOf:
    """None of the parts holds."""

    parts: tuple[Condition, ...]

    def support(self, findings: Findings) -> frozenset[str] | None:
        """Nothing by itself, or None when a part holds."""
        return None if any(part.support(findings) is not None for part in self.parts) else frozenset()

    @property
    def needs(self) -> None:
        """Nothing: it holds while nothing is known."""
