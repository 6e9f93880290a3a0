"""What an operator sees while the caller speaks: the red flag first, then answers, then what to ask next."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from assistant.dialogue import console_wording as words
from assistant.dialogue.intake import readable_though_too_long, take_out_private
from assistant.dialogue.safety import Triage, read_off_the_loop
from assistant.domain.account import Operator
from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from assistant.domain.entry import Collection, Entry
from assistant.domain.measures import Reading
from assistant.domain.message import LONGEST_TEXT
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.rules import Rule
from assistant.domain.triage.situation import Situation
from assistant.domain.urgency import Urgency
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers, Question
from assistant.services.clock import Clock
from assistant.services.directory import Directory, Offer
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.store.console_records import SuggestionRecord

SHOWN = 3
"""Answers on the panel, taken with the keys 1, 2 and 3."""

LOOKED_AT = 12
"""Hits from which the answers are chosen; with an age known several of them may be for other ages."""

LEAST_CONFIDENCE = 0.05
"""Confidence below which an entry has nothing to do with what was said."""

HEALTH_TOPICS = frozenset(
    {"fever", "cough-and-breathing", "diarrhoea-and-constipation", "vomiting-and-tummy", "injuries", "convulsion"}
    | {"infections", "jaundice", "skin-and-allergy", "eyes-ears-nose", "mouth-and-teeth", "crying", "skin-care"}
)
"""Topics where the beginning and the temperature decide."""


class TriageRules(Triage, Protocol):
    """Triage that also tells what a rule says."""

    def rule(self, rule_id: str) -> Rule | None:
        """Return a rule in service, or None."""


@dataclass(frozen=True, slots=True)
class SpokenQuestion:
    """What an operator has in front of them: the caller's words, the fields beside them."""

    text: str
    age_months: int | None = None
    district: str | None = None
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A rule that holds: its name, the words it holds on, what to do first and what to ask first."""

    rule_id: str
    title: str
    urgency: Urgency
    words: tuple[str, ...]
    do_now: tuple[str, ...]
    first_questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestedAnswer:
    """An entry as the panel shows it; `confidence` 0..1, higher is better; `for_age` says that it is for this age."""

    entry: Entry
    confidence: float
    for_age: bool


@dataclass(frozen=True, slots=True)
class Suggested:
    """Everything on the panel; `for_other_ages` would fit the words, and must not be told for this child."""

    id: str
    red_flags: tuple[RedFlag, ...]
    urgency: Urgency
    outcome: Outcome
    answers: tuple[SuggestedAnswer, ...]
    for_other_ages: tuple[Entry, ...]
    ask_next: tuple[str, ...]
    institutions: tuple[Offer, ...]
    sessions: tuple[Offer, ...]
    age_months: int | None
    district: str | None

    @property
    def policy_basis(self) -> tuple[Entry, ...]:
        """The policy entries among the answers."""
        return tuple(one.entry for one in self.answers if one.entry.collection is Collection.POLICY_FAQ)


class Suggester:
    """Makes suggestions, and keeps what was shown.

    Args:
        unit_of_work: Opens a transaction.
        triage: Reads what the caller says, before anything else.
        answers: Finds entries.
        directory: Finds institutions and sessions.
        read: The language part; finds ages and districts.
        clock: The present instant.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        triage: TriageRules,
        answers: Answers,
        directory: Directory,
        read: Callable[[str, datetime], Reading],
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._triage = triage
        self._answers = answers
        self._directory = directory
        self._read = read
        self._clock = clock

    async def suggest(self, asked: SpokenQuestion, operator: Operator) -> Suggested:
        """Return what fits the caller's words; an empty text gives an empty panel."""
        now, text = self._clock(), readable_though_too_long(asked.text)
        masked = take_out_private(text).text
        self._answers.prepare(masked)
        state = await self._state(asked.conversation_id)
        reading = self._read(masked[:LONGEST_TEXT], now)
        age_months = _age_of(asked, reading, state)
        district = asked.district or _district_of(reading) or state.district or None
        situation = _with_age(state.situation, age_months)
        decision = await read_off_the_loop(self._triage, text, situation, now)
        question = Question(masked, age_months, district)
        found, institutions, sessions = await asyncio.gather(
            self._answers.search(question, LOOKED_AT),
            self._directory.institutions(masked, age_months, district),
            self._directory.sessions(masked, age_months, district),
        )
        hits = [(hit.entry_id, hit.confidence) for hit in found.hits if hit.confidence >= LEAST_CONFIDENCE]
        answers, for_other_ages = self._fitting(hits, age_months)
        suggested = Suggested(
            id=f"s_{secrets.token_urlsafe(12)}",
            red_flags=self._red_flags(decision),
            urgency=decision.urgency,
            outcome=found.outcome if answers else Outcome.NOT_FOUND,
            answers=answers,
            for_other_ages=for_other_ages,
            ask_next=_ask_next(decision, answers, reading, age_months, district),
            institutions=institutions,
            sessions=sessions,
            age_months=age_months,
            district=district,
        )
        if masked:
            await self._keep(suggested, masked[:LONGEST_TEXT], asked.conversation_id, operator, now)
        return suggested

    def rule(self, rule_id: str) -> Rule | None:
        """Return a triage rule in service, or None."""
        return self._triage.rule(rule_id)

    async def _state(self, conversation_id: str | None) -> ConversationState:
        if conversation_id is None:
            return ConversationState()
        async with self._unit_of_work() as uow:
            conversation = await uow.conversations.get(conversation_id)
        return ConversationState.from_json(conversation.state if conversation else {})

    def _fitting(
        self, hits: list[tuple[str, float]], age_months: int | None
    ) -> tuple[tuple[SuggestedAnswer, ...], tuple[Entry, ...]]:
        """The entries of the hits, each in its version for the child's age, none twice; then those for other ages."""
        shown: dict[str, SuggestedAnswer] = {}
        others: dict[str, Entry] = {}
        for entry_id, confidence in hits:
            entry = self._answers.entry(entry_id)
            if entry is not None and age_months is not None:
                entry = self._answers.version_for(entry, age_months)
            if entry is None:
                continue
            fits = age_months is not None and entry.fits_age(age_months)
            if age_months is None or fits:
                shown.setdefault(entry.id, SuggestedAnswer(entry, confidence, fits))
            else:
                others.setdefault(entry.id, entry)
        return tuple(shown.values())[:SHOWN], tuple(others.values())[:SHOWN]

    def _red_flags(self, decision: Decision) -> tuple[RedFlag, ...]:
        flags: list[RedFlag] = []
        for match in decision.matches:
            rule = self._triage.rule(match.rule_id)
            if rule is not None:
                asked = (rule.question, "" if flags else decision.question)
                first = tuple(text for text in asked if text)
                said = tuple(dict.fromkeys(words for _, _, words in match.words))
                flags.append(
                    RedFlag(rule.id, rule.title, match.urgency, said, rule.do_now, tuple(dict.fromkeys(first)))
                )
        return tuple(flags)

    async def _keep(
        self, suggested: Suggested, question: str, conversation_id: str | None, operator: Operator, now: datetime
    ) -> None:
        record = SuggestionRecord(
            id=suggested.id,
            operator_id=operator.id,
            at=now,
            question=question,
            outcome=suggested.outcome.value,
            confidence=suggested.answers[0].confidence if suggested.answers else 0.0,
            entry_ids=[one.entry.id for one in suggested.answers],
            rule_ids=[flag.rule_id for flag in suggested.red_flags],
            conversation_id=conversation_id,
            age_months=suggested.age_months,
        )
        async with self._unit_of_work() as uow:
            await uow.suggestions.add(record)
            await uow.commit()


def _age_of(asked: SpokenQuestion, reading: Reading, state: ConversationState) -> int | None:
    """The age in the field, else the one said last, else the one known of the conversation."""
    if asked.age_months is not None:
        return asked.age_months
    if reading.ages:
        return min(reading.ages[-1].age.months, 83)
    return state.age.months if state.age else None


def _district_of(reading: Reading) -> str | None:
    return next((term.value for term in reversed(reading.terms) if term.label == "district"), None)


def _with_age(situation: Situation, age_months: int | None) -> Situation:
    if age_months is None:
        return situation
    child = situation.child(situation.current)
    if child.age is not None and child.age.months == age_months:
        return situation
    return situation.with_child(replace(child, age=Age(age_months), newborn=False))


def _ask_next(
    decision: Decision,
    answers: tuple[SuggestedAnswer, ...],
    reading: Reading,
    age_months: int | None,
    district: str | None,
) -> tuple[str, ...]:
    """What would make the answer surer, the most important first."""
    topics = {one.entry.topic for one in answers}
    is_health = bool(topics & HEALTH_TOPICS) or bool(decision.matches)
    is_policy = any(one.entry.collection is Collection.POLICY_FAQ for one in answers[:1])
    asked = [decision.question] if decision.question else []
    if age_months is None and not is_policy:
        asked.append(words.ASK_AGE)
    if is_health and not reading.durations:
        asked.append(words.ASK_SINCE)
    if "fever" in topics and not reading.temperatures:
        asked.append(words.ASK_TEMPERATURE)
    if is_health:
        asked.append(words.ASK_STATE)
    if is_policy and district is None:
        asked.append(words.ASK_DISTRICT)
    return tuple(dict.fromkeys(asked))
