"""Whose a sign is: the person it is said of in its clause, or the one spoken of before."""

from assistant.domain.measures import Reading
from assistant.domain.triage.mentions import Context, Mention
from assistant.domain.triage.subjects import ADULT, ANIMAL, Person, may_be_subject


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
        self._reading = reading
        self._text = reading.text
        self._context = context
        self._mentions = mentions
        self.people = people
        self.before = before

    def whose(self, start: int, may_inherit: bool = True) -> str:
        """ADULT, ANIMAL or the name of the child that the words at `start` are said of.

        `may_inherit`: an adult of the clause before may be meant; not for emergencies, which count for the child.
        """
        clause_start, _ = self._context.clause(start)
        before = [person for person in self.people if person.end <= start]
        nearest = before[-1] if before else None
        if nearest and nearest.start >= clause_start:
            if nearest.kind == "child":
                return self.name_at(start)
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
        named = [person for person in self.people if person.kind == "child"]
        before = [person for person in named if person.end <= start]
        after = [person for person in named if person.start >= start]
        for person in (*reversed(before), *after[:1]):
            if person.name is not None:
                return person.name
        return "" if self.before in (ADULT, ANIMAL) else self.before

    def _is_subject(self, person: Person, start: int) -> bool:
        """Whether the sign at `start` is said of `person`; 妈妈的降压药 names a thing, not the mother."""
        return not self._text.startswith("的", person.end) and may_be_subject(self._bare(person.end, start))

    def _bare(self, start: int, end: int) -> str:
        """The text between, without the words of signs that lie in it."""
        text = self._text[start:end]
        for mention in self._mentions:
            if start <= mention.match.start and mention.match.end <= end:
                text = text.replace(mention.match.text, "")
        reading = self._reading
        spans = [item.span for item in reading.temperatures] + [item.span for item in reading.durations]
        for span in (*spans, *(item.span for item in reading.ages)):
            if start <= span.start and span.end <= end:
                text = text.replace(span.text, "")
        return text

    def _inherits(self, person: Person, start: int) -> bool:
        """我发烧了,39度5: the adult of the clause before goes on being spoken of."""
        if self._context.sentence(person.start) != self._context.sentence(start):
            return False
        return self._is_subject(person, start)
