"""Deleting on time what is kept for a time only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.booking import BookingRules
from assistant.services.booking_retention import delete_old_bookings
from assistant.services.child_memory import REMEMBERED_DAYS
from assistant.services.unit_of_work import UnitOfWorkFactory

OUTBOX_KEPT_FOR = timedelta(days=30)
"""A sent message is of use only while somebody may ask whether it went out."""

FOLLOW_UPS_KEPT_FOR = timedelta(days=30)
"""A closed call-back with its number is of use only while somebody may ask what came of it."""


@dataclass(frozen=True, slots=True)
class KeptDays:
    """For how many days things are kept, as an office may set it.

    Attributes:
        transcripts: A conversation, and each line of a longer one.
        audit: Rows of the audit log.
        remembered: A child that is remembered by consent, after its last use.
        complaints: A complaint with its steps and evidence, after it was closed; one that is open is never deleted.
    """

    transcripts: int = 90
    audit: int = 730
    remembered: int = REMEMBERED_DAYS
    complaints: int = 730


USUAL_DAYS = KeptDays()

_BATCH = 200
"""Conversations in one transaction, so that nobody waits long for SQLite's one writer."""


async def delete_expired(
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
    kept: KeptDays = USUAL_DAYS,
    booking_rules: BookingRules | None = None,
) -> dict[str, int]:
    """Delete everything whose time has come.

    Child facts go when the conversation can no longer be renewed; its transcript and private values stay until
    their days have passed. A conversation whose deletion was asked for goes at once.

    Args:
        unit_of_work: Opens a transaction.
        now: The present instant, aware.
        kept: For how many days things are kept.
        booking_rules: Says how long bookings are kept; the usual rules when None.

    Returns:
        How many rows of each kind were deleted; what went with its conversation is not counted again.
    """
    transcript_cutoff = now - timedelta(days=kept.transcripts)
    counts = {"conversations": await _delete_conversations(unit_of_work, transcript_cutoff)}
    counts |= await _delete_old_lines(unit_of_work, transcript_cutoff)
    counts |= await _forget_children(unit_of_work, now)
    counts |= await delete_old_bookings(unit_of_work, booking_rules or BookingRules(), now)
    async with unit_of_work() as uow:
        counts["remembered_children"] = await uow.remembered_children.delete_before(
            now - timedelta(days=kept.remembered)
        )
        counts["suggestions"] = await uow.suggestions.delete_before(transcript_cutoff)
        counts["unanswered"] = await uow.unanswered.delete_before(transcript_cutoff)
        counts["follow_ups"] = await uow.follow_ups.delete_closed_before(now - FOLLOW_UPS_KEPT_FOR)
        complaint_cutoff = now - timedelta(days=kept.complaints)
        counts["complaints"], counts["complaint_files"] = await uow.complaints.delete_closed_before(complaint_cutoff)
        counts["operator_sessions"] = await uow.operator_sessions.delete_expired(now)
        counts["outbox"] = await uow.outbox.delete_settled(now - OUTBOX_KEPT_FOR)
        counts["audit"] = await uow.audit.delete_before(now - timedelta(days=kept.audit))
        await uow.commit()
    return counts


async def _delete_conversations(unit_of_work: UnitOfWorkFactory, cutoff: datetime) -> int:
    deleted = 0
    while True:
        async with unit_of_work() as uow:
            batch = await uow.conversations.delete_expired(cutoff, _BATCH)
            await uow.commit()
        deleted += batch
        if batch < _BATCH:
            return deleted


async def _delete_old_lines(unit_of_work: UnitOfWorkFactory, cutoff: datetime) -> dict[str, int]:
    """Shorten conversations that go on; choices first, since their age is that of the line they came with."""
    async with unit_of_work() as uow:
        counts = {
            "choices": await uow.choices.delete_before(cutoff),
            "items": await uow.items.delete_before(cutoff),
            "answers": await uow.answers.delete_before(cutoff),
            "triage_log": await uow.triage_log.delete_before(cutoff),
            "private_values": await uow.private_values.delete_before(cutoff),
        }
        await uow.commit()
    return counts


async def _forget_children(unit_of_work: UnitOfWorkFactory, now: datetime) -> dict[str, int]:
    async with unit_of_work() as uow:
        over = await uow.conversations.clear_expired_facts(now)
        await uow.commit()
    return {"child_facts": over}
