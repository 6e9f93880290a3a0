"""The shapes of the public contract; the OpenAPI document is made from them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, model_validator

Identifier = Annotated[StrictStr, Field(min_length=1, max_length=200)]


class Shape(BaseModel):
    """A body that allows no unknown fields, so that a typing mistake is reported."""

    model_config = ConfigDict(extra="forbid")


class OpenConversation(Shape):
    """Which site the visitor is on."""

    site_key: Identifier


class OpenedConversation(Shape):
    """The conversation and its credential."""

    conversation_id: str
    token: str = Field(description="凭证；放在 Authorization: Bearer 里。会话编号本身不是凭证。")
    expires_at: datetime


class PointIn(Shape):
    """A shared place; the datum must be said, since the two differ by about 500 m in Wuxi."""

    latitude: float = Field(ge=-90, le=90, allow_inf_nan=False)
    longitude: float = Field(ge=-180, le=180, allow_inf_nan=False)
    datum: Literal["wgs84", "gcj02"]


class MessageIn(Shape):
    """Exactly one of text, location and choice."""

    text: StrictStr | None = None
    location: PointIn | None = None
    choice: Identifier | None = Field(None, description="上一条回复给出的 choice_id")
    client_message_id: Identifier | None = Field(None, description="客户端自编的消息编号；重发同一编号只处理一次")

    @model_validator(mode="after")
    def _exactly_one(self) -> "MessageIn":
        given = [value for value in (self.text, self.location, self.choice) if value is not None]
        if len(given) != 1:
            raise ValueError("exactly one of text, location and choice is needed")
        return self


class ChoiceOut(Shape):
    """A button; send its id back as `choice`."""

    choice_id: str
    label: str


class CitationOut(Shape):
    """Where an answer comes from."""

    entry_id: str
    title: str
    source: str
    checked_on: date


class IntentOut(Shape):
    """What was understood, with a confidence between 0 and 1."""

    name: str
    confidence: float


class NoticeOut(Shape):
    """What is kept, said once with the first reply."""

    text: str
    url: str


class AnswerCard(Shape):
    """An entry that answers."""

    type: Literal["answer"]
    entry_id: str
    title: str
    text: str
    url: str
    source: str
    checked_on: date


class EmergencyCard(Shape):
    """What to do first, and the number to call."""

    type: Literal["emergency"]
    title: str
    steps: list[str]
    call: str


class ContactCard(Shape):
    """Somebody to call."""

    type: Literal["contact"]
    name: str
    phone: str
    hours: str


class InstitutionCard(Shape):
    """A childcare institution. Null and empty mean that the list does not say, never "no"."""

    type: Literal["institution"]
    id: str
    name: str
    address: str
    district: str
    subdistrict: str
    distance_m: int | None = Field(None, description="直线距离（米），只有给出位置时才有")
    area: str
    latitude: float | None = Field(None, description="WGS-84")
    longitude: float | None = Field(None, description="WGS-84")
    age_months_min: int | None
    age_months_max: int | None
    age_range: str
    class_kinds: list[str]
    fee: str
    places_total: int | None
    places_free: int | None = Field(None, description="confirmed_on 那一天的空余托位")
    confirmed_on: date | None
    phone: str
    reasons: list[str]
    kinds: list[str]
    is_inclusive: bool
    services: list[str]
    meals: str
    opening_hours: str
    filing_number: str | None
    filed_on: date | None
    grade: str | None
    photos: list[str]
    source: str
    source_on: date
    is_sample: bool = Field(description="示例数据，机构是虚构的")
    url: str


class GuidanceSessionFields(Shape):
    """One sitting of free guidance; times are local, with their offset."""

    id: str
    kind: Literal["home_visit", "parent_child_activity", "parent_class", "expert_consultation"]
    kind_name: str
    title: str
    district: str
    place: str = Field(description="入户指导为空，地址由工作人员电话商定")
    min_age_months: int
    max_age_months: int
    starts_at: datetime
    ends_at: datetime
    seats_free: int
    led_by: str
    bring: str
    fee_yuan: int
    is_sample: bool = Field(description="true 表示示例数据，不是真实活动")


class BookingFields(Shape):
    """A booking; `hold_until` ends an offered seat, `ahead` is the number of those who wait longer."""

    code: str
    status: Literal["booked", "waitlisted", "offered", "cancelled", "attended", "no_show"]
    status_name: str
    session: GuidanceSessionFields
    nickname: str
    hold_until: datetime | None = None
    ahead: int | None = None
    ics_url: str


class GuidanceSessionCard(GuidanceSessionFields):
    """A sitting that can be booked."""

    type: Literal["guidance_session"]


class BookingCard(BookingFields):
    """A booking of this conversation."""

    type: Literal["booking"]


Card = Annotated[
    AnswerCard | EmergencyCard | ContactCard | InstitutionCard | GuidanceSessionCard | BookingCard,
    Field(discriminator="type"),
]
Urgency = Literal["none", "home_care", "doctor_24h", "hospital_now", "call120"]


class ReplyOut(Shape):
    """A reply. Empty texts with `handover` mean that a person is on."""

    texts: list[str]
    cards: list[Card]
    choices: list[ChoiceOut]
    citations: list[CitationOut]
    urgency: Urgency
    intent: IntentOut
    handover: bool
    answer_id: str
    notice: NoticeOut | None = None


class MessageOut(Shape):
    """The reply and its place in the conversation; 0 when everything was just deleted."""

    seq: int
    reply: ReplyOut


class ItemOut(Shape):
    """One stored item of a conversation; `reply` for the assistant's, `text` for the others'."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    seq: int
    sender: Literal["caregiver", "assistant", "operator"] = Field(alias="from")
    created_at: datetime
    text: str | None = None
    reply: ReplyOut | None = None
    client_message_id: str | None = Field(None, description="家长消息原样带回客户端自编的编号")


class TranscriptQuery(Shape):
    """Which items, and how long to wait for new ones."""

    after: int = Field(0, ge=0)
    wait: int = Field(0, ge=0, le=25, description="没有新消息时最多等待的秒数")
    limit: int = Field(200, ge=1, le=500)


class HandoverOut(Shape):
    """Where the request for a person stands; `ahead` others wait before it, `read_seq` is what a person has opened."""

    state: Literal["waiting", "on", "closed"]
    since: datetime
    ahead: int
    read_seq: int


class TranscriptOut(Shape):
    """Items oldest first."""

    items: list[ItemOut]
    handover: HandoverOut | None = Field(None, description="请求过人工时：等候、接听中或已结束")


class DeletionOut(Shape):
    """Receipt of a deletion."""

    receipt: str


class FeedbackIn(Shape):
    """Whether an answer helped."""

    helpful: StrictBool
    comment: Annotated[StrictStr, Field(max_length=1000)] = ""


class ThanksOut(Shape):
    """Thanks."""

    message: str


class SearchQuery(Shape):
    """A question for the search."""

    q: str = Field(max_length=5000)
    age_months: int | None = Field(None, ge=0, le=83)
    district: str | None = Field(None, max_length=20)
    limit: int = Field(5, ge=1, le=50)


class HitOut(Shape):
    """A ranked entry; `score` is the calibrated chance that it answers."""

    entry_id: str
    title: str
    score: float
    passage: str
    url: str
    source: str
    checked_on: date


class SearchOut(Shape):
    """Ranked entries, best first, and what their confidence allows."""

    outcome: Literal["answer", "suggest", "not_found"]
    hits: list[HitOut]


class LoginIn(Shape):
    """An operator's credentials."""

    name: Identifier
    password: Annotated[StrictStr, Field(max_length=200)]
    totp: Annotated[StrictStr, Field(max_length=10)] | None = None


class LoginOut(Shape):
    """Pages use the cookie with the CSRF token, programs the bearer."""

    csrf_token: str
    bearer: str
    expires_at: datetime
    roles: list[str]


class OperatorOut(Shape):
    """Who is logged in."""

    name: str
    roles: list[str]


class AuditQuery(Shape):
    """A page of the audit table."""

    before: int | None = Field(None, ge=1)
    limit: int = Field(50, ge=1, le=200)


class AuditRowOut(Shape):
    """One audited act."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    request_id: str


class AuditOut(Shape):
    """Newest first."""

    rows: list[AuditRowOut]


class HealthOut(Shape):
    """The process is alive."""

    status: Literal["ok"]


class ReadyOut(Shape):
    """Each part: ok, starting or down; `degraded` names those that are missed."""

    status: Literal["ready", "starting", "down"]
    parts: dict[str, str]
    degraded: list[str]


class ErrorBody(Shape):
    """What went wrong, in a sentence for people."""

    model_config = ConfigDict(extra="allow")

    code: str
    message: str
    request_id: str


class ErrorOut(Shape):
    """Every error of the API."""

    error: ErrorBody
