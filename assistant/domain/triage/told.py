"""What one message tells, per child and beyond."""

from dataclasses import dataclass, field

from assistant.domain.child import Age
from assistant.domain.triage.rules import Match


@dataclass(slots=True)
class Told:
    """What a message tells of one child; `last_at` is where each sign was last spoken of."""

    present: dict[str, Match] = field(default_factory=dict)
    denied: dict[str, Match] = field(default_factory=dict)
    measures: dict[str, list[float]] = field(default_factory=dict)
    age: Age | None = None
    newborn: bool = False
    last_at: dict[str, int] = field(default_factory=dict)

    @property
    def is_bare(self) -> bool:
        """Whether no sign and no figure was told; an age may have been."""
        return not (self.present or self.denied or self.measures)


@dataclass(slots=True)
class Observation:
    """What a message tells, per child and beyond."""

    text: str = ""
    children: dict[str, Told] = field(default_factory=dict)
    adult: dict[str, Match] = field(default_factory=dict)
    anyone: dict[str, Match] = field(default_factory=dict)
    adult_named: bool = False
    general: list[Match] = field(default_factory=list)
    denied: list[Match] = field(default_factory=list)
    current: str = ""
    corrected: bool = False
    recovered: bool = False
    follows_up: bool = False
    right_words: str = ""

    def child(self, name: str) -> Told:
        """What is told of the child called `name`."""
        return self.children.setdefault(name, Told())

    def measure(self, whose: str, name: str, value: float) -> None:
        """Note a figure of a child, who is then the one spoken of."""
        self.child(whose).measures.setdefault(name, []).append(value)
        self.current = whose

    @property
    def is_bare(self) -> bool:
        """Whether the message names no sign, no figure and no age of anybody."""
        return not (self.adult or self.anyone) and all(
            told.is_bare and told.age is None and not told.newborn for told in self.children.values()
        )
