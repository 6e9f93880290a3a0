"""Triage as the rest of the program sees it: one text in, one decision out."""

from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from assistant.domain.child import Age
from assistant.domain.measures import Reading
from assistant.domain.message import LONGEST_TRIAGED_TEXT
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.engine import assess
from assistant.domain.triage.rules import Matcher, Rule, RuleSet
from assistant.domain.triage.situation import EMPTY_SITUATION, Situation
from assistant.domain.triage.spelling import Speller
from assistant.errors import KnowledgeError
from assistant.knowledge.triage_rules import load_triage
from assistant.language.reader import read as read_language


class TriageReader:
    """Reads messages with one rule set; holds no state of conversations."""

    def __init__(self, rules: RuleSet, matcher: Matcher) -> None:
        self._rules = rules
        self._matcher = matcher
        self._speller = Speller(rules.spellings)

    @property
    def version(self) -> str:
        """Version of the rule set."""
        return self._rules.version

    def read(self, text: str, situation: Situation, now: datetime) -> Decision:
        """Decide on one message.

        Args:
            text: As the person wrote it; characters beyond `LONGEST_TRIAGED_TEXT` are not read.
            situation: What was known before.
            now: When the message came, with time zone.
        """
        reading = read_language(self._speller.respell(text[:LONGEST_TRIAGED_TEXT]), now)
        return assess(reading, self._matcher.find(reading.text), situation, now, self._rules)

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule by its id, or None."""
        return self._rules.by_id.get(rule_id)

    def read_age(self, age_months: int, situation: Situation, now: datetime) -> Decision:
        """Decide anew once the age of the child spoken of is known, e.g. from a pressed button."""
        facts = situation.child(situation.current)
        known = situation.with_child(replace(facts, age=Age(age_months), newborn=False))
        decision = assess(Reading(""), (), known, now, self._rules)
        if decision.is_new:
            return decision
        level = decision.situation.urgency
        reminder = self._rules.messages.reminders.get(level, "")
        return replace(decision, urgency=level, reminder=reminder)

    def explain(self, text: str, age_months: int | None = None) -> str:
        """What triage sees in one text, line by line, for the command line and the operators' view."""
        situation = EMPTY_SITUATION
        now = datetime.now(timezone.utc)
        if age_months is not None:
            situation = situation.with_child(replace(situation.child(""), age=Age(age_months)))
        return describe(self.read(text, situation, now))


def describe(decision: Decision) -> str:
    """A decision in words: level, rules with words and places, denials, age, version."""
    lines = [f"urgency: {decision.urgency.value}"]
    for match in decision.matches:
        lines.append(f"rule {match.rule_id} ({match.urgency.value})")
        for start, end, words in match.words:
            lines.append(f"  {words} at {start}-{end}" if start >= 0 else f"  {words}")
    lines.extend(f"denied: {words} at {start}-{end}" for start, end, words in decision.negated)
    age = decision.age_used_months
    lines.append(f"age used: {age} months" if age is not None else "age used: unknown, read as 6 to 83 months")
    if decision.route:
        lines.append(f"route: {decision.route}")
    lines.append(f"version: {decision.version}")
    return "\n".join(lines)


def load_reader(folder: Path) -> TriageReader:
    """Reader for the rules in `folder` (`knowledge_base/triage`).

    Raises:
        KnowledgeError: with one line per mistake.
    """
    loaded = load_triage(folder)
    return TriageReader(loaded.rules, loaded.matcher)


def reload(folder: Path, current: TriageReader) -> tuple[TriageReader, tuple[str, ...]]:
    """Reader for the changed rules and no problems, or `current` and what is wrong with the new ones."""
    try:
        return load_reader(folder), ()
    except KnowledgeError as error:
        return current, tuple(error.problems)
