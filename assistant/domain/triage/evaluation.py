"""Which rules hold for one child, and which alarms stand afterwards."""

from dataclasses import dataclass, replace
from datetime import datetime

from assistant.domain.triage.conditions import Findings
from assistant.domain.triage.rules import Rule, RuleSet
from assistant.domain.triage.situation import Alarm, ChildFacts
from assistant.domain.triage.subjects import ADULT
from assistant.domain.triage.told import Told
from assistant.domain.urgency import Urgency

UNKNOWN_AGE_MONTHS = (6, 11, 12, 18, 23, 24, 35, 36, 59, 60, 83)
"""One month of every band from six months on: an unknown age is read with all of these."""

YOUNGER_MONTHS = (0, 1, 2, 4)
"""One month of every band below six months."""

RECOVERY_FROM_MONTHS = 3
"""Below this age no recovery word ends an emergency."""


@dataclass(frozen=True, slots=True)
class Held:
    """A rule that holds and the concepts and measures it rests on."""

    rule: Rule
    support: frozenset[str]

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts by level, then priority, then by how much the rule rests on."""
        return (self.rule.urgency.rank, self.rule.priority, len(self.support))


@dataclass(frozen=True, slots=True)
class Verdict:
    """One child after the message: facts with its alarms, rules that hold, those that are new."""

    facts: ChildFacts
    held: tuple[Held, ...]
    new: tuple[Held, ...]


def findings_of(facts: ChildFacts) -> Findings:
    """What the rules read of a child's facts."""
    present = frozenset(sign.concept for sign in facts.signs if not sign.denied)
    denied = frozenset(sign.concept for sign in facts.signs if sign.denied) - present
    measures: dict[str, tuple[float, ...]] = {}
    for item in facts.measures:
        measures[item.name] = (*measures.get(item.name, ()), item.value)
    if facts.age is not None and (facts.age.days is not None or facts.age.months >= 1):
        measures["age_days"] = (float(facts.age.in_days),)
    return Findings(present, denied, measures)


def candidate_months(facts: ChildFacts) -> tuple[int, ...]:
    """Months the rules are read with: the known age, the youngest band, or every band from six months."""
    if facts.age is not None:
        months = facts.age.months
        return (months, months - 1) if facts.age.approximate and months > 0 else (months,)
    return (0,) if facts.newborn else UNKNOWN_AGE_MONTHS


def held_rules(rules: RuleSet, facts: ChildFacts, months: tuple[int, ...]) -> tuple[Held, ...]:
    """Rules that hold at one of the months, the highest level and priority first."""
    findings = findings_of(facts)
    about_adult = facts.name == ADULT
    held: list[Held] = []
    for rule in rules.may_hold((*findings.present, *findings.denied, *findings.measures)):
        if rule.about_adult is not about_adult or not _fits(rule, months):
            continue
        support = rule.when.support(findings)
        if support is not None:
            held.append(Held(rule, support))
    replaced = {rule_id for item in held for rule_id in item.rule.replaces}
    kept = [item for item in held if item.rule.id not in replaced]
    return tuple(sorted(kept, key=lambda item: item.order, reverse=True))


def _fits(rule: Rule, months: tuple[int, ...]) -> bool:
    first, last = rule.age_months
    return rule.about_adult or any(first <= month <= last for month in months)


def younger_rule(rules: RuleSet, facts: ChildFacts, level: Urgency) -> Rule | None:
    """For an unknown age: the rule of the oldest younger band that would give more than `level`, or None."""
    if facts.age is not None or facts.newborn or facts.name == ADULT:
        return None
    higher = [
        item
        for item in held_rules(rules, facts, YOUNGER_MONTHS)
        if item.rule.urgency.rank > level.rank and item.rule.if_younger
    ]
    oldest = max(higher, key=lambda item: (item.rule.age_months[1], *item.order), default=None)
    return oldest.rule if oldest else None


def judge_child(rules: RuleSet, facts: ChildFacts, told: Told | None, recovered: bool, now: datetime) -> Verdict:
    """Read the rules anew for one child; alarms stand until a later state or an allowed recovery ends them."""
    held = held_rules(rules, facts, candidate_months(facts))
    before = {alarm.rule_id: alarm for alarm in facts.alarms}
    replaced = {rule_id for item in held for rule_id in item.rule.replaces}
    alarms = {rule_id: alarm for rule_id, alarm in before.items() if rule_id not in replaced}
    new: list[Held] = []
    for item in held:
        earlier = before.get(item.rule.id)
        ended = earlier is not None and earlier.urgency is Urgency.NONE and item.rule.urgency is not Urgency.NONE
        touched = told is not None and _touches(told, item)
        told_with_it = earlier is None and item.rule.urgency.rank <= Urgency.HOME_CARE.rank
        if recovered and _may_clear(item.rule, facts) and not told_with_it:
            alarms[item.rule.id] = Alarm(item.rule.id, Urgency.NONE, now)
        elif ended and not touched:
            continue
        else:
            alarms[item.rule.id] = Alarm(
                item.rule.id, item.rule.urgency, now if touched or earlier is None else earlier.heard_at
            )
            if earlier is None or ended:
                new.append(item)
    if recovered:
        alarms.update({name: _ended_if_allowed(rules, alarms[name], facts, now) for name in before if name in alarms})
    standing = tuple(item for item in held if alarms[item.rule.id].urgency is item.rule.urgency) if alarms else ()
    return Verdict(replace(facts, alarms=tuple(alarms.values())), standing, tuple(new))


def _touches(told: Told, item: Held) -> bool:
    told_of = {*told.present, *told.measures}
    if "temperature" in told_of:
        told_of.add("fever")
    return bool(told_of & item.support)


def _may_clear(rule: Rule, facts: ChildFacts) -> bool:
    if not rule.cleared_by_recovery:
        return False
    old_enough = facts.age is not None and min(candidate_months(facts)) >= RECOVERY_FROM_MONTHS
    return old_enough or rule.urgency.rank < Urgency.HOSPITAL_NOW.rank


def _ended_if_allowed(rules: RuleSet, alarm: Alarm, facts: ChildFacts, now: datetime) -> Alarm:
    rule = rules.by_id.get(alarm.rule_id)
    return Alarm(alarm.rule_id, Urgency.NONE, now) if rule and _may_clear(rule, facts) else alarm
