"""Forms called as Rasa calls them, on a real database."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.registry import build_forms
from assistant.domain.guidance import WUXI_TIME
from assistant.knowledge.places import load_places
from assistant.services.bookings import Bookings
from assistant.services.chat_complaints import ChatComplaints
from assistant.services.entitlements import load_entitlements
from assistant.services.guidance import Guidance
from assistant.services.institutions import Institutions
from assistant.services.places import Places
from assistant.services.private_values import PrivateValues
from assistant.store.database import Database
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    empty_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_cluster,
)
from tests.guidance import RULES
from tests.records import a_conversation
from tests.sittings import ENTITLEMENTS, ROOT, sittings

MONDAY = datetime(2026, 11, 23, 11, 0, tzinfo=WUXI_TIME)
PLACES = Places(load_places(ROOT / "knowledge_base" / "tables", ROOT / "nlu_data" / "lookups"))


@dataclass
class FormTalk:
    """One conversation with forms, without Rasa: it keeps slots and the open loop as Rasa would."""

    actions: dict[str, Any]
    bookings: Bookings
    database: Database
    id: str = "cv_1"
    form: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    parts: list[dict[str, Any]] = field(default_factory=list)
    then: str = ""
    events: list[dict[str, Any]] = field(default_factory=lambda: [{"event": "user"}])

    async def say(self, text: str, intent: str = "state_preference", begin: str = "", **context: Any) -> str:
        """Send a message; return all words of the reply."""
        self.form = begin or self.form
        message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "metadata": context}
        tracker = Tracker(self.id, dict(self.slots), message, list(self.events), False, None, {"name": self.form}, None)
        dispatcher = CollectingDispatcher()
        events = await self.actions[f"validate_{self.form}"].run(dispatcher, tracker, {})
        self.slots |= {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        self.then = next((event["name"] for event in events if event["event"] == "followup"), "")
        self.parts = [said["custom"] for said in dispatcher.messages]
        return "\n".join(text for part in self.parts for text in part.get("texts", ()))

    @property
    def asked(self) -> str | None:
        """The open question."""
        return self.slots.get("requested_slot")

    def labels(self) -> list[str]:
        """Buttons of the reply."""
        return [label for part in self.parts for label, _ in part.get("choices", ())]


@pytest.fixture
async def talk(database: Database) -> FormTalk:  # noqa: F811 - the fixture's own name
    """A conversation on a database that holds the sittings of `tests/sittings.py`."""
    unit_of_work, sealer, entitlements = (
        database.unit_of_work,
        PrivateValues(b"k" * 32),
        load_entitlements(ENTITLEMENTS),
    )
    guidance = Guidance(unit_of_work, RULES, entitlements, clock)
    await guidance.add(sittings(MONDAY))
    async with unit_of_work() as uow:
        await uow.conversations.add(a_conversation("cv_1"))
        await uow.commit()
    listed = Institutions(unit_of_work, PLACES, clock)
    bookings = Bookings(unit_of_work, sealer, RULES, entitlements, clock)
    complaints = ChatComplaints(unit_of_work, sealer, timedelta(days=15), clock)
    forms = build_forms(clock, PLACES, listed, bookings, guidance, unit_of_work, sealer, complaints)
    return FormTalk({form.name(): form for form in forms}, bookings, database)


def clock() -> datetime:
    """The present instant of these tests."""
    return MONDAY
