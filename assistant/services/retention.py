"""Deleting on time what is kept for a time only."""

from datetime import datetime, timedelta

from assistant.domain.booking import BookingRules
from assistant.services.booking_retention import delete_old_bookings
from assistant.services.unit_of_work import UnitOfWorkFactory

OUTBOX_KEPT_FOR = timedelta(days=30)
"""A sent message is of use only while somebody may ask whether it went out."""

FOLLOW_UPS_KEPT_FOR = timedelta(days=30)
"""A closed call-back with its number is of use only while somebody may ask what came of it."""

_BATCH = 200
"""Conversations in one transaction, so that nobody waits long for SQLite's one writer."""


async def delete_expired(
    unit_of_work: UnitOfWorkFactory,
    now: datetime,
    transcript_days: int = 90,
    audit_days: int = 730,
    booking_rules: BookingRules | None = None,
) -> dict[str, int]:
    """Delete everything whose time has come.

    Child facts go when the conversation can no longer be renewed; its transcript and private values stay until
    `transcript_days` have passed. A conversation whose deletion was asked for goes at once.

    Args:
        unit_of_work: Opens a transaction.
        now: The present instant, aware.
        transcript_days: Days that a conversation, and each line of a longer one, is kept.
        audit_days: Days that audit rows are kept.
        booking_rules: Says how long bookings are kept; the usual rules when None.

    Returns:
        How many rows of each kind were deleted; what went with its conversation is not counted again.
    """
    transcript_cutoff = now - timedelta(days=transcript_days)
    counts = {"conversations": await _delete_conversations(unit_of_work, transcript_cutoff)}
    counts |= await _delete_old_lines(unit_of_work, transcript_cutoff)
    counts |= await _forget_children(unit_of_work, now)
    counts |= await delete_old_bookings(unit_of_work, booking_rules or BookingRules(), now)
    async with unit_of_work() as uow:
        counts["suggestions"] = await uow.suggestions.delete_before(transcript_cutoff)
        counts["unanswered"] = await uow.unanswered.delete_before(transcript_cutoff)
        counts["follow_ups"] = await uow.follow_ups.delete_closed_before(now - FOLLOW_UPS_KEPT_FOR)
        counts["operator_sessions"] = await uow.operator_sessions.delete_expired(now)
        counts["outbox"] = await uow.outbox.delete_settled(now - OUTBOX_KEPT_FOR)
        counts["audit"] = await uow.audit.delete_before(now - timedelta(days=audit_days))
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
