"""Every rule against the sentences that clinicians read: `specification/<rule>.yml`."""

from pathlib import Path

import pytest
import yaml

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.situation import EMPTY_SITUATION
from tests.unit.triage.conftest import NOON, RULES

FOLDER = Path(__file__).parent / "specification"
RULE_IDS = sorted(path.stem for path in FOLDER.glob("*.yml"))


def _specification(rule_id: str) -> dict:
    return yaml.load((FOLDER / f"{rule_id}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def test_every_rule_has_its_specification() -> None:
    rules = {
        rule["id"]
        for path in (RULES / "rules").glob("*.yml")
        for rule in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["rules"]
    }
    assert rules == set(RULE_IDS)


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_sentences_of_the_rule_raise_it_at_the_stated_level(rule_id: str, reader: TriageReader) -> None:
    positive = _specification(rule_id)["positive"]
    assert len(positive) >= 6
    wrong = []
    for item in positive:
        decision = reader.read(item["say"], EMPTY_SITUATION, NOON)
        ids = [match.rule_id for match in decision.matches]
        if rule_id not in ids or decision.urgency.value != item["level"]:
            wrong.append((item["say"], item["level"], decision.urgency.value, ids))
    assert wrong == []


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_counterexamples_of_the_rule_leave_it_silent(rule_id: str, reader: TriageReader) -> None:
    negative = _specification(rule_id)["negative"]
    assert len(negative) >= 4
    decisions = {sentence: reader.read(sentence, EMPTY_SITUATION, NOON) for sentence in negative}
    raised = [text for text, found in decisions.items() if rule_id in [match.rule_id for match in found.matches]]
    assert raised == []
