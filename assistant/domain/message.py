"""What every channel speaks: what comes in, what goes out."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from assistant.domain.urgency import Urgency

LONGEST_TEXT = 2_000
"""Characters that the assistant answers; longer texts are refused, after triage has read them."""

LONGEST_TRIAGED_TEXT = 20_000
"""Characters that triage reads before a text is refused for its length."""


@dataclass(frozen=True, slots=True)
class Location:
    """A shared point in degrees; `datum` is wgs84 or gcj02."""

    latitude: float
    longitude: float
    datum: str


@dataclass(frozen=True, slots=True)
class ChoiceMeaning:
    """What pressing a button means; kept in the service, never sent out.

    `kind` is one of `say` (as if the person had written `value`), `entry` (show the entry with id `value`), `detail`
    (its whole text), `age` (the child's age in completed months is `value`), `none_of_these`, `person`,
    `leave_message`, `consent_call_back` (to the call-back with id `value`), `refuse_call_back`, `delete_data`,
    `cancel`, `remember_child`, `decline_memory`, `take_seat` and `give_back_seat` (of the booking with id `value`).
    """

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class OfferedChoice:
    """A button before it has an id."""

    label: str
    meaning: ChoiceMeaning


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as a channel shows it."""

    choice_id: str
    label: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where an answer comes from, as shown to a person."""

    entry_id: str
    title: str
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Card:
    """A structured part of a reply; `fields` are those of the type in the public contract, JSON values only."""

    type: str
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Intent:
    """What the person wants, as understood, with a confidence between 0 and 1."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer to one message. Empty `texts` with `handover` means that a person is on."""

    texts: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    choices: tuple[OfferedChoice, ...] = ()
    citations: tuple[Citation, ...] = ()
    urgency: Urgency = Urgency.NONE
    intent: Intent = field(default_factory=lambda: Intent("none", 0.0))
    handover: bool = False
    degraded: bool = False


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message after cleaning and masking.

    Exactly one of `text`, `choice` and `location` is set. `shown_text` goes to Rasa in the place of a text that is
    private as a whole; triage reads the text itself. `is_lasting` says that the sender can be known again after the
    conversation.
    """

    conversation_id: str
    received_at: datetime
    text: str | None = None
    choice: ChoiceMeaning | None = None
    location: Location | None = None
    client_message_id: str | None = None
    shown_text: str | None = None
    is_lasting: bool = False
