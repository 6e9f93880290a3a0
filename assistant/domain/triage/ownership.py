"""Whose a sign is: the person it is said of in its clause, or the one spoken of before."""

from bisect import bisect_left, bisect_right

from assistant.domain.measures import Reading
from assistant.domain.triage.context import Context
from assistant.domain.triage.mentions import Mention
from assistant.domain.triage.subjects import ADULT, ANIMAL, Person, is_about_animal, may_be_subject

LONGEST_GAP = 80
"""Characters between a person and a sign beyond which the sign is not said of that person."""


class Ownership:
    """Finds the owner of the words at a place of one message."""

    def __init__(
        self,
        reading: Reading,
        context: Context,
        mentions: tuple[Mention, ...],
        people: tuple[Person, ...],
        before: str,
    ) -> None:
        """`before` is the name of the child spoken of last in the conversation."""
        self._text = reading.text
        self._context = context
        self.people = people
        self.before = before
        self._ends = [person.end for person in people]
        self._named = [person for person in people if person.kind == "child" and person.name is not None]
        self._named_ends = [person.end for person in self._named]
        self._taken = sorted(
            {(item.match.start, item.match.end) for item in mentions}
            | {
                (item.span.start, item.span.end)
                for items in (reading.temperatures, reading.durations, reading.ages)
                for item in items
            }
        )

    def whose(self, start: int, may_inherit: bool = True) -> str:
        """ADULT, ANIMAL or the name of the child that the words at `start` are said of.

        `may_inherit`: an adult of the clause before may be meant; not for emergencies, which count for the child.
        """
        clause_start, _ = self._context.clause(start)
        position = bisect_right(self._ends, start)
        nearest = self.people[position - 1] if position else None
        if nearest and nearest.start >= clause_start:
            if nearest.kind == "child":
                return self.name_at(start)
            if self._is_animals_clause(nearest, start):
                return ANIMAL
            if self._is_subject(nearest, start):
                return ADULT if nearest.kind == "adult" else ANIMAL
            return self.name_at(start)
        if may_inherit and nearest and nearest.kind == "adult" and self._inherits(nearest, start):
            return ADULT
        return self.name_at(start)

    def child_or_none(self, start: int) -> str | None:
        """Name of the child that the words at `start` are said of; None when an adult or an animal is meant."""
        owner = self.whose(start)
        return None if owner in (ADULT, ANIMAL) else owner

    def name_at(self, start: int) -> str:
        """Name of the child spoken of at `start`."""
        position = bisect_right(self._named_ends, start)
        if position:
            return self._named[position - 1].name or ""
        if self._named:
            children = (person for person in self.people if person.kind == "child" and person.start >= start)
            following = next(children, None)
            if following and following.name is not None:
                return following.name
        return "" if self.before in (ADULT, ANIMAL) else self.before

    def _is_subject(self, person: Person, start: int) -> bool:
        """Whether the sign at `start` is said of `person`; 妈妈的降压药 names a thing, not the mother."""
        if start - person.end > LONGEST_GAP or self._text.startswith("的", person.end):
            return False
        return may_be_subject(self._bare(person.end, start))

    def _is_animals_clause(self, person: Person, start: int) -> bool:
        """女儿养的仓鼠抽搐了一下就不动了: the animal opens the clause, and nobody else comes in."""
        if person.kind != "animal" or self._text.startswith("的", person.end):
            return False
        clause_start, _ = self._context.clause(start)
        return is_about_animal(self._text[clause_start : person.start], self._text[person.end : start])

    def _bare(self, start: int, end: int) -> str:
        """The text between, without the words of signs and figures that lie in it."""
        low = bisect_left(self._taken, (start, start))
        kept: list[str] = []
        position = start
        for taken_start, taken_end in self._taken[low:]:
            if taken_start >= end:
                break
            if taken_end <= end:
                kept.append(self._text[position:taken_start])
                position = max(position, taken_end)
        kept.append(self._text[position:end])
        return "".join(kept)

    def _inherits(self, person: Person, start: int) -> bool:
        """我发烧了,39度5: the adult of the clause before goes on being spoken of."""
        if self._context.sentence(person.start) != self._context.sentence(start):
            return False
        return self._is_subject(person, start)
