"""What the store keeps about conversations and messages, as frozen records.

Instants are aware and come back in UTC. Dictionaries hold JSON values only.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Handover = Literal["none", "waiting", "on", "closed"]
Author = Literal["caregiver", "assistant", "operator"]
OutboxState = Literal["waiting", "sending", "sent", "dead"]


@dataclass(frozen=True, slots=True)
class Conversation:
    """One chat of one caregiver on one channel.

    Attributes:
        id: Random and public; not a credential.
        site_key: Site it was begun on.
        channel: Where it takes place, e.g. widget, wechat.
        token_hash: Hash of its credential; empty where there is none, or none any more.
        token_expires_at: When the token ends.
        renewable_until: Until when a valid token can be renewed; the conversation and its child facts end then.
        created_at: When it was begun.
        last_seen_at: When the caregiver last wrote.
        last_seq: Highest `seq` handed out, 0 at first.
        state: What the assistant remembers, small.
        handover: Whether a person is wanted, on, or gone again.
        deleted_at: When its deletion was asked for; it is to be treated as gone.
    """

    id: str
    site_key: str
    channel: str
    token_hash: str = field(repr=False)
    token_expires_at: datetime
    renewable_until: datetime
    created_at: datetime
    last_seen_at: datetime
    last_seq: int = 0
    state: dict[str, Any] = field(default_factory=dict, repr=False)
    handover: Handover = "none"
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a transcript, already masked; `seq` rises within the conversation."""

    conversation_id: str
    seq: int
    sender: Author
    body: dict[str, Any]
    created_at: datetime
    client_message_id: str | None = None
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """Why the reply `seq` said what it said."""

    answer_id: str
    conversation_id: str
    seq: int
    entry_ids: list[str]
    triage: dict[str, Any]
    intent: str
    confidence: float
    degraded: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a caregiver thought of an answer; the last word counts."""

    answer_id: str
    helpful: bool
    comment: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ChoiceRecord:
    """A button's meaning, and the reply `seq` it was issued with."""

    choice_id: str
    conversation_id: str
    seq: int
    label: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class PrivateValueRecord:
    """Personal data, sealed; everything else holds its `reference` instead."""

    reference: str
    conversation_id: str
    kind: str
    ciphertext: bytes
    lookup_hash: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """Who did what to what; `id` rises with time."""

    id: int
    at: datetime
    operator_id: str | None
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    request_id: str


@dataclass(frozen=True, slots=True)
class TriageRecord:
    """What triage decided about one message, and on which words; `id` is given when it is stored."""

    conversation_id: str
    at: datetime
    urgency: str
    rule_ids: list[str]
    words: list[Any]
    negated: list[Any]
    age_used_months: int | None
    version: str
    channel: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message to be sent once its transaction is saved.

    Attributes:
        id: Rises in the order of writing.
        kind: Which sender takes it.
        recipient: Whom the sender addresses.
        payload: What the sender needs.
        dedupe_key: The same key is accepted once.
        state: Where it stands.
        attempts: Tries begun, 0 at first.
        next_attempt_at: Not before then.
        created_at: When it was written.
        claimed_by: Worker that holds it.
        claimed_until: When the claim lapses and another worker may try.
        last_error: Why the last try failed, without personal data.
        last_reason: The same as a short name, e.g. wechat_43004; empty where it has none.
        sent_at: When a sender accepted it.
        conversation_id: Conversation it is deleted with; None if it outlives it.
    """

    id: int
    kind: str
    recipient: str
    payload: dict[str, Any]
    dedupe_key: str
    state: OutboxState
    attempts: int
    next_attempt_at: datetime
    created_at: datetime
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    last_error: str = ""
    last_reason: str = ""
    sent_at: datetime | None = None
    conversation_id: str | None = None


@dataclass(frozen=True, slots=True)
class RememberedChildren:
    """What somebody agreed to have remembered beyond a conversation.

    Attributes:
        owner: A follower's hash, or the id of the conversation of a visitor who is known by nothing else.
        conversation_id: That conversation, which the row is deleted with; None for followers.
        sealed: The facts.
        consent_version: Which text was agreed to.
        consent_wording: That text.
        consented_at: When.
        last_used_at: When the facts were used last.
    """

    owner: str
    conversation_id: str | None
    sealed: bytes = field(repr=False)
    consent_version: str
    consent_wording: str
    consented_at: datetime
    last_used_at: datetime
