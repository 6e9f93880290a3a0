"""The shapes of the operators' desk: suggestions, handovers, call-backs."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StrictStr

from assistant.channels.api.contract import GuidanceSessionFields, Identifier, ItemOut, Shape, Urgency

Line = Annotated[StrictStr, Field(min_length=1, max_length=2000)]
Note = Annotated[StrictStr, Field(min_length=1, max_length=1000)]
HandoverStateName = Literal["waiting", "on", "closed"]
WrapUpName = Literal["answered", "referred", "booked", "follow_up", "no_reply", "given_back"]


class SuggestionsIn(Shape):
    """What the caller says, and what is known of the child."""

    text: Annotated[StrictStr, Field(max_length=20_000)]
    age_months: int | None = Field(None, ge=0, le=83)
    district: Annotated[StrictStr, Field(max_length=20)] | None = None
    conversation_id: Identifier | None = Field(None, description="在等候或由自己接听的会话")


class RedFlagOut(Shape):
    """A rule that holds, on which words, and what to do and ask first."""

    rule_id: str
    title: str
    urgency: Urgency
    words: list[str]
    do_now: list[str]
    first_questions: list[str]


class SuggestedAnswerOut(Shape):
    """An entry that may answer; `basis` is given for policies."""

    entry_id: str
    title: str
    text: str
    see_doctor_if: list[str]
    url: str
    source: str
    checked_on: date
    confidence: float
    status: Literal["draft", "checked", "clinician_reviewed"]
    certainty: Literal["official", "reported", "unconfirmed"]
    age_months: tuple[int, int]
    for_age: bool
    basis: str | None


class OtherAgeOut(Shape):
    """An entry that fits the words and not the child's age: named, never to be told."""

    title: str
    age_months: tuple[int, int]


class OfferOut(Shape):
    """An institution or a session that fits."""

    kind: Literal["institution", "guidance_session"]
    id: str
    title: str
    detail: str
    fields: dict[str, Any]


class SuggestionsOut(Shape):
    """The panel: red flags before anything else."""

    suggestion_id: str
    urgency: Urgency
    red_flags: list[RedFlagOut]
    outcome: Literal["answer", "suggest", "not_found"]
    answers: list[SuggestedAnswerOut]
    for_other_ages: list[OtherAgeOut]
    ask_next: list[str]
    institutions: list[OfferOut]
    sessions: list[OfferOut]
    policy_basis: list[str]
    age_months: int | None
    district: str | None


class SuggestionUsedIn(Shape):
    """What became of a suggestion; `text` is the edited answer."""

    action: Literal["taken", "edited", "rejected"]
    entry_id: Identifier | None = None
    text: Annotated[StrictStr, Field(max_length=2000)] = ""


class TranscriptLinesIn(Shape):
    """Lines from a speech recogniser, oldest first, of the call that this operator is on."""

    lines: list[Line] = Field(min_length=1, max_length=50)
    new_call: bool = False


class AcceptedOut(Shape):
    """It was taken."""

    accepted: Literal[True] = True


class SummaryOut(Shape):
    """What to know before the first word; masked."""

    questions: list[str]
    age_months: int | None
    district: str
    red_flags: list[str]
    last_answer: str


class LineDeliveryOut(Shape):
    """Where an operator's line stands on its way to a follower; `reason` is for people."""

    seq: int
    state: Literal["waiting", "sent", "failed"]
    reason: str


class HandoverRowOut(Shape):
    """One conversation in the inbox; `mine` says that the caller of this call has it.

    `deliveries` tells of the operator's lines in one's own conversations on WeChat; elsewhere it is empty.
    """

    id: str
    conversation_id: str
    channel: str
    state: HandoverStateName
    reason: Literal["asked", "frustrated", "not_found", "topic"]
    urgency: Urgency
    requested_at: datetime
    taken_at: datetime | None
    operator: str
    mine: bool
    last_seq: int
    read_seq: int
    wrap_up: str
    summary: SummaryOut
    deliveries: list[LineDeliveryOut]


class AlertOut(Shape):
    """A safety message that went to a parent, and the rule behind it."""

    id: int
    conversation_id: str
    handover_id: str | None
    at: datetime
    channel: str
    urgency: Urgency
    rules: list[str]
    words: list[str]
    seen_by: str


class DeskOut(Shape):
    """The inbox, oldest first, the alerts of the last twelve hours, newest first, and a few counts."""

    handovers: list[HandoverRowOut]
    alerts: list[AlertOut]
    on_duty: int
    follow_ups_open: int
    follow_ups_due: int


class HandoverQuery(Shape):
    """Which lines."""

    after: int = Field(0, ge=0)


class HandoverDetailOut(Shape):
    """A conversation with its lines; what the operator who has it gets here counts as read."""

    handover: HandoverRowOut
    items: list[ItemOut]


class VisitorBookingOut(Shape):
    """What was booked in a conversation; `code` is given for what this operator booked, and empty otherwise."""

    code: str
    status: Literal["booked", "waitlisted", "offered", "cancelled", "attended", "no_show"]
    status_name: str
    session: GuidanceSessionFields
    nickname: str
    has_phone: bool
    is_open: bool = Field(description="还能改约或取消")


class VisitorBookingsOut(Shape):
    """Newest first."""

    bookings: list[VisitorBookingOut]


class OperatorMessageIn(Shape):
    """An operator's words; the same `client_message_id` acts once."""

    text: Annotated[StrictStr, Field(max_length=20_000)]
    client_message_id: Identifier
    entry_id: Identifier | None = None
    suggestion_id: Identifier | None = None


class SentOut(Shape):
    """Its place in the conversation."""

    seq: int


class FollowUpPlan(Shape):
    """What is to be done afterwards, and when; `note` is for whoever calls back."""

    subject: Note
    due_at: datetime
    note: Annotated[StrictStr, Field(max_length=1000)] = ""


class CloseIn(Shape):
    """How it ended; `given_back` returns it to the assistant."""

    wrap_up: WrapUpName
    follow_up: FollowUpPlan | None = None


class ReasonIn(Shape):
    """Why personal data is looked at; kept in the audit log."""

    reason: Annotated[StrictStr, Field(min_length=4, max_length=200)]


class PrivateIn(ReasonIn):
    """Which masked detail is wanted."""

    reference: Identifier


class PrivateOut(Shape):
    """A detail in clear."""

    value: str


class FollowUpIn(Shape):
    """A call-back or a task; a number only with the person's consent."""

    subject: Note
    due_at: datetime
    phone: Annotated[StrictStr, Field(max_length=30)] | None = None
    consent: bool = False


class FollowUpNoteOut(Shape):
    """A note."""

    at: datetime
    author: str
    text: str


class FollowUpOut(Shape):
    """One call-back; the number stays masked."""

    id: str
    conversation_id: str | None
    subject: str
    due_at: datetime
    is_due: bool
    state: Literal["open", "done", "cancelled"]
    result: str
    has_phone: bool
    consented: bool
    created_at: datetime
    created_by: str
    closed_at: datetime | None
    closed_by: str
    notes: list[FollowUpNoteOut]


class FollowUpsOut(Shape):
    """Open ones, the most overdue first, then those closed last."""

    follow_ups: list[FollowUpOut]


class CallBackDaysOut(Shape):
    """Days on which a call-back is usually promised; the last is no weekend and no public holiday."""

    today: date
    tomorrow: date
    next_working_day: date


class FollowUpChangeIn(Shape):
    """A note, another time, or the end with its result."""

    note: Note | None = None
    due_at: datetime | None = None
    state: Literal["done", "cancelled"] | None = None
    result: Annotated[StrictStr, Field(max_length=1000)] = ""
