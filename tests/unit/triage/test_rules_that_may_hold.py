"""Only rules that can hold are read: none that would hold is left out."""

import random
from pathlib import Path

from assistant.domain.triage.conditions import AtLeast, Compare, Findings, Has, IsDenied, NoneOf
from assistant.knowledge.triage_rules import load_triage

RULES = Path(__file__).parents[3] / "knowledge_base" / "triage"


def test_no_rule_that_holds_is_left_out() -> None:
    rules = load_triage(RULES).rules
    chance = random.Random(7)
    concepts = sorted(rules.concepts)
    measures = sorted({name for rule in rules.rules for name in rule.when.needs or () if name not in rules.concepts})
    held = 0
    for _ in range(3000):
        present = frozenset(chance.sample(concepts, chance.randint(0, 4)))
        denied = frozenset(chance.sample(concepts, chance.randint(0, 2))) - present
        told = {name: (chance.choice([0.5, 3.0, 24.0, 39.5, 200.0]),) for name in chance.sample(measures, 1)}
        findings = Findings(present, denied, told)
        holding = [rule for rule in rules.rules if rule.when.support(findings) is not None]
        read = rules.may_hold((*present, *denied, *told))
        assert [rule for rule in holding if rule not in read] == []
        assert read == [rule for rule in rules.rules if rule in read]
        held += len(holding)
    assert held > 500


def test_what_a_condition_needs() -> None:
    fever, rash, hot = Has("fever"), Has("rash"), Compare("temperature", ">=", 39.0)
    assert AtLeast(1, (fever, hot)).needs == {"fever", "temperature"}
    assert AtLeast(2, (AtLeast(1, (fever, rash)), hot)).needs == {"temperature"}
    assert AtLeast(2, (fever, rash, hot)).needs == {"fever", "rash", "temperature"}
    assert AtLeast(2, (fever, NoneOf((rash,)))).needs == {"fever"}
    assert AtLeast(1, (fever, NoneOf((rash,)))).needs is None
    assert AtLeast(1, (NoneOf((rash,)),)).needs is None
    assert IsDenied("rash").needs == {"rash"}
