"""What the store keeps of the operators' console beside handovers, as frozen records; instants come back in UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

FollowUpState = Literal["open", "done", "cancelled"]
DraftState = Literal["open", "accepted", "rejected"]
ComplaintKind = Literal["complaint", "report"]
ComplaintState = Literal["received", "forwarded", "answered", "closed"]


@dataclass(frozen=True, slots=True)
class AlertRecord:
    """A safety message that operators should know of; `id` is given when it is stored."""

    conversation_id: str
    at: datetime
    channel: str
    urgency: str
    rule_ids: list[str]
    words: list[Any]
    seen_by: str = ""
    seen_at: datetime | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class FollowUpRecord:
    """Somebody to call back, or something to look after.

    Attributes:
        id: Random.
        conversation_id: Conversation it came from, and goes with; None for a telephone call.
        subject: What it is about, masked.
        phone_sealed: The number, sealed; None when there is none.
        phone_hash: Keyed hash of the number, or empty.
        consent_at: When the caregiver agreed to be called, or None.
        consent_wording: The words agreed to.
        due_at: When it should be done.
        state: open, done or cancelled.
        result: What came of it.
        created_at: When it was written down.
        created_by: Login name, or `caregiver`.
        closed_at: When it was done or cancelled.
        closed_by: Who did so.
    """

    id: str
    subject: str
    due_at: datetime
    created_at: datetime
    created_by: str
    conversation_id: str | None = None
    phone_sealed: bytes | None = field(default=None, repr=False)
    phone_hash: str = field(default="", repr=False)
    consent_at: datetime | None = None
    consent_wording: str = ""
    state: FollowUpState = "open"
    result: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """A note on a follow-up; `id` is given when it is stored."""

    follow_up_id: str
    at: datetime
    author: str
    text: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class SuggestionRecord:
    """What was suggested to an operator, and what became of it.

    Attributes:
        id: Random.
        operator_id: Who saw it.
        at: When.
        question: What the caller said, masked.
        outcome: answer, suggest or not_found.
        confidence: Of the first entry, 0..1.
        entry_ids: Entries shown, best first.
        rule_ids: Red flags shown.
        conversation_id: Conversation it was about, and goes with; None for a telephone call.
        age_months: Age it was made for.
        action: shown, taken, edited or rejected.
        acted_at: When the operator decided.
        entry_id: Entry that was taken or edited.
        text: The answer as edited, masked.
    """

    id: str
    operator_id: str
    at: datetime
    question: str
    outcome: str
    confidence: float
    entry_ids: list[str]
    rule_ids: list[str]
    conversation_id: str | None = None
    age_months: int | None = None
    action: str = "shown"
    acted_at: datetime | None = None
    entry_id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class DraftRecord:
    """An answer that an operator proposes to the content editors."""

    id: str
    created_at: datetime
    created_by: str
    question: str
    entry_id: str
    text: str
    state: DraftState = "open"
    decided_by: str = ""
    decided_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnansweredRecord:
    """A question that the assistant found no good answer to; masked."""

    conversation_id: str
    at: datetime
    channel: str
    question: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class SecondFactorRecord:
    """An operator's second factor: its secret, sealed; in use once `confirmed_at` is set."""

    operator_id: str
    sealed: bytes = field(repr=False)
    confirmed_at: datetime | None = None
    last_step: int = 0


@dataclass(frozen=True, slots=True)
class ComplaintRecord:
    """A complaint (投诉) or report (举报) against an institution; what was written is sealed.

    Attributes:
        id: Random.
        code_hash: Hash of the code that the person who reported asks with.
        kind: complaint or report.
        institution: Whom it is about.
        district: District it is routed to.
        is_anonymous: No contact was left.
        text_sealed: What happened.
        contact_sealed: How to reach the person, or None.
        named: Operators who are named in it and never see it.
        state: received, forwarded, answered or closed.
        answer: What the person who reported is told.
        received_at: When it came in.
        received_by: Login name, or `caregiver`.
        due_at: When it should be answered.
        closed_at: When it was closed.
    """

    id: str
    code_hash: str = field(repr=False)
    kind: ComplaintKind
    institution: str
    district: str
    is_anonymous: bool
    text_sealed: bytes = field(repr=False)
    contact_sealed: bytes | None = field(repr=False)
    named: tuple[str, ...]
    received_at: datetime
    received_by: str
    due_at: datetime
    state: ComplaintState = "received"
    answer: str = ""
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ComplaintStepRecord:
    """One step in handling a complaint."""

    complaint_id: str
    at: datetime
    author: str
    action: str
    note_sealed: bytes | None = field(default=None, repr=False)
    id: int = 0


@dataclass(frozen=True, slots=True)
class ComplaintFileRecord:
    """A piece of evidence, sealed; `size` is that of the file in bytes."""

    id: str
    complaint_id: str
    name_sealed: bytes = field(repr=False)
    media_type: str
    size: int
    content_sealed: bytes = field(repr=False)
    added_at: datetime
