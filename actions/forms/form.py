"""What all forms have in common: reading answers, asking again, stepping aside for a question, stopping."""

from abc import abstractmethod
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection
from rasa_sdk.types import DomainDict

from actions.turn import read_turn
from assistant.dialogue import form_wording as wording
from assistant.dialogue.form_parts import ANSWERED, SHARED_PLACE
from assistant.dialogue.forms import readers
from assistant.dialogue.forms.said import TASKS, Said
from assistant.domain.guidance import WUXI_TIME
from assistant.services.clock import Clock

DETAILS = "form_details"
REQUESTED = "requested_slot"

MOST_REASKS = 2
"""A question is asked again this often; then a person is offered, and what was told stays."""

MOST_MISFITS = MOST_REASKS + len(wording.OFFER_PERSON)
"""Answers in a row that cannot be used, after which the form is left and a person is asked for."""

MOST_ASIDES = 3
"""So many other questions in a row mean that the parent has turned to something else: the form is put aside.

An open form also holds back the new Rasa session, and each turn replays the whole one.
"""

KEPT_FOR = timedelta(days=1)
"""A form that was left open longer is not taken up again by a message that answers nothing."""

Details = dict[str, Any]
Part = dict[str, Any]


class NotUsable(Exception):
    """An answer that cannot be used; `sentence` says why, in Chinese."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Question:
    """What a form asks: `choices` are labels with what pressing them says; `before` are parts shown first."""

    text: str
    choices: tuple[tuple[str, str], ...] = ()
    before: tuple[Part, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The form is over; `parts` say how, and `then` names the action that answers what is no matter for the form."""

    parts: tuple[Part, ...] = field(default=())
    then: str = "action_listen"


class ValidateForm(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """One form. Rasa keeps it open and remembers what was asked; this class reads, asks and acts.

    Everything told so far is one JSON slot, so that a form is opened, corrected and left as a whole. It holds nothing
    that names a person. A question in the middle is rejected, so that Rasa's ordinary rules answer it and come back.
    """

    form = ""
    intents: frozenset[str] = frozenset()
    """Intents that begin this form; said again in the middle, they are no other business."""

    may_decline: frozenset[str] = frozenset()
    """Fields that may be left empty: 不用了 answers their question instead of ending the form."""

    takes_place = False
    """Whether a shared point is an answer; in other forms the question is put again after it was answered elsewhere."""

    asides: frozenset[str] = frozenset()
    """Fields whose question is not repeated after another question was answered."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def name(self) -> str:
        """Name in Rasa's domain."""
        return f"validate_{self.form}"

    @abstractmethod
    async def read(self, said: Said, details: Details, asked: str) -> Details:
        """Return the fields that the message fills, changes or (with None) empties; raises NotUsable."""

    @abstractmethod
    async def proceed(self, said: Said, details: Details) -> tuple[str, Question] | Done:
        """Return the next open field with its question, or what was done once nothing is open."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[EventType]:
        """Take one message, and say what comes next."""
        said, details = self._said(tracker), tracker.get_slot(DETAILS) or {}
        asked = tracker.get_slot(REQUESTED) if details.get("form") == self.form else None
        if asked is None:
            return await self._begin(dispatcher, said)
        if said.text == ANSWERED or _was_rejected(tracker, self.form):
            return await self._come_back(dispatcher, said, details, asked)
        if said.stops and not (asked in self.may_decline and readers.declines(said.text)):
            return self._end(dispatcher, ({"kind": "form", "texts": [wording.STOPPED]},))
        if said.stops_to_ask:
            return self._end(dispatcher, (say(wording.PUT_ASIDE),), "action_answer_question")
        if SHARED_PLACE in said.text and not self.takes_place:
            _say(dispatcher, wording.GO_ON)
            return await self._go_on(dispatcher, said, details)
        try:
            is_question = said.is_question and not self.answers(said, asked)
            found = {} if is_question else await self._read_or_pick(said, details, asked)
        except NotUsable as error:
            return await self._ask_again(dispatcher, said, details, asked, error.sentence)
        if found:
            return await self._go_on(dispatcher, said, {**details, **found, "reasks": 0, "aside": 0})
        is_other = said.is_question or said.intent in TASKS - self.intents or self._is_aside(said, asked)
        if is_other or _is_stale(said, details):
            raise ActionExecutionRejection(self.form, "The message is no answer to the open question.")
        return await self._ask_again(dispatcher, said, details, asked, wording.AGAIN)

    def answers(self, said: Said, asked: str) -> bool:
        """Whether the form itself answers what is asked, so that the question is none in the middle of something."""
        return False

    async def _read_or_pick(self, said: Said, details: Details, asked: str) -> Details:
        """What the message tells; 第二个 is as good as pressing the second button."""
        buttons = details.get("buttons", ())
        if found := await self.read(said, details, asked):
            return found
        place = said.points_at(len(buttons))
        return {} if place is None else await self.read(replace(said, text=buttons[place]), details, asked)

    def _is_aside(self, said: Said, asked: str) -> bool:
        is_other = said.intent not in self.intents and said.intent not in ("affirm", "deny", "stop")
        return (asked in self.asides and is_other) or (is_other and said.intent in _ASIDE and said.confidence >= _CLEAR)

    async def _begin(self, dispatcher: CollectingDispatcher, said: Said) -> list[EventType]:
        details: Details = {"form": self.form, "run": f"{said.now:%Y%m%d%H%M%S%f}", "reasks": 0}
        try:
            details |= await self.read(said, details, "")
        except NotUsable as error:
            _say(dispatcher, error.sentence)
        return await self._go_on(dispatcher, said, details)

    async def _go_on(self, dispatcher: CollectingDispatcher, said: Said, details: Details) -> list[EventType]:
        step = await self.proceed(said, details)
        if isinstance(step, Done):
            return self._end(dispatcher, step.parts, step.then)
        return self._ask(dispatcher, said, details, *step)

    async def _come_back(
        self, dispatcher: CollectingDispatcher, said: Said, details: Details, asked: str
    ) -> list[EventType]:
        """Repeat the open question after another one was answered; after several in a row, leave it."""
        if asked in self.asides or _is_stale(said, details):
            return self._end(dispatcher, ())
        aside = details.get("aside", 0) + 1
        if aside >= MOST_ASIDES:
            return self._end(dispatcher, (say(wording.PUT_ASIDE),))
        _say(dispatcher, wording.GO_ON)
        return await self._go_on(dispatcher, said, {**details, "aside": aside})

    async def _ask_again(
        self, dispatcher: CollectingDispatcher, said: Said, details: Details, asked: str, why: str
    ) -> list[EventType]:
        """Ask at most twice more, never in the same words; then offer a person, and keep what was told meanwhile."""
        reasks = details["reasks"]
        if reasks >= MOST_MISFITS:
            return self._end(dispatcher, ({"kind": "form", "texts": [wording.LEFT]}, {"kind": "person"}))
        if reasks >= MOST_REASKS:
            again = wording.OFFER_PERSON[reasks - MOST_REASKS]
        else:
            again = wording.AGAIN_OTHERWISE if reasks and why == wording.AGAIN else why
        _say(dispatcher, again)
        return await self._go_on(dispatcher, said, {**details, "reasks": reasks + 1})

    def _ask(
        self, dispatcher: CollectingDispatcher, said: Said, details: Details, open_field: str, question: Question
    ) -> list[EventType]:
        choices = [list(choice) for choice in question.choices]
        if details["reasks"] > MOST_REASKS:
            choices.append([wording.NEED_PERSON, wording.NEED_PERSON])
        for part in question.before:
            dispatcher.utter_message(json_message=part)
        dispatcher.utter_message(
            json_message={
                "kind": "form",
                "form": self.form,
                "asks": open_field,
                "texts": [question.text],
                "choices": choices,
                "is_private": question.is_private,
            }
        )
        buttons = [says for _, says in question.choices]
        kept = {**details, "at": said.now.isoformat(), "buttons": buttons}
        return [SlotSet(DETAILS, kept), SlotSet(REQUESTED, open_field)]

    def _end(
        self, dispatcher: CollectingDispatcher, parts: tuple[Part, ...], then: str = "action_listen"
    ) -> list[EventType]:
        for part in parts:
            dispatcher.utter_message(json_message=part)
        return [SlotSet(DETAILS, None), SlotSet(REQUESTED, None), FollowupAction(then)]

    def _said(self, tracker: Tracker) -> Said:
        turn = read_turn(tracker)
        intent = tracker.latest_message.get("intent") or {}
        is_babble = readers.is_babble(turn.text)
        return Said(
            text=turn.text,
            intent="" if is_babble else turn.intent,
            confidence=0.0 if is_babble else float(intent.get("confidence") or 0.0),
            now=self._clock().astimezone(WUXI_TIME),
            conversation_id=tracker.sender_id,
            age_months=turn.age_months,
            district=turn.district,
            knows_around=turn.knows_around,
        )


_ASIDE = frozenset({"talk_to_person", "delete_my_data", "ask_parenting", "ask_policy", "ask_identity", "greet", "thank",
                    "abuse", "ask_more_detail", "repeat_answer", "ask_institution", "ask_voucher",
                    "look_up_growth", "look_up_vaccination"})  # fmt: skip
_CLEAR = 0.45
"""Confidence from which a message that answers nothing is another question, asked or not in the form of one."""


def say(*texts: str) -> Part:
    """A part that is only words."""
    return {"kind": "form", "texts": list(texts)}


def _say(dispatcher: CollectingDispatcher, text: str) -> None:
    dispatcher.utter_message(json_message=say(text))


def _is_stale(said: Said, details: Details) -> bool:
    return said.now - datetime.fromisoformat(details["at"]) > KEPT_FOR


def _was_rejected(tracker: Tracker, form: str) -> bool:
    """Whether this form has already stepped aside for the present message."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action_execution_rejected" and event.get("name") == form:
            return True
    return False
