"""What a decision sends: texts, cards, the one question with its buttons."""

from dataclasses import dataclass

from assistant.domain.message import Card, ChoiceMeaning, OfferedChoice
from assistant.domain.triage.rules import FirstAid, Rule, RuleSet
from assistant.domain.triage.situation import ChildFacts
from assistant.domain.triage.subjects import ADULT
from assistant.domain.triage.told import Observation
from assistant.domain.urgency import Urgency

MOST_STEPS = 6
"""Steps on an emergency card."""

EMERGENCY_NUMBER = "120"


@dataclass(frozen=True, slots=True)
class General:
    """What precedes the answer to a general question on an emergency."""

    line: str
    cards: tuple[Card, ...]


def texts(rules: RuleSet, rule: Rule, level: Urgency, younger: Rule | None) -> tuple[str, ...]:
    """The safety text: what to do first, where to go, what to avoid and watch, where it comes from."""
    messages = rules.messages
    if rule.route and rule.route in messages.routes:
        return messages.routes[rule.route].texts
    first = [younger.if_younger] if younger else []
    core = "".join((*rule.do_now, messages.level_lines.get(level, "")))
    if level is Urgency.CALL120:
        return (*first, core)
    more = "".join((*rule.avoid, *rule.watch))
    return tuple(part for part in (*first, core, more, source_line(rules, rule)) if part)


def source_line(rules: RuleSet, rule: Rule) -> str:
    """Issuer and year of the documents behind a rule, or the cautious note where there is none."""
    if rule.cautious or not rule.sources:
        return rules.messages.cautious
    named = "; ".join(f"{item.issuer}《{item.title}》{item.year}".strip() for item in rule.sources)
    return rules.messages.sources.format(sources=named.replace("; ", "；"))


def cards(rules: RuleSet, rule: Rule) -> tuple[Card, ...]:
    """The emergency card, or the numbers of another danger's route."""
    if rule.route in rules.messages.routes and rule.route != "adult_emergency":
        contacts = rules.messages.routes[rule.route].contacts
        return tuple(Card("contact", {"name": name, "phone": phone, "hours": "24小时"}) for name, phone in contacts)
    if rule.first_aid:
        return (_card(rules.first_aid[rule.first_aid]),)
    if rule.urgency is Urgency.CALL120:
        return (_card(FirstAid(rule.id, rule.title, (*rule.do_now, *rule.avoid)[:MOST_STEPS])),)
    return ()


def _card(card: FirstAid) -> Card:
    return Card("emergency", {"title": card.title, "steps": list(card.steps), "call": EMERGENCY_NUMBER})


def general(rules: RuleSet, seen: Observation) -> General | None:
    """First line and first-aid cards for a question on choking, resuscitation, convulsion and the like."""
    ids = dict.fromkeys(rules.concepts[match.concept].first_aid for match in seen.general)
    found = tuple(_card(rules.first_aid[name]) for name in ids if name)
    return General(rules.messages.first_line, found[:2]) if found else None


def question(
    rules: RuleSet, rule: Rule | None, child: ChildFacts, younger: Rule | None, on_topic: bool
) -> tuple[str, tuple[OfferedChoice, ...]]:
    """One question whose answer would change the level: the deciding detail of the rule, else the age."""
    if rule and rule.question:
        return rule.question, tuple(OfferedChoice(text, ChoiceMeaning("say", text)) for text in rule.answers)
    unknown = child.age is None and not child.newborn and child.name != ADULT
    if on_topic and unknown and younger:
        buttons = tuple(
            OfferedChoice(label, ChoiceMeaning("age", str(months))) for label, months in rules.messages.ages
        )
        return rules.messages.age_question, buttons
    return "", ()
