"""The shapes of guidance sessions and bookings in the public contract."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StrictBool, StrictInt, StrictStr, model_validator

from assistant.channels.api.contract import BookingFields, GuidanceSessionFields, Identifier, Shape

Kind = Literal["home_visit", "parent_child_activity", "parent_class", "expert_consultation"]
Words = Annotated[StrictStr, Field(max_length=500)]


class SessionsQuery(Shape):
    """What fits."""

    kind: Kind | None = None
    district: str | None = Field(None, max_length=20)
    age_months: int | None = Field(None, description="宝宝的月龄，0~83")
    since: date | None = Field(None, alias="from", description="从这一天起（含），默认今天")
    free_seats: bool = Field(False, description="只看还有名额的")
    limit: int = Field(20, ge=1, le=100)


class ConsentOut(Shape):
    """What has to be agreed to before booking; send `version` back as `consent_version`."""

    purpose: str
    version: str
    text: str


class SessionsOut(Shape):
    """Sittings that fit and can be booked, soonest first."""

    sessions: list[GuidanceSessionFields]
    note: str
    consent: ConsentOut


class SessionOut(Shape):
    """One sitting with what operators see of it."""

    session: GuidanceSessionFields
    capacity: int
    booking_opens_at: datetime
    booking_closes_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str


class SessionIn(Shape):
    """A new sitting. Booking opens now and closes an hour before the begin unless said otherwise."""

    kind: Kind
    title: Words
    district: Words
    place: Words = ""
    min_age_months: StrictInt
    max_age_months: StrictInt
    capacity: StrictInt
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    led_by: Words
    bring: Words = ""
    booking_opens_at: AwareDatetime | None = None
    booking_closes_at: AwareDatetime | None = None


class SessionChangeIn(Shape):
    """Fields to change; what is absent stays."""

    title: Words | None = None
    place: Words | None = None
    min_age_months: StrictInt | None = None
    max_age_months: StrictInt | None = None
    capacity: StrictInt | None = None
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None
    led_by: Words | None = None
    bring: Words | None = None
    booking_opens_at: AwareDatetime | None = None
    booking_closes_at: AwareDatetime | None = None


class ReasonIn(Shape):
    """Why."""

    reason: Words


class CalledOffOut(Shape):
    """`told` were written to; `to_call` booked by telephone and have to be called."""

    told: int
    to_call: list[str]


class RosterRowOut(BookingFields):
    """A booking as operators see it."""

    booking_id: str
    phone_masked: str


class RosterOut(Shape):
    """Everybody of one sitting, oldest first."""

    bookings: list[RosterRowOut]


class AttendanceIn(Shape):
    """Either the code that the family shows, or a booking of the list and whether they came."""

    code: Identifier | None = None
    booking_id: Identifier | None = None
    attended: StrictBool = True

    @model_validator(mode="after")
    def _exactly_one(self) -> "AttendanceIn":
        if (self.code is None) == (self.booking_id is None):
            raise ValueError("exactly one of code and booking_id is needed")
        return self


class BookingIn(Shape):
    """A request for a seat."""

    session_id: Identifier
    nickname: Words = Field(description="宝宝的小名，不用全名")
    birth_month: Words = Field(description="出生年月，如 2025-03")
    consent_version: Words = Field(description="同意的信息使用说明的版本，见活动列表的 consent")
    phone: Words = Field("", description="手机号，用于提醒；入户指导和代约必填")
    district: Words = Field("", description="居住的区，默认与活动相同")
    waitlist: StrictBool = Field(False, description="约满时是否排候补")
    client_request_id: Identifier | None = Field(None, description="客户端自编的请求编号；重发同一编号只约一次")
    conversation_id: Identifier | None = Field(None, description="坐席替正在对话的家长约时填会话编号，提醒发到这个会话")


class BookingOut(Shape):
    """A booking."""

    booking: BookingFields
    text: str = Field(description="一句话说明")


class BookingsOut(Shape):
    """Bookings, newest first."""

    bookings: list[BookingFields]


class BookingQuery(Shape):
    """For somebody else's booking: the last four digits of the phone it was made with."""

    phone_last4: str = Field("", max_length=10, description="不是本人约的，填预约时手机号的后四位；一小时最多试5次")


class BookingChangeIn(Shape):
    """Either another sitting to move to, or the confirmation of an offered seat."""

    session_id: Identifier | None = None
    confirm: Literal[True] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "BookingChangeIn":
        if (self.session_id is None) == (self.confirm is None):
            raise ValueError("exactly one of session_id and confirm is needed")
        return self


class CalendarQuery(Shape):
    """The key of the calendar link."""

    key: str = Field("", max_length=100)


class SessionFeedbackIn(Shape):
    """What a family thought of a sitting."""

    rating: StrictInt = Field(description="1~5，5分最好")
    comment: StrictStr = ""


class EntitlementQuery(Shape):
    """Operators name a booking by its code."""

    code: str = Field("", max_length=60)
    phone_last4: str = Field("", max_length=10)


class BalanceOut(Shape):
    """One child's year, as far as this system booked it."""

    nickname: str
    year: int
    used: int
    total: int
    left: int
    basis: str
    certainty: str


class EntitlementOut(Shape):
    """How many sittings are left; the words are to be shown with the figures."""

    children: list[BalanceOut]
    texts: list[str]


class GrantIn(Shape):
    """More (or fewer) sittings of a year for the child of a booking."""

    code: Identifier
    year: StrictInt
    change: StrictInt
    reason: Words


class JoinIn(Shape):
    """Two bookings whose child is the same."""

    code: Identifier
    other_code: Identifier
    reason: Words


class GuardianOut(Shape):
    """Everything that is kept of the one who asks."""

    children: list[dict[str, Any]]
    bookings: list[dict[str, Any]]
    ledger: list[dict[str, Any]]
    consents: list[dict[str, Any]]
