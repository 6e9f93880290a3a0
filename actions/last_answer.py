"""Saying the last answer again, or in full."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import read_turn


class ActionRepeatAnswer(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Shows the last entry again."""

    kind = "answer"

    def name(self) -> str:
        """Name in Rasa's domain."""
        return "action_repeat_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Dispatch the last entry, or a question when there is none."""
        last = read_turn(tracker).last_entry_ids
        part = {"kind": self.kind, "entry_ids": list(last[:1])} if last else {"kind": "ask_what_next"}
        dispatcher.utter_message(json_message=part)
        return []


class ActionMoreDetail(ActionRepeatAnswer):
    """Shows the whole text of the last entry."""

    kind = "detail"

    def name(self) -> str:
        """Name in Rasa's domain."""
        return "action_more_detail"


class ActionAnotherAnswer(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Offers what comes next after an answer, or buttons, that did not fit."""

    def name(self) -> str:
        """Name in Rasa's domain."""
        return "action_another_answer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Dispatch the wish; the service knows what was shown."""
        dispatcher.utter_message(json_message={"kind": "another"})
        return []
