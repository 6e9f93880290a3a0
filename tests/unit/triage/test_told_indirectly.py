"""Emergencies told by what is missing, counted or left behind, and the everyday sentences that look like them."""

from pathlib import Path

import pytest
import yaml

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from tests.unit.triage.conftest import NOON

GROUPS = yaml.load(Path(__file__).with_name("told_indirectly.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("group", [name for name, group in GROUPS.items() if "raises" in group])
def test_what_is_told_indirectly_is_heard(group: str, reader: TriageReader) -> None:
    level = Urgency(GROUPS[group]["level"])
    missed = [text for text in GROUPS[group]["raises"] if reader.read(text, EMPTY_SITUATION, NOON).urgency < level]
    assert missed == []


@pytest.mark.parametrize("group", [name for name, group in GROUPS.items() if "spares" in group])
def test_everyday_sentences_with_the_same_words_raise_nothing(group: str, reader: TriageReader) -> None:
    told = {text: reader.read(text, EMPTY_SITUATION, NOON).urgency for text in GROUPS[group]["spares"]}
    assert [text for text, urgency in told.items() if urgency > Urgency.HOME_CARE] == []
