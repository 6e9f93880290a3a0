"""What a caregiver told of their children, as of one day, so that ages can move on with time."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.domain.child import OLDEST_MONTHS, Age


@dataclass(frozen=True, slots=True)
class Family:
    """Children and district; nothing that names a person but what the family calls a child.

    Attributes:
        as_of: Day on which the ages were so.
        age: Age of the child in view, or None.
        district: District's Chinese name, or empty.
        children: Ages of the children that were told apart by name: 老大, 老二, a nickname.
        child: The one in view, or empty where only one is known.
    """

    as_of: date
    age: Age | None = None
    district: str = ""
    children: tuple[tuple[str, Age], ...] = ()
    child: str = ""

    def on(self, day: date) -> "Family":
        """The family on a later day: every age has moved on, and a child that has outgrown this service is gone."""
        days = (day - self.as_of).days
        if days <= 0:
            return self
        moved = ((name, age.after(days)) for name, age in self.children)
        children = tuple((name, age) for name, age in moved if age.months <= OLDEST_MONTHS)
        age = self.age.after(days) if self.age else None
        if age is not None and age.months > OLDEST_MONTHS:
            age = None
        child = self.child if self.child in dict(children) else ""
        return replace(self, as_of=day, age=age, children=children, child=child)

    @property
    def only_age(self) -> Age | None:
        """The age of the one child that is known; None where several are, since it may be any of them."""
        return self.age if len(self.children) <= 1 else None

    def to_json(self) -> dict[str, Any]:
        """Return JSON values that `from_json` turns back into an equal family."""
        return {
            "as_of": self.as_of.isoformat(),
            "age": self.age.to_json() if self.age else None,
            "district": self.district,
            "children": [[name, *age.to_json()] for name, age in self.children],
            "child": self.child,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Family":
        """Read what `to_json` wrote."""
        age = stored.get("age")
        return cls(
            as_of=date.fromisoformat(stored["as_of"]),
            age=Age(*age) if age else None,
            district=stored.get("district", ""),
            children=tuple((name, Age(*of_it)) for name, *of_it in stored.get("children", ())),
            child=stored.get("child", ""),
        )
