"""Whether what an operator wrote has reached a follower: read from the queue of what is to be sent."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.services.unit_of_work import UnitOfWork
from assistant.store.records import OutboxMessage

OPERATOR_WORDS = "operator_words"
"""Outbox kind: an operator's words on their way to a follower who has no open page."""

WECHAT_MESSAGE = "wechat_message"
"""Outbox kind: one message to the follower whose hash is the recipient."""

FOLLOWER_GONE, LINE_DELETED, KEPT = "follower_gone", "line_deleted", "kept"
"""Reasons beside the platform's own: nobody to send to, nothing to send, and kept for the follower's next message."""


@dataclass(frozen=True, slots=True)
class LineDelivery:
    """Where one line stands.

    Attributes:
        seq: The line.
        state: waiting: it goes out by itself; sent: the platform took it; failed: it will never go out.
        reason: Short name of why it waits or failed; empty where nothing went wrong.
    """

    seq: int
    state: Literal["waiting", "sent", "failed"]
    reason: str = ""


def words_key(conversation_id: str, seq: int) -> str:
    """Return the outbox key of a line on its way to the official account's part."""
    return f"{OPERATOR_WORDS}:{conversation_id}:{seq}"


def message_id(seq: int) -> str:
    """Return what the messages of a line are named by; a long line goes out in several."""
    return f"operator:{seq}"


async def deliveries_of(uow: UnitOfWork, conversation_id: str) -> list[LineDelivery]:
    """Return where each line of the conversation stands that went to a follower, in order.

    Lines whose messages were settled so long ago that the queue has forgotten them are left out.
    """
    parts: dict[int, list[OutboxMessage]] = defaultdict(list)
    start = f"{WECHAT_MESSAGE}:{conversation_id}:operator:"
    for message in await uow.outbox.of_conversation(conversation_id, (OPERATOR_WORDS, WECHAT_MESSAGE)):
        if message.kind == OPERATOR_WORDS:
            parts[int(message.payload["seq"])].append(message)
        elif message.dedupe_key.startswith(start):
            parts[int(message.dedupe_key[len(start) :].partition(":")[0])].append(message)
    kept = await uow.wechat_followers.kept_keys(conversation_id) if parts else frozenset()
    return [_where(seq, parts[seq], kept) for seq in sorted(parts)]


def _where(seq: int, messages: Sequence[OutboxMessage], kept: frozenset[str]) -> LineDelivery:
    """One part that failed makes the line failed; one that waits makes it wait."""
    for message in messages:
        if message.state == "dead":
            return LineDelivery(seq, "failed", message.last_reason)
    for message in messages:
        if message.state != "sent":
            return LineDelivery(seq, "waiting", message.last_reason)
    if any(message.dedupe_key in kept for message in messages):
        return LineDelivery(seq, "waiting", KEPT)
    return LineDelivery(seq, "sent")
