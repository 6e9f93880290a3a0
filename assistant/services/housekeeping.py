"""What has to happen regularly: deleting what is due, in this store and in Rasa's."""

import asyncio
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from assistant.domain.booking import BookingRules
from assistant.errors import AssistantError
from assistant.services.clock import Clock
from assistant.services.outbox import TemporaryFailure
from assistant.services.retention import KeptDays, delete_expired
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.store.records import OutboxMessage

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3600.0


class Tracker(Protocol):
    """Rasa's own store."""

    async def delete(self, conversation_id: str) -> None:
        """Delete one conversation."""

    async def delete_before(self, cutoff: datetime) -> None:
        """Delete what is older."""


class Files(Protocol):
    """The files of this service's own database."""

    async def scrub(self) -> None:
        """Remove what deleted rows left behind in them."""


class ForgetInRasa:
    """Outbox sender that deletes a forgotten conversation from Rasa's store, and its traces from our own files."""

    def __init__(self, tracker: Tracker, files: Files) -> None:
        self._tracker = tracker
        self._files = files

    async def send(self, message: OutboxMessage) -> None:
        """Delete the conversation named by the message's recipient."""
        try:
            await self._tracker.delete(message.recipient)
            await self._files.scrub()
        except Exception as error:
            raise TemporaryFailure(f"Rasa's tracker store did not delete: {error!r}") from error


async def keep_house(
    unit_of_work: UnitOfWorkFactory,
    tracker: Tracker,
    files: Files,
    clock: Clock,
    kept: KeptDays,
    booking_rules: BookingRules,
    stop: asyncio.Event,
) -> None:
    """Delete what is due, at once and then every hour, and log the counts, until `stop` is set."""
    while not stop.is_set():
        try:
            deleted = await delete_expired(unit_of_work, clock(), kept, booking_rules)
            await tracker.delete_before(clock() - timedelta(days=kept.transcripts))
            await files.scrub()
            log.info("expired_data_deleted", **deleted)
        except AssistantError:
            log.exception("deleting_expired_data_failed", remedy="It is tried again in an hour.")
        try:
            await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
        except asyncio.TimeoutError:
            continue
