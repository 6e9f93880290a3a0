"""What triage says about one message."""

from dataclasses import dataclass

from assistant.domain.message import Card, OfferedChoice
from assistant.domain.triage.situation import Situation
from assistant.domain.urgency import Urgency


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A rule that holds, and why.

    `words` are (start, end, text) in the normalised text of this message; signs heard earlier carry start -1.
    """

    rule_id: str
    urgency: Urgency
    words: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of reading one message in the light of what was heard before.

    Attributes:
        urgency: Level that the reply carries: that of the situation, or none when the message is about something else.
        is_new: A rule fired that had not, or the level rose: `texts` and `cards` go out before anything else.
        texts: The full safety text, in order; empty when nothing new fired.
        reminder: One line that repeats the standing alarm; empty when there is none.
        first_line: The line that precedes an ordinary answer to a general question on an emergency.
        cards: Emergency and contact cards.
        question: One question whose answer would change the level (age, a deciding detail), or empty.
        choices: Buttons for `question`.
        matches: Rules that hold, highest level first.
        doubted: Rules for emergencies that held by their words but are asked about instead.
        negated: Words seen but denied, as (start, end, text).
        age_used_months: Completed months the rules were read with; None when unknown.
        route: Other danger with its own way: self_harm, child_abuse, domestic_violence, adult_emergency, or empty.
        version: Version of the rule set.
        situation: Facts known after this message; to be stored with the conversation.
    """

    urgency: Urgency
    version: str
    situation: Situation
    is_new: bool = False
    texts: tuple[str, ...] = ()
    reminder: str = ""
    first_line: str = ""
    cards: tuple[Card, ...] = ()
    question: str = ""
    choices: tuple[OfferedChoice, ...] = ()
    matches: tuple[RuleMatch, ...] = ()
    doubted: tuple[RuleMatch, ...] = ()
    negated: tuple[tuple[int, int, str], ...] = ()
    age_used_months: int | None = None
    route: str = ""

    @property
    def traced(self) -> tuple[tuple[str, RuleMatch], ...]:
        """Rules with the name they are stored under: their id, with a question mark where the alarm was doubted."""
        held = tuple((match.rule_id, match) for match in self.matches)
        return (*held, *((f"{match.rule_id}?", match) for match in self.doubted))
