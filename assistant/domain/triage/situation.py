"""What triage remembers of a conversation: facts per child, each with the time it was heard."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from assistant.domain.child import Age
from assistant.domain.urgency import Urgency

LIFETIME = timedelta(hours=24)
"""How long a fact counts after it was heard."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign heard of a child, or denied.

    Attributes:
        concept: Id of the concept, e.g. `convulsion`.
        text: The words it was said with.
        heard_at: When, with time zone.
        denied: True for 没有抽搐.
    """

    concept: str
    text: str
    heard_at: datetime
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure heard of a child: `name` says which (temperature, breaths, hours of a sign), in the unit of the name."""

    name: str
    value: float
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """A rule that held, and when it was last confirmed by something heard."""

    rule_id: str
    urgency: Urgency
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """The facts of one child.

    `name` is how the family calls it (哥哥, 妹妹), empty for the only child spoken of.
    `age_heard_at` is when the age or a word for a newborn was heard last.
    """

    name: str = ""
    age: Age | None = None
    newborn: bool = False
    signs: tuple[Sign, ...] = ()
    measures: tuple[Measure, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    age_heard_at: datetime | None = None

    @property
    def urgency(self) -> Urgency:
        """Highest level among the standing alarms."""
        return highest(alarm.urgency for alarm in self.alarms)

    def without_expired(self, now: datetime) -> "ChildFacts":
        """The same child without facts older than `LIFETIME`, the age among them."""
        aged = self.age_heard_at is None or now - self.age_heard_at < LIFETIME
        return replace(
            self,
            age=self.age if aged else None,
            newborn=self.newborn and aged,
            age_heard_at=self.age_heard_at if aged else None,
            signs=tuple(sign for sign in self.signs if now - sign.heard_at < LIFETIME),
            measures=tuple(measure for measure in self.measures if now - measure.heard_at < LIFETIME),
            alarms=tuple(alarm for alarm in self.alarms if now - alarm.heard_at < LIFETIME),
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """All that triage knows of a conversation.

    Attributes:
        children: Facts per child, in the order they were first spoken of.
        current: Name of the child spoken of last.
        route: Another danger that was heard (self_harm, child_abuse, ...), or empty.
        route_heard_at: When that danger was heard.
        correction_pending: 打错了 was said and what is right is still to come.
    """

    children: tuple[ChildFacts, ...] = ()
    current: str = ""
    route: str = ""
    route_heard_at: datetime | None = None
    correction_pending: bool = False

    @property
    def urgency(self) -> Urgency:
        """Level of the situation: the highest of all children."""
        return highest(child.urgency for child in self.children)

    def child(self, name: str) -> ChildFacts:
        """Facts of the child called `name`; an empty record if nothing was heard of it."""
        return next((child for child in self.children if child.name == name), ChildFacts(name))

    def with_child(self, facts: ChildFacts) -> "Situation":
        """The situation with `facts` put in place of what was known of that child."""
        others = [child for child in self.children if child.name != facts.name]
        position = next((i for i, child in enumerate(self.children) if child.name == facts.name), len(others))
        others.insert(position, facts)
        return replace(self, children=tuple(others))

    def without_expired(self, now: datetime) -> "Situation":
        """The situation at `now`: facts older than a day are gone."""
        expired = self.route_heard_at is None or now - self.route_heard_at >= LIFETIME
        return replace(
            self,
            children=tuple(child.without_expired(now) for child in self.children),
            route="" if expired else self.route,
            route_heard_at=None if expired else self.route_heard_at,
        )

    def to_json(self) -> dict[str, Any]:
        """JSON object for the database; `from_json` reads it back."""
        return {
            "children": [_child_to_json(child) for child in self.children],
            "current": self.current,
            "route": self.route,
            "route_heard_at": self.route_heard_at.isoformat() if self.route_heard_at else None,
            "correction_pending": self.correction_pending,
        }

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> "Situation":
        """Read what `to_json` wrote; an object of another shape gives the empty situation."""
        try:
            return cls(
                tuple(_child_from_json(child) for child in value.get("children", [])),
                str(value.get("current", "")),
                str(value.get("route", "")),
                _instant(value["route_heard_at"]) if value.get("route_heard_at") else None,
                bool(value.get("correction_pending", False)),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            return EMPTY_SITUATION


def highest(levels: Iterable[Urgency]) -> Urgency:
    """The highest of some levels, `NONE` of no levels."""
    return max(levels, key=lambda level: level.rank, default=Urgency.NONE)


def aware(moment: datetime) -> datetime:
    """`moment` with a time zone; one without is taken as UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def _instant(text: str) -> datetime:
    return aware(datetime.fromisoformat(text))


def _child_to_json(child: ChildFacts) -> dict[str, Any]:
    age = child.age
    return {
        "name": child.name,
        "age": [age.months, age.days, age.approximate, age.corrected] if age else None,
        "newborn": child.newborn,
        "age_heard_at": child.age_heard_at.isoformat() if child.age_heard_at else None,
        "signs": [[sign.concept, sign.text, sign.heard_at.isoformat(), sign.denied] for sign in child.signs],
        "measures": [[item.name, item.value, item.heard_at.isoformat()] for item in child.measures],
        "alarms": [[alarm.rule_id, alarm.urgency.value, alarm.heard_at.isoformat()] for alarm in child.alarms],
    }


def _child_from_json(value: dict[str, Any]) -> ChildFacts:
    return ChildFacts(
        str(value["name"]),
        Age(*value["age"]) if value.get("age") else None,
        bool(value.get("newborn", False)),
        tuple(Sign(concept, text, _instant(at), denied) for concept, text, at, denied in value["signs"]),
        tuple(Measure(name, float(number), _instant(at)) for name, number, at in value["measures"]),
        tuple(Alarm(rule_id, Urgency(level), _instant(at)) for rule_id, level, at in value["alarms"]),
        _instant(value["age_heard_at"]) if value.get("age_heard_at") else None,
    )


EMPTY_SITUATION = Situation()
"""A conversation in which nothing was heard yet."""
