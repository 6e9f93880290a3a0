"""The dialogue, joined: from a message to its stored reply, and the actions that Rasa calls meanwhile."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from rasa_sdk import Action

from actions.forms.registry import build_forms
from assistant.channels.hub import Hub
from assistant.channels.links import entry_address
from assistant.channels.metrics import Metrics
from assistant.content_parts import Content
from assistant.dialogue.complaint_replies import ComplaintReplies
from assistant.dialogue.compose import Composer
from assistant.dialogue.form_parts import FormParts
from assistant.dialogue.institution_replies import InstitutionReplies
from assistant.dialogue.rasa_client import RasaClient
from assistant.dialogue.router import Router, Tasks
from assistant.dialogue.seat_offers import SeatOffers
from assistant.dialogue.turns import Turns
from assistant.guidance_parts import GuidanceParts
from assistant.retrieval.encoder import BUILTIN
from assistant.services.answers import Answers
from assistant.services.chat_complaints import ChatComplaints
from assistant.services.child_memory import ChildMemory
from assistant.services.clock import Clock
from assistant.services.handover import look_at_desk
from assistant.services.institutions import Institutions
from assistant.services.places import Places
from assistant.services.private_values import PrivateValues
from assistant.settings import Settings
from assistant.store.database import Database


@dataclass(frozen=True, slots=True)
class Foundations:
    """What the dialogue stands on."""

    settings: Settings
    database: Database
    private_values: PrivateValues
    content: Content
    answers: Answers
    rasa: RasaClient
    places: Places
    institutions: Institutions
    guidance: GuidanceParts
    hub: Hub
    metrics: Metrics
    clock: Clock


@dataclass(frozen=True, slots=True)
class DialogueParts:
    """The turns, the replies about institutions, and the forms' actions."""

    turns: Turns
    institution_replies: InstitutionReplies
    forms: tuple[Action, ...]


def join_dialogue(on: Foundations) -> DialogueParts:
    """Build the dialogue."""
    settings, unit_of_work, guidance = on.settings, on.database.unit_of_work, on.guidance
    institution_replies = InstitutionReplies(on.institutions, on.places, settings.public_url)
    complaints = ChatComplaints(unit_of_work, on.private_values, timedelta(days=settings.complaint_days), on.clock)
    memory = ChildMemory(on.private_values, settings.remembered_days)
    tasks = Tasks(
        institutions=institution_replies,
        forms=FormParts(
            *(institution_replies, on.places, guidance.bookings, guidance.guidance, settings.public_url),
            ComplaintReplies(complaints, settings.public_url),
        ),
        seats=SeatOffers(guidance.bookings, settings.public_url),
        consent=memory.consent,
        shares_vectors=on.content.encoder_name == BUILTIN,
        booking_rules=guidance.rules,
        look_at_desk=partial(look_at_desk, unit_of_work, settings.duty_hours, settings.handover_queue),
    )
    composer = Composer(partial(entry_address, settings.public_url))
    router = Router(on.content.triage, on.rasa, on.answers, composer, on.content.read, tasks)
    turns = Turns(
        unit_of_work,
        router,
        on.content.triage,
        on.rasa,
        on.private_values,
        memory,
        on.hub,
        on.clock,
        on.metrics.observe_turn,
    )
    forms = build_forms(
        *(on.clock, on.places, on.institutions, guidance.bookings, guidance.guidance, unit_of_work, on.private_values),
        complaints,
    )
    return DialogueParts(turns, institution_replies, forms)
