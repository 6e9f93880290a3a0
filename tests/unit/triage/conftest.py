"""The real rules, read once."""

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path

import pytest

from assistant.dialogue.triage import TriageReader, load_reader
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION

RULES = Path(__file__).parents[3] / "knowledge_base" / "triage"
NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def reader() -> TriageReader:
    """Reader of the rules that parents are served with."""
    return load_reader(RULES)


@pytest.fixture(scope="session")
def converse(reader: TriageReader) -> Callable[..., list[Decision]]:
    """Reads the messages of one conversation at noon; gives the decision after each."""

    def run(*messages: str) -> list[Decision]:
        decisions: list[Decision] = []
        situation = EMPTY_SITUATION
        for message in messages:
            decisions.append(reader.read(message, situation, NOON))
            situation = decisions[-1].situation
        return decisions

    return run
