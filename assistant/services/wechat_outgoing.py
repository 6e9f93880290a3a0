"""Sending to followers: by customer-service message (客服消息) while that is allowed, else with their next message."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from assistant.domain.wechat import FollowerMessage, cut
from assistant.errors import NotFound
from assistant.services.clock import Clock
from assistant.services.line_deliveries import WECHAT_MESSAGE
from assistant.services.outbox import enqueue
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.services.wechat_followers import may_send
from assistant.services.wechat_sealing import WeChatSealing
from assistant.store.wechat_records import KeptMessage


class Sending(str, Enum):
    """When a message will reach the follower."""

    NOW = "now"
    WITH_NEXT_MESSAGE = "with_next_message"


async def enqueue_messages(
    uow: UnitOfWork,
    sealing: WeChatSealing,
    openid_hash: str,
    conversation_id: str,
    name: str,
    messages: Sequence[FollowerMessage],
    due_at: datetime,
) -> None:
    """Write messages to the outbox in the caller's transaction, in order; `name` makes them unique."""
    for number, message in enumerate(messages):
        await enqueue(
            uow,
            WECHAT_MESSAGE,
            openid_hash,
            sealing.to_payload(message),
            f"{WECHAT_MESSAGE}:{name}:{number}",
            due_at=due_at + number * timedelta(milliseconds=1),
            conversation_id=conversation_id,
        )


async def keep(
    uow: UnitOfWork, sealing: WeChatSealing, conversation_id: str, name: str, message: FollowerMessage, now: datetime
) -> None:
    """Keep a message for the follower's next one, in the caller's transaction."""
    sealed = sealing.seal_json(message.to_json())
    await uow.wechat_followers.keep(KeptMessage(0, conversation_id, name, sealed, now))


async def take_kept(uow: UnitOfWork, sealing: WeChatSealing, conversation_id: str) -> list[FollowerMessage]:
    """Return what was kept for a follower, oldest first; it is kept no longer once the caller commits."""
    kept = await uow.wechat_followers.take_kept(conversation_id)
    return [FollowerMessage.from_json(sealing.open_json(one.message)) for one in kept]


class FollowerMessenger:
    """Brings an operator's words to a follower.

    Args:
        unit_of_work: Opens a transaction.
        sealing: Seals what is written.
        clock: The present instant.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, sealing: WeChatSealing, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._sealing = sealing
        self._clock = clock

    async def is_follower(self, conversation_id: str) -> bool:
        """Whether the conversation takes place on the official account."""
        async with self._unit_of_work() as uow:
            return await uow.wechat_followers.of_conversation(conversation_id) is not None

    async def send_to_follower(self, conversation_id: str, text: str, message_id: str) -> Sending:
        """Send a text to whom a conversation belongs; the same `message_id` sends once.

        Returns:
            When it will arrive, as far as the ledger tells.

        Raises:
            NotFound: The conversation does not exist or takes place elsewhere.
        """
        now = self._clock()
        async with self._unit_of_work() as uow:
            follower = await uow.wechat_followers.of_conversation(conversation_id)
            if follower is None:
                raise NotFound(f"Conversation {conversation_id} has no follower of the official account.")
            messages = [FollowerMessage(piece) for piece in cut(text)]
            name = f"{conversation_id}:{message_id}"
            await enqueue_messages(uow, self._sealing, follower.openid_hash, conversation_id, name, messages, now)
            await uow.commit()
        return Sending.NOW if may_send(follower, now) else Sending.WITH_NEXT_MESSAGE
