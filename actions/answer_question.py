"""Answering a parent's question from the knowledge base."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import Turn, read_turn
from assistant.dialogue import form_wording as wording
from assistant.dialogue.wording import NONE_OF_THESE
from assistant.services.answers import Answers, Question

FACTS_ONLY = frozenset({"state_child_facts", "correct_information"})
"""Intents that carry no question of their own: 八个月了 means the last question again, for that age."""


ANSWERS_OF_A_FORM = frozenset({"state_preference"})
"""Intents that mean something only to a form that asked: a day, 第二个, 半日托. There is nothing to look up in them."""


class ActionAnswerQuestion(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Finds the entry and says which; the service turns it into words, cards and citations."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def name(self) -> str:
        """Name in Rasa's domain."""
        return "action_answer_question"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Dispatch what was found, by entry id; a message that asks two things may get two parts."""
        await self._answer(dispatcher, tracker)
        # A form that ended with this action leaves no rule that says what comes next: Rasa would call it again and
        # again. A form that waits is asked next by Rasa itself.
        return [] if (tracker.active_loop or {}).get("name") else [FollowupAction("action_listen")]

    async def _answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        turn = read_turn(tracker)
        is_wish = turn.intent in ANSWERS_OF_A_FORM
        is_first_fact = turn.intent in FACTS_ONLY and not turn.last_question
        if (is_wish or is_first_fact) and not turn.full_question:
            dispatcher.utter_message(json_message={"kind": "ask_what_next"})
            return
        if (choices := _two_tasks(tracker)) is not None:
            dispatcher.utter_message(json_message={"kind": "form", "texts": [wording.CLARIFY], "choices": choices})
            return
        text, is_fact = question_of(turn), turn.intent in FACTS_ONLY and not turn.full_question
        question = Question(text, turn.age_months, turn.district, turn.names, turn.may_answer)
        for part in await self._answers.find_parts(question):
            dispatcher.utter_message(json_message={**part, "is_fact": is_fact})


def _two_tasks(tracker: Tracker) -> list[tuple[str, str]] | None:
    """Return buttons for both tasks when the message may well mean either, and for none of them."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    names = [intent.get("name") for intent in ranking[:3]]
    likely = [wording.CLARIFY_SAYINGS[name] for name in names[1:] if name in wording.CLARIFY_SAYINGS]
    if names[:1] != ["nlu_fallback"] or len(likely) < 2:
        return None
    return [*likely, (NONE_OF_THESE, NONE_OF_THESE)]


def question_of(turn: Turn) -> str:
    """Return what is to be looked up: what a message asks in full, the last question when it only adds a fact."""
    if turn.intent in FACTS_ONLY and not turn.full_question:
        return turn.last_question
    return turn.full_question or turn.text
