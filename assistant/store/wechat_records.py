"""What the store keeps for the official account, as frozen records; only the service opens sealed columns."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Route = Literal["open", "passive", "later"]


@dataclass(frozen=True, slots=True)
class Follower:
    """One follower (粉丝) and the one conversation that belongs to them.

    Attributes:
        openid_hash: Keyed hash of the openid; what everything else refers to.
        conversation_id: Their conversation; deleted with it.
        openid_sealed: The openid, for sending.
        source: Scene of the code they came by, e.g. a clinic's; empty when they came by themselves.
        message_left: Customer-service messages left from their last message, until `message_ends_at`.
        touch_left: The same from their last menu click, follow or scan, until `touch_ends_at`.
        busy_by: Worker that answers them now, until `busy_until`.
        created_at: When they first came.
    """

    openid_hash: str
    conversation_id: str
    openid_sealed: bytes = field(repr=False)
    source: str
    message_left: int
    message_ends_at: datetime | None
    touch_left: int
    touch_ends_at: datetime | None
    busy_by: str | None
    busy_until: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message or event, however often the platform delivers it.

    Attributes:
        id: Rises in the order of arrival.
        key: Keyed hash of sender, time and id.
        openid_hash: Who sent it; empty once everything of theirs was deleted.
        conversation_id: Deleted with it.
        errand: What is to be done, sealed; None once it is done.
        state: waiting or answered.
        route: open until it is decided; passive: `shown` is or was the reply to the delivery; later: it was
            acknowledged with `shown`, and the answer goes out by itself.
        shown: The reply to each copy of the delivery, sealed; None is no message.
        attempts: Tries begun.
        received_at: When its first copy came.
        deadline_at: Until when a request waits for the answer.
        settled: The reply reached the platform, or the answer goes another way.
    """

    id: int
    key: str
    openid_hash: str
    conversation_id: str | None
    errand: bytes | None = field(repr=False)
    state: str
    route: Route
    shown: bytes | None = field(repr=False)
    attempts: int
    received_at: datetime
    deadline_at: datetime
    settled: bool


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message that nothing allowed to be sent; it waits for the follower's next one."""

    id: int
    conversation_id: str
    dedupe_key: str
    message: bytes = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TokenRow:
    """The platform's access token, shared by all instances."""

    app_id: str
    token_sealed: bytes | None = field(repr=False)
    expires_at: datetime | None
    refreshing_by: str | None
    refreshing_until: datetime | None
