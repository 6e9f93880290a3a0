"""The order of a turn: triage, a person who is on, Rasa, retrieval. Readable top to bottom; it stores nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from assistant.dialogue import (
    buttons,
    compose,
    deletion_talk,
    held_complaint,
    memory_talk,
    person,
    person_wording,
    wording,
)
from assistant.dialogue.buttons import Buttons
from assistant.dialogue.child_facts import ReadWords, noted
from assistant.dialogue.compose import Composer
from assistant.dialogue.continuing import Continuing, Meant
from assistant.dialogue.desk_talk import ON, DeskTalk
from assistant.dialogue.form_parts import ANSWERED, SHARED_PLACE, FormParts
from assistant.dialogue.forms.said import agrees, picked, refuses
from assistant.dialogue.institution_replies import InstitutionReplies, listed_after
from assistant.dialogue.only_told import is_ill, only_tells
from assistant.dialogue.others import AGES, ENTRIES, Others, wants_another
from assistant.dialogue.parts import Parts
from assistant.dialogue.person import LookAtDesk, nobody_on_duty
from assistant.dialogue.rasa_client import RasaTurn
from assistant.dialogue.routed import Routed, followed_by, join
from assistant.dialogue.rules_talk import RulesTalk
from assistant.dialogue.safety import Triage, decide, safety_only, safety_reply, with_safety
from assistant.dialogue.seat_offers import SeatOffers
from assistant.domain.booking import BookingRules
from assistant.domain.conversation import ConversationState, HeldComplaint
from assistant.domain.guardian import ConsentWording
from assistant.domain.message import ChoiceMeaning, InboundMessage, Location, Reply
from assistant.domain.triage.decision import Decision
from assistant.errors import RasaUnavailable
from assistant.language.follow_ups import tells_only_age
from assistant.language.normalise import is_emoji_only
from assistant.language.wire import VECTOR, pack
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers

FIND_FORM = "find_institution_form"

UNSURE = frozenset({"out_of_scope", "nlu_fallback"})
"""Intents behind which a long story may hide a plain wish for an institution."""


class Rasa(Protocol):
    """Understands a message and runs the dialogue's rules."""

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> RasaTurn:
        """Return Rasa's answer; raises RasaUnavailable."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """What stands behind the tasks of the dialogue; without a part its task is not offered.

    Attributes:
        institutions: Answers questions about institutions; without it a shared place is only acknowledged.
        forms: Turns the parts of forms into words.
        seats: Takes and gives back seats that the waitlist offered.
        consent: The text by which a child is remembered beyond the conversation.
        look_at_desk: Says whether a person can be asked for.
        shares_vectors: The service encodes as Rasa does, so that a message is encoded once.
        booking_rules: What the office set for bookings, for whoever asks.
    """

    institutions: InstitutionReplies | None = None
    forms: FormParts | None = None
    seats: SeatOffers | None = None
    consent: ConsentWording | None = None
    look_at_desk: LookAtDesk = nobody_on_duty
    shares_vectors: bool = False
    booking_rules: BookingRules | None = None


NO_TASKS = Tasks()


class Router:
    """Decides the reply to one message.

    Args:
        triage: First reader.
        rasa: Leads the dialogue.
        answers: Finds entries when Rasa cannot be asked, and for buttons.
        composer: Writes replies.
        read: The language part; finds ages and known words.
        tasks: What stands behind the tasks.
    """

    def __init__(
        self,
        triage: Triage,
        rasa: Rasa,
        answers: Answers,
        composer: Composer,
        read: ReadWords,
        tasks: Tasks = NO_TASKS,
    ) -> None:
        self._triage = triage
        self._rasa = rasa
        self._answers = answers
        self._read = read
        self._tasks = tasks
        self._others = Others(answers)
        self._parts = Parts(answers, composer, self._others, tasks.forms)
        self._rules_talk = RulesTalk(answers, self._parts, tasks.booking_rules)
        self._continuing = Continuing(answers, read)
        self._buttons = Buttons(self._parts, self._others, tasks.seats)
        self._desk_talk = DeskTalk(tasks.look_at_desk)

    async def route(self, message: InboundMessage, state: ConversationState, handover: str) -> Routed:
        """Return the reply to `message` and the state after it.

        Raises:
            StartingUp: The entries are still being loaded. An alarm never waits for them.
        """
        if handover == ON and _is_for_person(message):
            return Routed(Reply(handover=True), state)
        if message.location is not None:
            return await self._take_place(message, message.location, replace(state, open_question=""), handover)
        if message.choice is not None and message.choice.kind not in buttons.SPOKEN:
            await self._answers.until_loaded()
            fresh = replace(state, open_question="")
            pressed = await self._buttons.press(message.choice, fresh, message.conversation_id)
            return self._finished(await self._desk_talk.say(pressed, message, handover), message)
        text = _words_of(message)
        known = state.family(message.received_at.date()).only_age
        was_ill = is_ill(state, message)
        decision = await decide(self._triage, text, message, state.situation, known)
        is_alarm = decision.is_new and decision.urgency.is_emergency
        if not is_alarm and handover != ON:
            await self._answers.until_loaded()
        state = noted(self._read, text, message, replace(state, situation=decision.situation))
        if handover == ON:
            return Routed(safety_only(decision), state, decision)
        if is_alarm:
            alarm = Routed(safety_reply(decision), state, decision, act=person.wanted_for_topic(decision))
            alarm = held_complaint.hold(alarm, message)
            return await self._desk_talk.say(alarm, message, handover)
        if is_emoji_only(text):
            return Routed(Reply(texts=(wording.EMOJI_ONLY,)), state, decision)
        is_free = not (state.form or state.is_leaving_message)
        if is_free and (heard := only_tells(text, decision, was_ill, bool(state.last_question))):
            return Routed(with_safety(decision, heard), replace(state, open_question=""), decision)
        if held_complaint.goes_on(text) and (held := held_complaint.held_at(state, message.received_at)):
            routed = await self._go_on(message, held, state)
        else:
            routed = await self._answer(message, message.shown_text or text, state)
            routed = held_complaint.settle(routed, state, message)
        return await self._with_person_and_safety(routed, decision, message, handover)

    async def _go_on(self, message: InboundMessage, held: HeldComplaint, state: ConversationState) -> Routed:
        """Go on with a complaint as if it were told now; while Rasa is away it stays where it is."""
        routed = await self._converse(message, held.text, replace(state, open_question="", held_complaint=None))
        return replace(routed, state=state) if routed.reply.degraded else routed

    async def _with_person_and_safety(
        self, routed: Routed, decision: Decision, message: InboundMessage, handover: str
    ) -> Routed:
        routed = replace(routed, act=routed.act or person.wanted_for_topic(decision))
        routed = await self._desk_talk.say(routed, message, handover)
        routed = replace(routed, reply=with_safety(decision, routed.reply), decision=decision)
        return self._finished(routed, message)

    def _finished(self, routed: Routed, message: InboundMessage) -> Routed:
        return memory_talk.ask_once(routed, self._tasks.consent if message.is_lasting else None)

    async def _answer(self, message: InboundMessage, text: str, before: ConversationState) -> Routed:
        """Take a message for the operators, hear the answer to what was just asked, hand over, or converse."""
        state = replace(before, open_question="")
        if state.is_leaving_message:
            reply, act = person.take_message(text)
            return Routed(reply, replace(state, is_leaving_message=False), act=act)
        if state.person_said and person.asks_again(text):
            return Routed(Reply(texts=(person_wording.PERSON_SAID.format(text=state.person_said),)), state)
        if wanted := person.wanted_by(text):
            return Routed(Reply(), state, act=wanted)
        if self._tasks.forms and (status := await self._tasks.forms.complaints.status_in(text)):
            return Routed(status, state)
        if self._tasks.institutions and (pointed := await self._tasks.institutions.pointed_at(text, state.listed)):
            return Routed(pointed, replace(state, misses=0))
        if rules := await self._rules_talk.answer(text, state):
            return await self._with_open_form(message, _offering_person(rules, state.misses))
        if not state.form and (
            heard := await self._hear_answer(message.conversation_id, text, state, before.open_question)
        ):
            return heard
        routed = await self._converse(message, text, state)
        return _offering_person(routed, state.misses)

    async def _with_open_form(self, message: InboundMessage, answered: Routed) -> Routed:
        """Put the question of an open form again below what was answered without Rasa."""
        if not answered.state.form:
            return answered
        after = await self._converse(message, ANSWERED, answered.state)
        if after.reply.degraded:
            return answered
        joined = replace(join([answered.reply, after.reply]), intent=answered.reply.intent)
        return replace(answered, reply=joined, state=after.state)

    async def _hear_answer(
        self, conversation_id: str, text: str, state: ConversationState, asked: str
    ) -> Routed | None:
        """Understand what answers the last reply, without Rasa; None where the message is something of its own."""
        if routed := deletion_talk.answered(text, state, asked) or memory_talk.answered(text, state, asked):
            return routed
        if asked == ENTRIES and (place := _chosen(text, len(state.offered))) is not None:
            chosen = ChoiceMeaning("entry", state.offered[place])
            return await self._buttons.press(chosen, state, conversation_id)
        if asked == AGES and tells_only_age(text, put_right=True) and (fitting := self._parts.for_age(state)):
            return await self._buttons.press(ChoiceMeaning("entry", fitting), state, conversation_id)
        is_no = asked == ENTRIES and len(state.offered) == 1 and refuses(text)
        if is_no or wants_another(text, state, asked):
            return _offering_person(await self._others.offer(state), state.misses)
        return await self._tasks.seats.answer(text, state, conversation_id, asked) if self._tasks.seats else None

    async def _converse(
        self, message: InboundMessage, text: str, state: ConversationState, location: Location | None = None
    ) -> Routed:
        meant = await self._continuing.meant_by(text, state, message.received_at)
        context = _context(state, meant)
        if self._tasks.shares_vectors and (vector := await self._answers.vector(meant.text)) is not None:
            context[VECTOR] = pack(vector)
        try:
            turn = await self._rasa.turn(message.conversation_id, meant.text, context)
        except RasaUnavailable:
            routed = await self._answer_alone(meant, state)
            return replace(routed, reply=replace(routed.reply, degraded=True))
        was_open = bool(state.form)
        state = replace(state, turns_in_rasa=state.turns_in_rasa + 1, form="", hides_answer=False)
        if turn.intent.name in UNSURE and not was_open and (reply := await self._institutions(meant.text, state)):
            return Routed(reply, replace(state, listed=listed_after(reply, (), 0)))
        routed = Routed(join([Reply(texts=(said,)) for said in turn.texts]), state)
        for part in turn.parts:
            if part["kind"] == Outcome.NOT_FOUND.value and any(one.get("answers") for one in turn.parts):
                # 可以匿名投诉吗: the form has answered for itself; that no entry does is no news.
                continue
            routed = followed_by(
                routed, await self._parts.render(part, routed.state, message.conversation_id, location)
            )
        if not routed.reply.texts and routed.act is None and text != ANSWERED:
            said = wording.NOTHING_UNDERSTOOD[state.misses % 2]
            routed = Routed(Reply(texts=(said,)), replace(routed.state, misses=state.misses + 1))
        return replace(routed, reply=replace(compose.told_apart(routed.reply), intent=turn.intent))

    async def _take_place(
        self, message: InboundMessage, location: Location, state: ConversationState, handover: str
    ) -> Routed:
        """Answer a shared place; the form that asks for one takes it, any other puts its question again below."""
        if handover == ON:
            return Routed(Reply(handover=True), state)
        institutions = self._tasks.institutions
        reply = await institutions.near(location, state) if institutions else Reply(texts=(wording.LOCATION_RECEIVED,))
        if institutions:
            listed = listed_after(reply, (), 0)
            state = replace(state, around=await institutions.around(location), listed=listed)
        near = Routed(reply, state)
        if not state.form:
            return near
        await self._answers.until_loaded()
        routed = await self._converse(message, SHARED_PLACE, state, location)
        if routed.reply.degraded:
            return near
        return routed if state.form == FIND_FORM else replace(routed, reply=join([near.reply, routed.reply]))

    async def _institutions(self, text: str, state: ConversationState) -> Reply | None:
        return await self._tasks.institutions.answer(text, state) if self._tasks.institutions else None

    async def _answer_alone(self, meant: Meant, state: ConversationState) -> Routed:
        """Answer from retrieval, or from the list of institutions, while Rasa is away."""
        question = meant.question(state)
        if reply := await self._institutions(question.text, state):
            return Routed(reply, replace(state, listed=listed_after(reply, (), 0)))
        routed = Routed(Reply(), state)
        for part in await self._answers.find_parts(question):
            routed = followed_by(routed, await self._parts.render_found(part, routed.state))
        return replace(routed, reply=compose.told_apart(routed.reply))


def _chosen(text: str, count: int) -> int | None:
    """Which of the offered entries a message chooses, from 0: by its number, or by a yes where there is only one."""
    return 0 if count == 1 and agrees(text) else picked(text, count)


def _offering_person(routed: Routed, misses_before: int) -> Routed:
    """Offer a person, and ask for one, once too much was not found."""
    if routed.state.misses > misses_before:
        routed = replace(routed, reply=person.offer(routed.reply, routed.state.misses))
    return replace(routed, act=routed.act or person.wanted_after(misses_before, routed.state.misses))


def _is_for_person(message: InboundMessage) -> bool:
    """Whether this is no text for triage and nothing about the person's own data: while a person is on, theirs."""
    if message.choice is None:
        return message.location is not None
    return message.choice.kind not in buttons.SPOKEN | buttons.OWN_DATA


def _words_of(message: InboundMessage) -> str:
    if message.choice is None:
        return message.text or ""
    if message.choice.kind == "age":
        return (
            f"宝宝{wording.age_in_words(int(message.choice.value))}" if message.choice.value != "0" else "宝宝出生20天"
        )
    return message.choice.value


def _context(state: ConversationState, meant: Meant) -> dict[str, Any]:
    """What Rasa's actions may know of the conversation; nothing that names a person."""
    return {
        "age_months": state.age.months if state.age else None,
        "district": state.district or None,
        "last_question": state.last_question,
        "full_question": meant.full_question,
        "names": list(meant.names),
        "may_answer": meant.may_answer,
        "last_entry_ids": list(state.last_entry_ids),
        "knows_around": bool(state.around),
    }
