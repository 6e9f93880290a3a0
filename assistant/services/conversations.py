"""Opening, resuming, renewing and forgetting a conversation."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.site import Site
from assistant.errors import NotAuthenticated
from assistant.services.outbox import enqueue
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.records import Conversation, Item

TOKEN_LIVES_FOR = timedelta(hours=24)
RENEWABLE_FOR = timedelta(days=30)
"""How long a token is good, and how long it can be renewed; both from the public contract."""

FORGET_IN_RASA = "forget_in_rasa"
"""Outbox kind: delete the conversation's rows in Rasa's tracker store."""

FORGET_BOOKINGS = "forget_bookings"
"""Outbox kind: delete what was booked in the conversation, with children and phones."""


@dataclass(frozen=True, slots=True)
class OpenedConversation:
    """A conversation and the credential for it; the id alone opens nothing."""

    conversation_id: str
    token: str
    expires_at: datetime


async def open_conversation(
    unit_of_work: UnitOfWorkFactory, site: Site, channel: str, now: datetime
) -> OpenedConversation:
    """Start a conversation for a visitor of `site`."""
    opened = OpenedConversation(f"cv_{secrets.token_urlsafe(16)}", secrets.token_urlsafe(32), now + TOKEN_LIVES_FOR)
    async with unit_of_work() as uow:
        await uow.conversations.add(
            Conversation(
                id=opened.conversation_id,
                site_key=site.key,
                channel=channel,
                token_hash=_hash(opened.token),
                token_expires_at=opened.expires_at,
                renewable_until=now + RENEWABLE_FOR,
                created_at=now,
                last_seen_at=now,
            )
        )
        await uow.commit()
    return opened


async def authorise(unit_of_work: UnitOfWorkFactory, conversation_id: str, token: str, now: datetime) -> Conversation:
    """Return the conversation if `token` is its own and has not expired.

    Raises:
        NotAuthenticated: Unknown conversation, foreign or expired token; the caller cannot tell which.
    """
    async with unit_of_work() as uow:
        conversation = await uow.conversations.get(conversation_id)
    if not _is_its_token(conversation, token) or conversation is None or conversation.token_expires_at <= now:
        raise NotAuthenticated("The conversation does not exist, or the token is not its own or has expired.")
    return conversation


async def authorise_token(unit_of_work: UnitOfWorkFactory, token: str, now: datetime) -> Conversation | None:
    """Return the conversation that `token` opens; None for an unknown or expired one."""
    async with unit_of_work() as uow:
        conversation = await uow.conversations.by_token_hash(_hash(token)) if token else None
    if not _is_its_token(conversation, token) or conversation is None or conversation.token_expires_at <= now:
        return None
    return conversation


async def renew_token(
    unit_of_work: UnitOfWorkFactory, conversation_id: str, token: str, now: datetime
) -> OpenedConversation:
    """Exchange a valid token for a new one, within thirty days of the conversation's start.

    Raises:
        NotAuthenticated: The token is not the conversation's own, or thirty days have passed.
    """
    conversation = await authorise(unit_of_work, conversation_id, token, now)
    if conversation.renewable_until <= now:
        raise NotAuthenticated("The conversation is older than thirty days; a new one has to be opened.")
    renewed = OpenedConversation(conversation_id, secrets.token_urlsafe(32), now + TOKEN_LIVES_FOR)
    async with unit_of_work() as uow:
        await uow.conversations.set_token(conversation_id, _hash(renewed.token), renewed.expires_at)
        await uow.commit()
    return renewed


async def forget_conversation(uow: UnitOfWork, conversation_id: str, now: datetime) -> str:
    """Delete everything of a conversation in the caller's transaction; return the receipt's number.

    Rasa keeps its own rows in another store, and bookings hold seats that others wait for; the outbox deletes both
    once this transaction is committed.
    """
    receipt = f"del_{secrets.token_urlsafe(12)}"
    await uow.remembered_children.delete_of_conversation(conversation_id)
    await uow.conversations.delete(conversation_id)
    await enqueue(uow, FORGET_IN_RASA, conversation_id, {"receipt": receipt}, f"{FORGET_IN_RASA}:{conversation_id}")
    await enqueue(uow, FORGET_BOOKINGS, conversation_id, {}, f"{FORGET_BOOKINGS}:{conversation_id}")
    await uow.audit.add(at=now, actor="caregiver", action="conversation_deleted", subject=receipt)
    return receipt


async def delete_conversation(unit_of_work: UnitOfWorkFactory, conversation_id: str, now: datetime) -> str:
    """Delete everything of a conversation; return the receipt's number."""
    async with unit_of_work() as uow:
        receipt = await forget_conversation(uow, conversation_id, now)
        await uow.commit()
    return receipt


async def items_after(unit_of_work: UnitOfWorkFactory, conversation_id: str, after_seq: int, limit: int) -> list[Item]:
    """Return what was said after `after_seq`, oldest first."""
    async with unit_of_work() as uow:
        return await uow.items.list_after(conversation_id, after_seq, limit)


async def give_feedback(
    unit_of_work: UnitOfWorkFactory, conversation_id: str, answer_id: str, helpful: bool, comment: str
) -> bool:
    """Store whether an answer of this conversation helped; return whether there is such an answer."""
    async with unit_of_work() as uow:
        answer = await uow.answers.get(answer_id)
        if answer is None or answer.conversation_id != conversation_id:
            return False
        await uow.answers.add_feedback(answer_id, helpful, comment)
        await uow.commit()
    return True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _is_its_token(conversation: Conversation | None, token: str) -> bool:
    """Compare in constant time, for an unknown conversation too."""
    known = conversation.token_hash if conversation else _hash("")
    return hmac.compare_digest(known, _hash(token)) and conversation is not None
