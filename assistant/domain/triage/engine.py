"""The decision on one message: reading, remembering, judging, and what is sent."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from assistant.domain.measures import Reading
from assistant.domain.triage import replies
from assistant.domain.triage.decision import Decision, RuleMatch
from assistant.domain.triage.evaluation import Held, Verdict, candidate_months, judge_child, younger_rule
from assistant.domain.triage.memory import remember
from assistant.domain.triage.observation import Observer
from assistant.domain.triage.rules import Match, Rule, RuleSet
from assistant.domain.triage.situation import ChildFacts, Situation, aware
from assistant.domain.triage.subjects import ADULT
from assistant.domain.triage.told import Observation
from assistant.domain.urgency import Urgency

SHORT_ANSWER = 16
"""Characters up to which an age alone counts as an answer to our question, not as a new topic."""


def assess(
    reading: Reading, matches: tuple[Match, ...], situation: Situation, now: datetime, rules: RuleSet
) -> Decision:
    """Decide on one message.

    Args:
        reading: What the language part found in the normalised text.
        matches: Words of concepts in the same text.
        situation: What was known before.
        now: When the message came.
        rules: The rule set.
    """
    now = aware(now)
    before = situation.without_expired(now)
    seen = Observer(reading, matches, before, rules).observe()
    known = remember(before, seen, now, rules.concepts)
    verdicts = [
        judge_child(rules, child, seen.children.get(child.name), seen.recovered, now) for child in known.children
    ]
    for verdict in verdicts:
        known = known.with_child(verdict.facts)
    known = _with_route(known, verdicts, now)
    return _decision(rules, seen, before, known, verdicts, len(reading.text))


def _with_route(known: Situation, verdicts: list[Verdict], now: datetime) -> Situation:
    route = next((item.rule.route for verdict in verdicts for item in verdict.held if item.rule.route), "")
    return replace(known, route=route, route_heard_at=now) if route else known


def _decision(
    rules: RuleSet, seen: Observation, before: Situation, known: Situation, verdicts: list[Verdict], length: int
) -> Decision:
    new = _ranked([(item, verdict.facts) for verdict in verdicts for item in verdict.new if _speaks(item.rule)])
    on_topic = bool(new) or _on_topic(seen, before, verdicts, length)
    urgency = known.urgency if on_topic else Urgency.NONE
    held = _ranked([(item, verdict.facts) for verdict in verdicts for item in verdict.held])
    lead = new[0] if new else None
    child = (lead or (held[0] if held else (None, known.child(known.current))))[1]
    younger = younger_rule(rules, child, child.urgency) if seen.children and on_topic else None
    asking = next((item.rule for verdict in verdicts for item in verdict.new if _only_asks(item.rule)), None)
    asking = asking if not lead and urgency is Urgency.NONE else None
    question, choices = replies.question(rules, lead[0].rule if lead else asking, child, younger, on_topic)
    texts = replies.texts(rules, lead[0].rule, urgency, younger) if lead else ()
    general = replies.general(rules, seen) if urgency.rank <= Urgency.HOME_CARE.rank and not lead else None
    return Decision(
        urgency=urgency,
        version=rules.version,
        situation=known,
        is_new=lead is not None,
        texts=texts,
        reminder=rules.messages.reminders.get(urgency, "")
        if on_topic and (not lead or lead[0].rule.urgency.rank < urgency.rank)
        else "",
        first_line=_first_line(general, younger if not lead else None, asking),
        cards=replies.cards(rules, lead[0].rule) if lead else (general.cards if general else ()),
        question=question,
        choices=choices,
        matches=tuple(_rule_match(item, facts, seen) for item, facts in held),
        negated=tuple((match.start, match.end, match.text) for match in seen.denied),
        age_used_months=min(candidate_months(child)) if child.age or child.newborn else None,
        route=lead[0].rule.route if lead else (known.route if on_topic else ""),
    )


def _speaks(rule: Rule) -> bool:
    return rule.urgency.rank >= Urgency.DOCTOR_24H.rank or bool(rule.route)


def _only_asks(rule: Rule) -> bool:
    """A rule that raises nothing: the safe line goes first and one question follows."""
    return rule.urgency is Urgency.NONE and bool(rule.question)


def _first_line(general: replies.General | None, younger: Rule | None, asking: Rule | None) -> str:
    if general:
        return general.line
    if asking:
        return "".join(asking.do_now)
    return younger.if_younger if younger else ""


def _ranked(items: list[tuple[Held, ChildFacts]]) -> list[tuple[Held, ChildFacts]]:
    return sorted(items, key=lambda pair: pair[0].order, reverse=True)


def _on_topic(seen: Observation, before: Situation, verdicts: list[Verdict], length: int) -> bool:
    """Whether the message is about the situation at all, not a thank-you or another matter."""
    support = {name for verdict in verdicts for item in verdict.held for name in item.support}
    told = [item for item in seen.children.values() if item.denied or item.measures or support & set(item.present)]
    if told or support & {*seen.adult, *seen.anyone}:
        return True
    if before.urgency is Urgency.NONE:
        return False
    if _names_again(seen, verdicts, support):
        return True
    aged = any(item.age or item.newborn for item in seen.children.values())
    return seen.recovered or seen.corrected or seen.follows_up or (aged and length <= SHORT_ANSWER)


def _names_again(seen: Observation, verdicts: list[Verdict], support: set[str]) -> bool:
    """白色的药片,大概三颗 after 药片咽下去了: two characters in a row of what the alarm rests on are said again."""
    signs = [sign.text for verdict in verdicts for sign in verdict.facts.signs if sign.concept in support]
    return any(pair in seen.text for sign in signs for pair in map("".join, pairwise(sign)))


def _rule_match(item: Held, facts: ChildFacts, seen: Observation) -> RuleMatch:
    told = {**seen.adult, **seen.anyone} if facts.name == ADULT else seen.child(facts.name).present
    words: list[tuple[int, int, str]] = []
    for name in sorted(item.support):
        match = told.get(name)
        if match:
            words.append((match.start, match.end, match.text))
            continue
        sign = next((sign for sign in facts.signs if sign.concept == name and not sign.denied), None)
        values = [f"{measure.value:g}" for measure in facts.measures if measure.name == name]
        words.append(
            (-1, -1, (sign.text if sign and sign.text else f"{name}={'/'.join(values)}") if sign or values else name)
        )
    return RuleMatch(item.rule.id, item.rule.urgency, tuple(words))
