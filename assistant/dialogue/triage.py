"""Triage as the rest of the program sees it: one text in, one decision out."""

import re
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path

from assistant.dialogue.triage_explanation import explain
from assistant.domain.child import Age
from assistant.domain.measures import Reading
from assistant.domain.message import LONGEST_TRIAGED_TEXT
from assistant.domain.triage import cues, doubt
from assistant.domain.triage.decision import Decision, RuleMatch
from assistant.domain.triage.engine import assess
from assistant.domain.triage.pieces import pieces
from assistant.domain.triage.rules import Match, Matcher, Rule, RuleSet
from assistant.domain.triage.second_reader import NO_IMPRESSION, Impression, SecondReader, clauses_to_read
from assistant.domain.triage.situation import EMPTY_SITUATION, Situation, highest
from assistant.domain.triage.spelling import Speller
from assistant.domain.urgency import Urgency
from assistant.knowledge.triage_rules import load_triage
from assistant.knowledge.triage_second_reader import load_second_reader
from assistant.language.reader import read as read_language

_REFERENCE = re.compile(r"〔[^〔〕:：]{1,8}[:：][0-9A-Za-z_-]+〕")
"""What stands for a chosen sitting or a sealed value: its figures (gs_…43c3) are nobody's temperature."""


class TriageReader:
    """Reads messages with one rule set; holds no state of conversations."""

    def __init__(self, rules: RuleSet, matcher: Matcher, second: SecondReader | None = None) -> None:
        """`second` hears what the rules have no words for and raises the level; what it doubts is asked about."""
        self._rules = rules
        self._matcher = matcher
        self._second = second
        self._speller = Speller(rules.spellings)

    @property
    def version(self) -> str:
        """Version of the rule set."""
        return self._rules.version

    def read(self, text: str, situation: Situation, now: datetime) -> Decision:
        """Decide on one message.

        Args:
            text: As the person wrote it; characters beyond `LONGEST_TRIAGED_TEXT` are not read. One too long for an
                answer is read in pieces, up to the first that needs 120; the strongest decision counts.
            situation: What was known before.
            now: When the message came, with time zone.
        """
        strongest: Decision | None = None
        for piece in pieces(text[:LONGEST_TRIAGED_TEXT]):
            decision = self._read_piece(piece, situation, now)
            situation = decision.situation
            if strongest is None or decision.urgency > strongest.urgency:
                strongest = decision
            if strongest.urgency is Urgency.CALL120:
                break
        return replace(strongest, situation=situation) if strongest else self._read_piece("", situation, now)

    def _read_piece(self, text: str, situation: Situation, now: datetime) -> Decision:
        reading = self.spelled(text, now)
        matches = self._matcher.find(reading.text)
        decision = assess(reading, matches, situation, now, self._rules)
        if asked := self._asked_about(reading, matches, situation, now, decision):
            return asked
        sign = self._second_sign(reading, matches, decision)
        return assess(reading, (*matches, *sign), situation, now, self._rules) if sign else decision

    def _asked_about(
        self, reading: Reading, matches: tuple[Match, ...], before: Situation, now: datetime, alarm: Decision
    ) -> Decision | None:
        """The decision that asks where the second reader believes no emergency of an alarm; None where it does."""
        if self._second is None or not alarm.urgency.is_emergency:
            return None
        doubted: tuple[RuleMatch, ...] = ()
        for _ in range(doubt.ROUNDS):
            more = doubt.doubtful(alarm, before.without_expired(now), reading.text, self._second, self._rules)
            if not more:
                return None
            doubted += more
            alarm = assess(reading, doubt.without(matches, doubted, self._rules), before, now, self._rules)
            if not alarm.urgency.is_emergency:
                return replace(alarm, doubted=doubted)
        return None

    def _second_sign(self, reading: Reading, matches: tuple[Match, ...], decision: Decision) -> tuple[Match, ...]:
        """What the second reader hears beyond the rules: an emergency they did not find, or one that needs 120."""
        level = highest((decision.urgency, decision.situation.urgency))
        stands = level is Urgency.HOSPITAL_NOW and not decision.is_new
        if self._second is None or stands or level is Urgency.CALL120 or cues.TAKES_BACK.search(reading.text):
            return ()
        whole = self._impression(reading, matches, over_level=False)
        rest = self._impression(reading, matches, over_level=True) if level is Urgency.HOME_CARE else NO_IMPRESSION
        return self._second.sign(reading.text, level, whole, rest)

    def _impression(self, reading: Reading, matches: tuple[Match, ...], over_level: bool) -> Impression:
        if self._second is None:
            return NO_IMPRESSION
        clauses = clauses_to_read(reading, matches, self._rules.concepts, over_level)
        return self._second.impression(reading.text, clauses)

    def spelled(self, text: str, now: datetime) -> Reading:
        """The text in the rules' spelling, with its figures."""
        told = _REFERENCE.sub("〔〕", text[:LONGEST_TRIAGED_TEXT])
        return read_language(self._speller.respell(told), now)

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule by its id, or None."""
        return self._rules.by_id.get(rule_id)

    def read_age(self, age_months: int, situation: Situation, now: datetime) -> Decision:
        """Decide anew once the age of the child spoken of is known, e.g. from a pressed button."""
        facts = situation.child(situation.current)
        known = situation.with_child(replace(facts, age=Age(age_months), newborn=False, age_heard_at=now))
        decision = assess(Reading(""), (), known, now, self._rules)
        if decision.is_new:
            return decision
        level = decision.situation.urgency
        reminder = self._rules.messages.reminders.get(level, "")
        return replace(decision, urgency=level, reminder=reminder)

    def explain(self, text: str, age_months: int | None = None) -> str:
        """What triage sees in one text, line by line, for clinicians."""
        situation, now = EMPTY_SITUATION, datetime.now(timezone.utc)
        if age_months is not None:
            situation = situation.with_child(replace(situation.child(""), age=Age(age_months)))
        reading = self.spelled(text, now)
        impression = self._impression(reading, self._matcher.find(reading.text), over_level=False)
        return explain(reading.text, self.read(text, situation, now), self._rules, impression)


def load_reader(folder: Path) -> TriageReader:
    """Reader for the rules in `folder` (`knowledge_base/triage`).

    Raises:
        KnowledgeError: with one line per mistake.
    """
    loaded = load_triage(folder)
    return TriageReader(loaded.rules, loaded.matcher, load_second_reader(folder))
