"""The shapes of the console beside the desk: accounts, complaints, learning, numbers."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictStr

from assistant.channels.api.contract import Identifier, Shape

RoleName = Literal["operator", "editor", "administrator", "auditor"]
Password = Annotated[StrictStr, Field(max_length=1000)]
Code = Annotated[StrictStr, Field(min_length=1, max_length=20)]
ComplaintKind = Literal["complaint", "report"]
ComplaintState = Literal["received", "forwarded", "answered", "closed"]


class AccountOut(Shape):
    """An account; never its secrets."""

    id: str
    name: str
    roles: list[RoleName]
    enabled: bool
    locked: bool
    has_second_factor: bool
    created_at: datetime


class AccountsOut(Shape):
    """Accounts by name."""

    accounts: list[AccountOut]


class AccountIn(Shape):
    """A new account."""

    name: Identifier
    password: Password
    roles: list[RoleName] = Field(min_length=1)


class AccountChangeIn(Shape):
    """What is left out stays as it is."""

    roles: list[RoleName] | None = None
    enabled: StrictBool | None = None
    password: Password | None = None
    reset_second_factor: StrictBool = False


class PasswordIn(Shape):
    """One's own password."""

    old: Password
    new: Password


class FactorOut(Shape):
    """A second factor to be set up: scan the picture or type the secret, then confirm with a code."""

    secret: str
    address: str
    picture: str = Field(description="二维码，SVG 的 data: 地址")


class FactorStateOut(Shape):
    """Whether this account asks for a second factor."""

    enabled: bool


class CodeIn(Shape):
    """A code of six digits, or of a complaint."""

    code: Code


class ComplaintIn(Shape):
    """What somebody reports about an institution; without a contact it is anonymous."""

    kind: ComplaintKind
    institution: Annotated[StrictStr, Field(min_length=2, max_length=100)]
    district: Annotated[StrictStr, Field(min_length=2, max_length=20)]
    text: Annotated[StrictStr, Field(min_length=5, max_length=4000)]
    contact: Annotated[StrictStr, Field(max_length=100)] = ""
    named: list[Annotated[StrictStr, Field(min_length=1, max_length=64)]] = Field(
        default_factory=list, max_length=10, description="涉及的热线工作人员；被点名的人看不到这件投诉"
    )


class ComplaintTakenOut(Shape):
    """The code is shown this once."""

    code: str
    message: str


class ComplaintStateOut(Shape):
    """Where it stands."""

    state: ComplaintState
    state_text: str
    answer: str
    received_at: datetime


class FileQuery(Shape):
    """Name of the file that is sent as the body."""

    name: str = Field(min_length=1, max_length=120)


class ComplaintRowOut(Shape):
    """One complaint, without what was written."""

    id: str
    kind: ComplaintKind
    institution: str
    district: str
    is_anonymous: bool
    state: ComplaintState
    received_at: datetime
    received_by: str
    due_at: datetime
    is_overdue: bool
    delete_on: date | None = Field(description="办结后保存到期、连同材料删除的日子；未办结为空")


class ComplaintsOut(Shape):
    """Open ones by deadline, then closed ones."""

    complaints: list[ComplaintRowOut]


class ComplaintStepOut(Shape):
    """A step in handling it."""

    at: datetime
    author: str
    action: str
    note: str


class ComplaintFileOut(Shape):
    """A piece of evidence."""

    id: str
    name: str
    media_type: str
    size: int


class ComplaintOut(Shape):
    """A complaint in clear, without the contact."""

    complaint: ComplaintRowOut
    text: str
    answer: str
    steps: list[ComplaintStepOut]
    files: list[ComplaintFileOut]


class ComplaintStepIn(Shape):
    """A note for colleagues, another state, an answer for the person who reported."""

    state: Literal["forwarded", "answered", "closed"] | None = None
    note: Annotated[StrictStr, Field(max_length=2000)] = ""
    answer: Annotated[StrictStr, Field(max_length=2000)] | None = None


class DraftIn(Shape):
    """An answer proposed to the editors."""

    question: Annotated[StrictStr, Field(min_length=1, max_length=2000)]
    text: Annotated[StrictStr, Field(min_length=1, max_length=2000)]
    entry_id: Identifier | None = None


class DraftOut(Shape):
    """A proposed answer."""

    id: str
    created_at: datetime
    created_by: str
    question: str
    entry_id: str
    text: str
    state: Literal["open", "accepted", "rejected"]
    decided_by: str
    note: str


class DraftsOut(Shape):
    """Open ones first."""

    drafts: list[DraftOut]


class DraftDecisionIn(Shape):
    """What the editor makes of it."""

    accepted: StrictBool
    note: Annotated[StrictStr, Field(max_length=500)] = ""


class WeekQuery(Shape):
    """The seven days that end with this one; today when left out."""

    until: date | None = None


class ClusterOut(Shape):
    """Questions that mean the same."""

    count: int
    by_telephone: int
    examples: list[str]


class EntryUseOut(Shape):
    """An entry that operators edit or reject."""

    entry_id: str
    title: str
    taken: int
    edited: int
    rejected: int
    examples: list[str]


class LearningOut(Shape):
    """A week: what had no good answer, what was edited."""

    since: date
    until: date
    unanswered: list[ClusterOut]
    edited: list[EntryUseOut]


class DayQuery(Shape):
    """A local day; today when left out."""

    day: date | None = None


class TopEntryOut(Shape):
    """A question that was answered often."""

    entry_id: str
    title: str
    count: int


class NumbersOut(Shape):
    """One day's figures; shares are 0..1 and None where nothing was counted."""

    day: date
    messages: dict[str, int]
    conversations: dict[str, int]
    topics: dict[str, int]
    topic_names: dict[str, str]
    answered: int
    unanswered: int
    answered_share: float | None
    handovers: int
    taken: int
    wait_seconds_median: float | None
    wait_seconds_longest: float | None
    red_flags: dict[str, int]
    top_entries: list[TopEntryOut]
    helpful: int
    not_helpful: int
    satisfaction: float | None
    suggestions: dict[str, int]
    undelivered: dict[str, int]
