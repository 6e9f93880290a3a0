"""What a message asks in the light of what was asked and heard before it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.dialogue.asked_of_entry import MOST_HELD, new_words, says_most_on
from assistant.dialogue.child_facts import ReadWords
from assistant.domain.conversation import ConversationState
from assistant.domain.entry import Collection, Entry
from assistant.domain.triage.situation import Situation
from assistant.language.content_words import content_pairs, share_held
from assistant.language.follow_ups import FollowUp, joined, read_follow_up, tells_only_age
from assistant.language.normalise import normalise
from assistant.language.questions import asks
from assistant.language.reports import only_tells_recovery
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answer, Answers, Question

FEVER_CELSIUS = 37.5
"""Temperature from which a fever is what the child has."""

LONGEST_ON_STATE = 12
"""Characters up to which 能洗澡吗 is asked of the child's state; a longer question says what it is about."""

_ON_STATE = re.compile("^(?:那|还|现在|这样)*(?:能|可以|要|用|需要|该|可不可以|能不能|要不要|用不用|会)")
_HOT = re.compile("烧|热|烫")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a message asks.

    Attributes:
        text: The message as Rasa is to understand it.
        full_question: What it asks in full where it goes on from the question before, whatever Rasa takes `text` for;
            else empty.
        names: As in `Question`.
        may_answer: As in `Question`.
    """

    text: str
    full_question: str = ""
    names: tuple[str, ...] = ()
    may_answer: bool = True

    def question(self, state: ConversationState) -> Question:
        """What is to be looked up."""
        return replace(
            question_on(self.full_question or self.text, state), names=self.names, may_answer=self.may_answer
        )


@dataclass(frozen=True, slots=True)
class Illness:
    """What a child has: as triage heard it, and as the last question names it; both may be empty."""

    heard: str
    asked: str

    def __bool__(self) -> bool:
        return bool(self.heard or self.asked)

    def asked_of(self, added: str) -> tuple[str, ...]:
        """`added` asked of what the child has: shorter than the last question, and so clearer to search."""
        return tuple(f"{one}，{added}" for one in dict.fromkeys((self.heard, self.asked)) if one and one not in added)


class Continuing:
    """Completes messages that only make sense after the ones before.

    Args:
        answers: Tells which reading has an answer.
        read: The language part; finds symptoms in the last question.
    """

    def __init__(self, answers: Answers, read: ReadWords) -> None:
        self._answers = answers
        self._read = read

    async def meant_by(self, text: str, state: ConversationState, now: datetime) -> Meant:
        """Return what a message that comes `now` asks; while a form waits, nothing goes on from a question."""
        if state.form:
            return Meant(text)
        if not state.last_question and tells_only_age(text):  # 那两岁呢 long after: an age alone asks nothing
            return Meant(text, may_answer=False)
        follow_up = read_follow_up(text, state.last_question)
        illness = Illness(standing_topic(state.situation), self._symptom_in(state.last_question, now))
        if follow_up is None and self._tells_symptom(text, illness.asked, now):
            return Meant(text, text)
        if follow_up is None:
            return await self._on_state(text, illness, state, now)
        if follow_up.may_be_else:
            return Meant(text, follow_up.question)
        if follow_up.added:
            readings = (*illness.asked_of(follow_up.added), follow_up.question)
            is_ill = bool(illness) and not self._symptom_in(follow_up.added, now)
            added = await self._added(text, follow_up.added, readings, is_ill, state)
            return added or Meant(follow_up.question, follow_up.question)
        if illness.asked and (thing := follow_up.other_thing) and not self._symptom_in(thing, now):
            readings = (*illness.asked_of(thing), *follow_up.questions[:-1])
            return await self._added(text, thing, readings, True, state) or Meant(text, readings[0])
        reading = await self._best_reading(follow_up, state)
        return Meant(reading, reading, follow_up.names)

    async def _on_state(self, text: str, illness: Illness, state: ConversationState, now: datetime) -> Meant:
        """能洗澡吗 after a question on eczema, or while a fever is on, is asked of that where an entry says so."""
        plain = normalise(text)
        last = (joined(state.last_question, plain),) if state.last_question else ()
        readings = (*illness.asked_of(plain), *last)
        if not readings or len(plain) > LONGEST_ON_STATE or not asks(plain):
            return Meant(text)
        if not _ON_STATE.search(plain):
            return await self._unless_clear(text, plain, readings, bool(illness.heard), state)
        is_ill = bool(illness) and not self._symptom_in(plain, now)
        return await self._added(text, plain, readings, is_ill, state) or Meant(text)

    async def _added(
        self, text: str, added: str, readings: tuple[str, ...], is_ill: bool, state: ConversationState
    ) -> Meant | None:
        """那还能洗澡吗: asked of what was spoken of, unless it is clear alone; None where neither is found.

        While a child is ill, what is found for the bare words is offered at most: it may be right for a child who is
        well. Policies hold for both.
        """
        words = content_pairs(added)
        if reading := await self._answered(words, readings, state):
            return Meant(reading, reading)
        if not any(len(word) > 1 for word in words):
            # 那还能喂吗 says nothing by itself.
            return None
        alone = await self._answers.find(question_on(text, state))
        best = alone.entries[0] if alone.entries else None
        if alone.caution:
            return Meant(text)
        if best is not None and (not is_ill or best.collection is Collection.POLICY_FAQ):
            if alone.outcome is Outcome.ANSWER:
                # 用冷敷还是热敷 may find what is right for something else: where it does not name it, it is offered.
                return Meant(text, may_answer=_is_about(words, (best.title, *best.questions)))
            if alone.outcome is Outcome.SUGGEST and _is_about(words, (best.title,)):
                return Meant(text)
        return Meant(readings[0], readings[0], tuple(sorted(words)), may_answer=False) if is_ill else None

    async def _unless_clear(
        self, text: str, plain: str, readings: tuple[str, ...], is_ill: bool, state: ConversationState
    ) -> Meant:
        """没有居住证行不行 after a question on a subsidy: asked of that, where it is not clear alone.

        While a child is ill, 托班能去吗 is asked of that first.
        """
        words = new_words(plain, state.last_question)
        if not words:
            return Meant(text)
        if is_ill and (reading := await self._answered(words, readings[:1], state)):
            return Meant(text, reading)
        alone = await self._answers.find(question_on(text, state))
        if alone.outcome is Outcome.ANSWER or alone.caution:
            return Meant(text)
        return Meant(text, await self._answered(words, readings, state))

    async def _answered(self, words: frozenset[str], readings: tuple[str, ...], state: ConversationState) -> str:
        """The first reading with an answer that is about `words`, or on which the last entry says something; or ""."""
        for reading in readings:
            found = await self._answers.find(question_on(reading, state))
            best = found.entries[0] if found.entries else None
            if best is None or found.caution:
                continue
            if best.id in state.last_entry_ids:
                if says_most_on(words, best):
                    return reading
            elif found.outcome is Outcome.ANSWER and _is_about(words, (best.title, *best.questions)):
                return reading
        return ""

    def _symptom_in(self, text: str, now: datetime) -> str:
        """The first symptom that a text names, in the standard word; empty where it names none."""
        terms = self._read(text, now).terms if text else ()
        return next((term.value for term in terms if term.label == "symptom"), "")

    def _tells_symptom(self, text: str, asked: str, now: datetime) -> bool:
        """Whether a message tells of a symptom that was not asked about: 孩子发烧38度5 asks what to do."""
        if asks(text) or only_tells_recovery(text):
            return False
        named = self._symptom_in(text, now)
        return bool(named) and named != asked

    async def _best_reading(self, follow_up: FollowUp, state: ConversationState) -> str:
        """The first reading that is answered with what it names, else the first that such an entry is offered for."""
        if not follow_up.otherwise:
            return follow_up.question
        offered = ""
        for reading in follow_up.questions:
            found = await self._answers.find(replace(question_on(reading, state), names=follow_up.names))
            if found.outcome is Outcome.ANSWER:
                return reading
            if not offered and _names_it(found, follow_up.names):
                offered = reading
        return offered or follow_up.question


def standing_topic(situation: Situation) -> str:
    """Return what the child spoken of has at the moment, in a word that search knows, or an empty text."""
    child = situation.child(situation.current)
    if any(measure.name == "temperature" and measure.value >= FEVER_CELSIUS for measure in child.measures):
        return "发烧"
    signs = [sign.text for sign in child.signs if not sign.denied and sign.text]
    if any(_HOT.search(sign) for sign in signs):
        return "发烧"
    return signs[-1] if signs else ""


def question_on(text: str, state: ConversationState) -> Question:
    """Return a question with what is known of the child."""
    return Question(text, state.age.months if state.age else None, state.district or None)


def _is_about(words: frozenset[str], parts: Iterable[str]) -> bool:
    return not words or share_held(words, "\n".join(parts)) >= MOST_HELD


def _names_it(found: Answer, names: tuple[str, ...]) -> bool:
    best: Entry | None = found.entries[0] if found.outcome is Outcome.SUGGEST and found.entries else None
    return best is not None and (not names or any(best.speaks_of(name) for name in names))
