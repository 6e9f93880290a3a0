"""The order of a turn: triage, a person who is on, Rasa, retrieval. Readable top to bottom; it stores nothing."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from assistant.dialogue import compose, person, person_wording, wording
from assistant.dialogue.compose import Composer
from assistant.dialogue.form_parts import SHARED_PLACE, FormParts
from assistant.dialogue.institution_desk import InstitutionDesk
from assistant.dialogue.person import LookAtDesk, nobody_on_duty
from assistant.dialogue.rasa_client import RasaTurn
from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from assistant.domain.entry import Entry
from assistant.domain.handover import DeskAct, DeskState, PersonWanted, Reason
from assistant.domain.measures import Reading
from assistant.domain.message import ChoiceMeaning, InboundMessage, Intent, Location, Reply
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import Situation
from assistant.domain.urgency import Urgency
from assistant.errors import RasaUnavailable
from assistant.language.children import find_children
from assistant.language.normalise import is_emoji_only, normalise
from assistant.language.questions import completed
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers, Question

FIND_FORM = "find_institution_form"

UNSURE = frozenset({"out_of_scope", "nlu_fallback"})
"""Intents behind which a long story may hide a plain wish for an institution."""

ON = "on"
"""Value of a conversation's handover while a person writes."""

WAITING = "waiting"
"""The same while it waits for one."""


class Triage(Protocol):
    """Reads every message before anything else."""

    @property
    def version(self) -> str:
        """Version of the rules."""

    def read(self, text: str, situation: Situation, now: datetime) -> Decision:
        """Return the decision on `text` in the light of `situation`; never raises on any text."""

    def read_age(self, age_months: int, situation: Situation, now: datetime) -> Decision:
        """Return the decision once the age of the child spoken of is known."""


class Rasa(Protocol):
    """Understands a message and runs the dialogue's rules."""

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> RasaTurn:
        """Return Rasa's answer; raises RasaUnavailable."""


SHORTEST_QUESTION = 4
"""Characters from which a message is likely to be searched for; its encoding then runs beside Rasa's understanding."""

SURE_FROM = 0.9
"""Confidence from which an answer stands alone; below it a button offers what may have been meant instead."""

LONG_TEXT = 300
"""Characters from which triage reads in another thread: 2,000 take 40 ms, during which nobody else is answered."""


async def read_off_the_loop(triage: Triage, text: str, situation: Situation, now: datetime) -> Decision:
    """Read a text with triage; a long one does not keep the event loop waiting."""
    if len(text) < LONG_TEXT:
        return triage.read(text, situation, now)
    return await asyncio.to_thread(triage.read, text, situation, now)


@dataclass(frozen=True, slots=True)
class Routed:
    """The outcome of one turn.

    Attributes:
        reply: What goes out.
        state: What is known afterwards.
        decision: Triage's decision; None for a button or a place.
        entry_ids: Entries behind the reply.
        forget: The person confirmed that everything is to be deleted.
        act: What is asked of the operators' desk.
    """

    reply: Reply
    state: ConversationState
    decision: Decision | None = None
    entry_ids: tuple[str, ...] = ()
    forget: bool = False
    act: DeskAct | None = None


class Router:
    """Decides the reply to one message.

    Args:
        triage: First reader.
        rasa: Leads the dialogue.
        answers: Finds entries when Rasa cannot be asked, and for buttons.
        composer: Writes replies.
        read: The language part; finds ages and known words.
        desk: Answers questions about institutions; without one a shared place is only acknowledged.
        look_at_desk: Says whether a person can be asked for.
        forms: Turns the parts of forms into words.
    """

    def __init__(
        self,
        triage: Triage,
        rasa: Rasa,
        answers: Answers,
        composer: Composer,
        read: Callable[[str, datetime], Reading],
        desk: InstitutionDesk | None = None,
        look_at_desk: LookAtDesk = nobody_on_duty,
        forms: FormParts | None = None,
    ) -> None:
        self._triage = triage
        self._rasa = rasa
        self._answers = answers
        self._composer = composer
        self._read = read
        self._desk = desk
        self._look_at_desk = look_at_desk
        self._forms = forms

    async def route(self, message: InboundMessage, state: ConversationState, handover: str) -> Routed:
        """Return the reply to `message` and the state after it."""
        if handover == ON and _is_for_person(message):
            return Routed(Reply(handover=True), state)
        if message.location is not None:
            return await self._located(message.conversation_id, message.location, state, handover)
        if message.choice is not None and message.choice.kind not in ("say", "age"):
            return await self._with_desk(self._button(message.choice, state), message, handover)
        text = _words_of(message)
        decision = await self._decide(text, message, state.situation)
        state = self._remember(text, message, replace(state, situation=decision.situation))
        if handover == ON:
            return Routed(_safety_only(decision), state, decision)
        if decision.is_new and decision.urgency.is_emergency:
            alarm = Routed(safety_reply(decision), state, decision, act=person.wanted_for_topic(decision))
            return await self._with_desk(alarm, message, handover)
        if is_emoji_only(text):
            return Routed(Reply(texts=(wording.EMOJI_ONLY,)), state, decision)
        routed = await self._answer(message.conversation_id, message.shown_text or text, state)
        routed = replace(routed, act=routed.act or person.wanted_for_topic(decision))
        routed = await self._with_desk(routed, message, handover)
        return replace(routed, reply=_with_safety(decision, routed.reply), decision=decision)

    async def _answer(self, conversation_id: str, text: str, state: ConversationState) -> Routed:
        """Take a message for the operators, hand over, or converse."""
        if state.is_leaving_message:
            reply, act = person.take_message(text)
            return Routed(reply, replace(state, is_leaving_message=False), act=act)
        if state.person_said and person.asks_again(text):
            return Routed(Reply(texts=(person_wording.PERSON_SAID.format(text=state.person_said),)), state)
        if wanted := person.wanted_by(text):
            return Routed(Reply(), state, act=wanted)
        routed = await self._converse(conversation_id, text, state)
        wanted = person.wanted_after(state.misses, routed.state.misses)
        if routed.state.misses > state.misses:
            routed = replace(routed, reply=person.offer(routed.reply, routed.state.misses))
        return replace(routed, act=routed.act or wanted)

    async def _with_desk(self, routed: Routed, message: InboundMessage, handover: str) -> Routed:
        """Say what becomes of a wish for a person; only an open desk is asked."""
        wanted = routed.act
        if not isinstance(wanted, PersonWanted):
            return routed
        desk = await self._look_at_desk(message.received_at)
        is_waiting = handover == WAITING
        if wanted.silently:
            is_asked = desk.state is DeskState.OPEN and not is_waiting
            return replace(routed, act=wanted if is_asked else None)
        said, act = person.answer_request(wanted, desk, is_waiting)
        if wanted.reason is Reason.NOT_FOUND and act is None:
            return replace(routed, act=None)
        joined = replace(_join([routed.reply, said]), intent=routed.reply.intent, handover=said.handover)
        return replace(routed, reply=replace(joined, choices=said.choices), act=act)

    async def _decide(self, text: str, message: InboundMessage, situation: Situation) -> Decision:
        if message.choice is not None and message.choice.kind == "age":
            return self._triage.read_age(int(message.choice.value), situation, message.received_at)
        return await read_off_the_loop(self._triage, text, situation, message.received_at)

    async def _converse(
        self, conversation_id: str, text: str, state: ConversationState, location: Location | None = None
    ) -> Routed:
        if not state.form:
            text = await self._in_full(text, state)
        if len(text) >= SHORTEST_QUESTION:
            self._answers.prepare(text)
        try:
            turn = await self._rasa.turn(conversation_id, text, _context(state))
        except RasaUnavailable:
            routed = await self._answer_alone(text, state)
            return replace(routed, reply=replace(routed.reply, degraded=True))
        was_open = bool(state.form)
        state = replace(state, turns_in_rasa=state.turns_in_rasa + 1, form="", hides_answer=False)
        if (
            turn.intent.name in UNSURE
            and not was_open
            and self._desk
            and (reply := await self._desk.answer(text, state))
        ):
            return Routed(reply, state)
        replies = [Reply(texts=(said,)) for said in turn.texts]
        routed = Routed(_join(replies), state)
        for part in turn.parts:
            after = await self._render_any(part, routed.state, conversation_id, location)
            routed = replace(after, reply=_join([routed.reply, after.reply]), act=after.act or routed.act)
        if not routed.reply.texts and routed.act is None:
            routed = replace(routed, reply=Reply(texts=(wording.NOTHING_UNDERSTOOD,)))
        return replace(routed, reply=replace(compose.told_apart(routed.reply), intent=turn.intent))

    async def _in_full(self, text: str, state: ConversationState) -> str:
        """The question that is asked: a short one that goes on from the last is completed unless it is clear alone."""
        full = completed(normalise(text), normalise(state.last_question))
        if full is None or (await self._answers.find(_question(text, state))).outcome is Outcome.ANSWER:
            return text
        return full

    async def _located(
        self, conversation_id: str, location: Location, state: ConversationState, handover: str
    ) -> Routed:
        """Answer a shared place; the form that asks for one takes it, any other puts its question again below."""
        near = Routed(await self._place(location, state, handover), state)
        if not state.form or handover == ON:
            return near
        routed = await self._converse(conversation_id, SHARED_PLACE, state, location)
        if routed.reply.degraded:
            return near
        return routed if state.form == FIND_FORM else replace(routed, reply=_join([near.reply, routed.reply]))

    async def _place(self, location: Location, state: ConversationState, handover: str) -> Reply:
        if handover == ON:
            return Reply(handover=True)
        return await self._desk.near(location, state) if self._desk else Reply(texts=(wording.LOCATION_RECEIVED,))

    async def _answer_alone(self, text: str, state: ConversationState) -> Routed:
        """Answer from retrieval, or from the list of institutions, while Rasa is away."""
        if self._desk and (reply := await self._desk.answer(text, state)):
            return Routed(reply, state)
        routed = Routed(Reply(), state)
        for part in await self._answers.find_parts(_question(text, state)):
            after = self._render(part, routed.state)
            routed = replace(after, reply=_join([routed.reply, after.reply]))
        return replace(routed, reply=compose.told_apart(routed.reply))

    async def _render_any(
        self, part: Mapping[str, Any], state: ConversationState, conversation_id: str, location: Location | None
    ) -> Routed:
        """Turn a part of a form, or what another action found, into words."""
        reply = await self._forms.render(part, conversation_id, location) if self._forms else None
        if reply is None:
            return self._render(part, state)
        asks = bool(part.get("asks"))
        form, hides = (part.get("form", ""), bool(part.get("is_private"))) if asks else (state.form, state.hides_answer)
        return Routed(reply, replace(state, form=form, hides_answer=hides, misses=0))

    def _render(self, part: Mapping[str, Any], state: ConversationState) -> Routed:
        """Turn what an action found into words, and note it."""
        entries = self._loaded(part.get("entry_ids", ()))
        kind = part["kind"]
        state = replace(state, last_question=part.get("question") or state.last_question)
        if kind == "person":
            return Routed(Reply(), state, act=PersonWanted(Reason(part.get("reason", "asked"))))
        if kind == "offer_deletion":
            return Routed(compose.offer_deletion(), state)
        if kind == "ask_what_next":
            return Routed(compose.ask_what_next(state.age), state)
        if kind == "ask_age" and entries:
            shown = tuple(entry.id for entry in entries)
            return Routed(self._composer.by_age(entries), replace(state, misses=0), entry_ids=shown)
        if kind in ("answer", "detail") and entries:
            shown_one = self._show(entries[0], kind, state)
            others = entries[1:2] if part.get("confidence", 1.0) < SURE_FROM else ()
            return replace(shown_one, reply=compose.or_meant(shown_one.reply, others))
        caution = wording.CAUTIONS.get(part.get("caution") or "", "")
        if kind == Outcome.SUGGEST.value and entries:
            reply = self._composer.suggest(entries, state.misses, caution)
        else:
            reply = self._composer.not_found(entries, state.misses, caution)
        return Routed(reply, replace(state, misses=state.misses + 1))

    def _show(self, entry: Entry, kind: str, state: ConversationState) -> Routed:
        if kind == "detail":
            reply = self._composer.detail(entry)
        else:
            reply = self._composer.answer(entry, state.age, state.child)
        shown = replace(state, misses=0, last_entry_ids=(entry.id,), person_said="")
        return Routed(reply, shown, entry_ids=(entry.id,))

    def _button(self, choice: ChoiceMeaning, state: ConversationState) -> Routed:
        if choice.kind == "delete_data":
            return Routed(Reply(texts=(wording.DELETION_DONE,)), state, forget=True)
        if choice.kind == "person":
            return Routed(Reply(), state, act=PersonWanted(Reason.ASKED))
        if choice.kind == "leave_message":
            return Routed(Reply(texts=(person_wording.ASK_MESSAGE,)), replace(state, is_leaving_message=True))
        if choice.kind == "consent_call_back":
            reply, act = person.consented(choice.value)
            return Routed(reply, state, act=act)
        if choice.kind == "refuse_call_back":
            return Routed(Reply(texts=(person_wording.CONSENT_REFUSED,)), state)
        if choice.kind == "cancel":
            return Routed(Reply(texts=(wording.KEPT,)), state)
        if choice.kind in ("entry", "detail"):
            entries = self._loaded((choice.value,))
            if not entries:
                return Routed(Reply(texts=(wording.ENTRY_GONE,)), state)
            kind = "detail" if choice.kind == "detail" else "answer"
            shown = self._show(entries[0], kind, replace(state, last_question=entries[0].title))
            return replace(shown, reply=replace(shown.reply, intent=Intent("choice", 1.0)))
        return Routed(Reply(texts=(wording.NONE_OF_THESE_REPLY,)), replace(state, misses=state.misses + 1))

    def _loaded(self, entry_ids: Sequence[str]) -> list[Entry]:
        found = (self._answers.entry(entry_id) for entry_id in entry_ids)
        return [entry for entry in found if entry is not None]

    def _remember(self, text: str, message: InboundMessage, state: ConversationState) -> ConversationState:
        """Note the child's age and the district that this message tells."""
        if message.choice is not None and message.choice.kind == "age":
            return state.told_age(Age(int(message.choice.value), approximate=True))
        reading = self._read(text, message.received_at)
        named = find_children(reading.text, reading.ages)
        for child in named:
            state = state.about(child.name, child.age)
        if reading.ages and not any(child.age for child in named):
            state = state.told_age(reading.ages[-1].age)
        districts = [term.value for term in reading.terms if term.label == "district"]
        return replace(state, district=districts[-1] if districts else state.district)


def _question(text: str, state: ConversationState) -> Question:
    return Question(text, state.age.months if state.age else None, state.district or None)


def safety_reply(decision: Decision) -> Reply:
    """The alarm alone: nothing else in the way."""
    texts = (*decision.texts, decision.question) if decision.question else decision.texts
    return Reply(
        texts=texts,
        cards=decision.cards,
        choices=decision.choices,
        urgency=decision.urgency,
        intent=Intent("triage", 1.0),
    )


def _with_safety(decision: Decision, reply: Reply) -> Reply:
    """Put what triage says around the ordinary answer.

    Two questions at once help nobody: where triage asks one, it takes the place of "which of these did you mean?".
    """
    if decision.question and not reply.citations:
        reply = replace(reply, texts=(), cards=())
    reply = compose.before(_safety_lines(decision), reply)
    return replace(
        reply,
        urgency=decision.urgency,
        cards=(*decision.cards, *reply.cards),
        texts=(*reply.texts, decision.question) if decision.question else reply.texts,
        choices=decision.choices if decision.question else reply.choices,
    )


def _safety_only(decision: Decision) -> Reply:
    """While a person is on, only a new call120 or hospital_now goes out."""
    if decision.is_new and decision.urgency.is_emergency:
        marked = compose.before((person_wording.AUTOMATIC,), safety_reply(decision))
        return replace(marked, choices=(), handover=True)
    return Reply(urgency=decision.urgency, handover=True)


def _safety_lines(decision: Decision) -> tuple[str, ...]:
    if decision.is_new and decision.urgency > Urgency.HOME_CARE:
        return decision.texts
    return (decision.reminder, decision.first_line)


def _is_for_person(message: InboundMessage) -> bool:
    """Whether this is no text for triage and nothing about the person's own data: while a person is on, theirs."""
    if message.choice is None:
        return message.location is not None
    return message.choice.kind not in ("say", "age", "delete_data", "cancel")


def _words_of(message: InboundMessage) -> str:
    if message.choice is None:
        return message.text or ""
    if message.choice.kind == "age":
        return (
            f"宝宝{wording.age_in_words(int(message.choice.value))}" if message.choice.value != "0" else "宝宝出生20天"
        )
    return message.choice.value


def _context(state: ConversationState) -> dict[str, Any]:
    """What Rasa's actions may know of the conversation; nothing that names a person."""
    return {
        "age_months": state.age.months if state.age else None,
        "district": state.district or None,
        "last_question": state.last_question,
        "last_entry_ids": list(state.last_entry_ids),
    }


def _join(replies: Sequence[Reply]) -> Reply:
    return Reply(
        texts=tuple(text for reply in replies for text in reply.texts),
        cards=tuple(card for reply in replies for card in reply.cards),
        choices=tuple(choice for reply in replies for choice in reply.choices),
        citations=tuple(citation for reply in replies for citation in reply.citations),
    )
