"""Guidance sessions and bookings, joined: what `app.py` adds to the service."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from aiohttp import web

from assistant.channels.api import bookings, guardians, guidance
from assistant.channels.api.routes import Routes
from assistant.channels.keys import ATTENDANCE, BOOKINGS, GUARDIANS, GUIDANCE
from assistant.dialogue.guidance_notifier import ConversationNotifier
from assistant.dialogue.turns import Announcer
from assistant.domain.booking import BookingRules
from assistant.services.attendance import Attendance
from assistant.services.bookings import Bookings
from assistant.services.clock import Clock
from assistant.services.conversations import FORGET_BOOKINGS
from assistant.services.entitlements import Entitlements, load_entitlements
from assistant.services.guardians import ForgetBookings, Guardians
from assistant.services.guidance import Guidance
from assistant.services.guidance_notices import GUIDANCE_REMINDER, GuidanceReminders, Notifier
from assistant.services.guidance_samples import ensure_sample_sessions
from assistant.services.guidance_upkeep import keep_guidance
from assistant.services.outbox import Sender
from assistant.services.private_values import PrivateValues
from assistant.settings import Settings
from assistant.store.database import Database

ROUTES: tuple[Routes, ...] = (guidance.routes, bookings.routes, guardians.routes)


@dataclass(frozen=True, slots=True)
class GuidanceParts:
    """The services, and what runs beside them.

    `notifiers` holds those of channels that can write to people outside of the conversation, by channel.
    """

    database: Database
    rules: BookingRules
    entitlements: Entitlements
    bookings: Bookings
    guidance: Guidance
    attendance: Attendance
    guardians: Guardians
    clock: Clock
    notifiers: dict[str, Notifier] = field(default_factory=dict)

    def add_to(self, app: web.Application) -> None:
        """Make the services known to the calls of the API."""
        app[BOOKINGS], app[GUIDANCE] = self.bookings, self.guidance
        app[ATTENDANCE], app[GUARDIANS] = self.attendance, self.guardians

    def senders(self, announcer: Announcer) -> Mapping[str, Sender]:
        """The outbox's senders of this part."""
        in_chat = ConversationNotifier(self.database.unit_of_work, announcer, self.clock)
        return {
            GUIDANCE_REMINDER: GuidanceReminders(self.database.unit_of_work, self.notifiers, in_chat),
            FORGET_BOOKINGS: ForgetBookings(self.guardians, self.database),
        }

    async def keep(self, stop: asyncio.Event) -> None:
        """Do what has to happen regularly, until `stop` is set."""
        await keep_guidance(self.database.unit_of_work, self.rules, self.clock, stop)

    async def add_samples(self) -> None:
        """Enter invented sessions where none is to come; for development alone."""
        await ensure_sample_sessions(self.database.unit_of_work, self.guidance, self.entitlements, self.clock())


def join_guidance(settings: Settings, database: Database, private_values: PrivateValues, clock: Clock) -> GuidanceParts:
    """Build the services.

    Raises:
        ConfigurationError: The table of yearly numbers is missing or wrong.
    """
    rules = booking_rules(settings)
    entitlements = load_entitlements(settings.knowledge_folder / "tables" / "guidance_entitlement.csv")
    unit_of_work = database.unit_of_work
    return GuidanceParts(
        database=database,
        rules=rules,
        entitlements=entitlements,
        bookings=Bookings(unit_of_work, private_values, rules, entitlements, clock),
        guidance=Guidance(unit_of_work, rules, entitlements, clock),
        attendance=Attendance(unit_of_work, private_values, clock),
        guardians=Guardians(unit_of_work, private_values, rules, clock),
        clock=clock,
    )


def booking_rules(settings: Settings) -> BookingRules:
    """Return the deadlines and limits that the settings name."""
    return BookingRules(
        change_until=timedelta(hours=settings.booking_change_hours),
        hold_for=timedelta(hours=settings.booking_hold_hours),
        most_open=settings.booking_most_open,
        kept_for=timedelta(days=settings.booking_kept_days),
    )
