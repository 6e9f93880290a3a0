"""The triage rules in service, replaced as a whole when their files change."""

from datetime import datetime

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.rules import Rule
from assistant.domain.triage.situation import Situation


class CurrentTriage:
    """Reads with the rules that are in service now."""

    def __init__(self, reader: TriageReader) -> None:
        self._reader = reader

    def replace(self, reader: TriageReader) -> None:
        """Put other rules in service; a message being read finishes with the old ones."""
        self._reader = reader

    @property
    def version(self) -> str:
        """Version of the rules in service."""
        return self._reader.version

    def read(self, text: str, situation: Situation, now: datetime) -> Decision:
        """Decide on one message."""
        return self._reader.read(text, situation, now)

    def read_age(self, age_months: int, situation: Situation, now: datetime) -> Decision:
        """Decide anew once the age of the child spoken of is known."""
        return self._reader.read_age(age_months, situation, now)

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule in service, or None."""
        return self._reader.rule(rule_id)
