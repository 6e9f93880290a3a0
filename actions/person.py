"""Asking for a person, and asking to be forgotten."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict


class ActionRequestPerson(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Says how to reach a person."""

    def name(self) -> str:
        """Name in Rasa's domain."""
        return "action_request_person"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Dispatch the request; the service knows who is on duty."""
        dispatcher.utter_message(json_message={"kind": "person"})
        return []


class ActionOfferDeletion(Action):  # type: ignore[misc]  # rasa_sdk ships no types
    """Asks whether everything said in this conversation is to be deleted."""

    def name(self) -> str:
        """Name in Rasa's domain."""
        return "action_offer_deletion"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Dispatch the offer; nothing is deleted before the person confirms with the button."""
        dispatcher.utter_message(json_message={"kind": "offer_deletion"})
        return []
