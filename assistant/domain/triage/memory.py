"""Putting what a message tells together with what was known before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from assistant.domain.triage.rules import Concept
from assistant.domain.triage.situation import ChildFacts, Measure, Sign, Situation
from assistant.domain.triage.subjects import ADULT
from assistant.domain.triage.told import Observation, Told

FEVER_FROM = 37.5
"""Degrees Celsius from which a temperature is a fever (axillary)."""

_UNBOUND_HOURS = "hours."
_OF_FEVER = frozenset({"fever", "high_fever", "temperature", "hours.fever"})


def remember(situation: Situation, seen: Observation, now: datetime, concepts: Mapping[str, Concept]) -> Situation:
    """The situation after the message, alarms not yet read anew."""
    result = _without_mistaken_person(situation, seen)
    for name, told in seen.children.items():
        facts = _corrected(result.child(name), told, seen.right_words) if seen.corrected else result.child(name)
        result = result.with_child(_merged(facts, told, now, concepts, seen.corrected))
    if seen.adult or seen.anyone:
        told = Told(present={**seen.adult, **seen.anyone})
        result = result.with_child(_merged(result.child(ADULT), told, now, concepts))
    if seen.corrected:
        result = replace(result, children=tuple(replace(child, alarms=()) for child in result.children))
    pending = seen.corrected and seen.is_bare and not situation.correction_pending
    return replace(result, current=seen.current, correction_pending=pending)


def _without_mistaken_person(situation: Situation, seen: Observation) -> Situation:
    """是我自己发烧: the signs just told belong to an adult and leave the child's record."""
    told_of_child = any(told.present or told.measures for told in seen.children.values())
    if not seen.corrected or not seen.adult_named or told_of_child:
        return situation
    name = "" if situation.current == ADULT else situation.current
    facts = situation.child(name)
    taken = set(seen.adult)
    if "fever" in taken:
        taken |= _OF_FEVER
    signs = tuple(sign for sign in facts.signs if taken and sign.concept not in taken)
    measures = tuple(item for item in facts.measures if taken and item.name not in taken)
    return situation.with_child(replace(facts, signs=signs, measures=measures))


def _corrected(facts: ChildFacts, told: Told, right_words: str) -> ChildFacts:
    """Facts without what the message takes back or states anew.

    打错了,是没有胃口 takes back the sign that begins alike (没有呼吸): a slip of the input method keeps the first
    character.
    """
    gone = set(told.denied)
    gone |= {sign.concept for sign in facts.signs if right_words and sign.text.startswith(right_words[0])}
    temperatures = told.measures.get("temperature", [])
    if "fever" in gone or (temperatures and max(temperatures) < FEVER_FROM):
        gone |= _OF_FEVER
    return replace(
        facts,
        signs=tuple(sign for sign in facts.signs if sign.concept not in gone),
        measures=tuple(item for item in facts.measures if item.name not in told.measures and item.name not in gone),
    )


def _merged(
    facts: ChildFacts, told: Told, now: datetime, concepts: Mapping[str, Concept], corrected: bool = False
) -> ChildFacts:
    present = dict(told.present)
    ended = {
        other
        for concept, match in present.items()
        for other in concepts[concept].undoes
        if told.last_at.get(other, -1) < match.end
    }
    if corrected:
        ended |= {other for concept in present for other in concepts[concept].corrects}
    carried = [sign for sign in facts.signs if sign.concept in concepts and not concepts[sign.concept].fleeting]
    kept = [sign for sign in carried if sign.concept not in ended and (sign.denied or sign.concept not in present)]
    kept = [sign for sign in kept if not (sign.denied and sign.concept in present)]
    known = {sign.concept for sign in kept}
    heard = [Sign(concept, match.text, now) for concept, match in present.items() if concept not in ended]
    denied = [
        Sign(concept, match.text, now, denied=True)
        for concept, match in told.denied.items()
        if concept not in known and concept not in present
    ]
    if any(value >= FEVER_FROM for value in told.measures.get("temperature", ())) and "fever" not in present:
        kept = [sign for sign in kept if sign.concept != "fever"]
        denied = [sign for sign in denied if sign.concept != "fever"]
        heard.append(Sign("fever", "", now))
    signs = (*kept, *heard, *denied)
    return replace(
        facts,
        age=told.age or facts.age,
        newborn=told.newborn or (facts.newborn and told.age is None),
        age_heard_at=now if told.age or told.newborn else facts.age_heard_at,
        signs=signs,
        measures=(*facts.measures, *_measures(told, signs, now, concepts)),
    )


def _measures(told: Told, signs: tuple[Sign, ...], now: datetime, concepts: Mapping[str, Concept]) -> list[Measure]:
    lasting = [sign.concept for sign in signs if not sign.denied and concepts[sign.concept].lasts]
    found: list[Measure] = []
    for name, values in told.measures.items():
        names = [f"hours.{concept}" for concept in lasting] if name == _UNBOUND_HOURS else [name]
        found.extend(Measure(each, value, now) for each in names for value in values)
    return found
