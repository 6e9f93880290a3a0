"""Short exchanges that need no look-up: greeting, thanks, what are you."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.turn import read_turn


class ActionRespond(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Utters the response that is named after the intent; its wording lies in nlu_data/domain/responses.yml."""

    def name(self) -> str:
        """Name in Rasa's domain."""
        return "action_respond"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Dispatch `utter_<intent>`."""
        dispatcher.utter_message(response=f"utter_{read_turn(tracker).intent}")
        return []
