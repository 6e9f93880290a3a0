"""Who books for whom: guardians (家长), their children's records, and what they agreed to."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from assistant.domain.booking_errors import UnusableDetail
from assistant.domain.child import OLDEST_MONTHS

LONGEST_NICKNAME = 20

_BIRTH_MONTH = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SEPARATORS = re.compile(r"[\s\-—–.·]")


class IdentityKind(str, Enum):
    """By what a guardian is known."""

    CONVERSATION = "conversation"
    OPENID = "openid"
    CALLER = "caller"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who books, as a channel knows them.

    Attributes:
        kind: What `value` is: a conversation's id, a follower's openid, or a caller's telephone number.
        value: Personal; kept as a keyed hash alone.
        conversation_id: Where notices go; None for callers, whom a person has to call.
    """

    kind: IdentityKind
    value: str = field(repr=False)
    conversation_id: str | None = None

    @classmethod
    def of_conversation(cls, conversation_id: str) -> "Identity":
        """The person behind one conversation."""
        return cls(IdentityKind.CONVERSATION, conversation_id, conversation_id)


@dataclass(frozen=True, slots=True)
class Guardian:
    """Somebody who booked; everything else hangs on it.

    Attributes:
        id: Random.
        identity_kind: By what they are known.
        identity_hash: Keyed hash of the identity.
        conversation_id: Where notices go, or None.
        created_at: When they first booked.
        last_seen_at: When they last booked or changed something.
    """

    id: str
    identity_kind: IdentityKind
    identity_hash: str = field(repr=False)
    conversation_id: str | None
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class BirthMonth:
    """Year and month of birth; the day is not asked for."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str, today: date) -> "BirthMonth":
        """Read `2025-03`; the day of a whole date is dropped.

        Raises:
            UnusableDetail: It is no month, lies in the future, or makes the child older than guidance is for.
        """
        match = _BIRTH_MONTH.fullmatch(text.strip())
        if match is None or not 1 <= int(match[2]) <= 12:
            raise UnusableDetail("birth_month_invalid", f"{text[:20]!r} is no birth month. Write it as 2025-03.")
        born = cls(int(match[1]), int(match[2]))
        if born.months_until(today) < 0:
            raise UnusableDetail("birth_month_in_future", f"The birth month {born} lies in the future.")
        if born.months_until(today) > OLDEST_MONTHS + 1:
            raise UnusableDetail("birth_month_too_long_ago", f"A child born in {born} is over {OLDEST_MONTHS} months.")
        return born

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def months_until(self, day: date) -> int:
        """Months between the month of birth and the month of `day`."""
        return (day.year - self.year) * 12 + day.month - self.month

    def ages_on(self, day: date) -> tuple[int, int]:
        """Youngest and oldest age on `day` in completed months, since the day of birth is unknown."""
        months = self.months_until(day)
        return max(months - 1, 0), max(months, 0)


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """One child of one guardian.

    Attributes:
        id: Random.
        guardian_id: Whose child record it is.
        details_hash: Keyed hash of guardian, nickname and birth month; outlives both, so that the year is counted on.
        entitlement_key: What the ledger counts by: the own id, or that of a record it was joined with.
        nickname: Sealed; None once its time is over.
        birth_month: `2025-03`; None once its time is over.
        district: District in Chinese.
        created_at: When it was made.
    """

    id: str
    guardian_id: str
    details_hash: str = field(repr=False)
    entitlement_key: str
    nickname: bytes | None = field(repr=False)
    birth_month: str | None
    district: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Consent:
    """What a guardian agreed to, in which words, and when."""

    guardian_id: str
    purpose: str
    version: str
    wording: str
    at: datetime
    given_to: str = ""


@dataclass(frozen=True, slots=True)
class ConsentWording:
    """A text that is agreed to; a changed text gets a new version."""

    purpose: str
    version: str
    text: str

    def check(self, version: str) -> None:
        """Let through who agreed to this version.

        Raises:
            UnusableDetail: They agreed to nothing, or to another text.
        """
        if version != self.version:
            raise UnusableDetail("consent_needed", f"Consent to version {self.version} is needed, not {version!r}.")

    def to_json(self) -> dict[str, Any]:
        """The text with its version."""
        return {"purpose": self.purpose, "version": self.version, "text": self.text}


BOOKING_CONSENT = ConsentWording(
    "booking",
    "2026-11",
    "为了预约和提醒，我们会保存孩子的昵称、出生年月、所在区，以及您留的手机号。手机号加密保存，只用于这次活动的联系和提醒；"
    "活动结束30天后删除这些内容，只留当年参加次数，到年底删除。您随时可以查看、取消预约，或说“删除我的数据”。",
)


def normal_phone(text: str) -> str:
    """Return a mainland mobile number as eleven digits.

    Raises:
        UnusableDetail: It is none.
    """
    digits = _SEPARATORS.sub("", text.strip())
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", digits)
    if not digits.isascii() or _MOBILE.fullmatch(digits) is None:
        raise UnusableDetail("phone_invalid", f"A phone of {len(digits)} characters is no mainland mobile number.")
    return digits


def masked_phone(phone: str) -> str:
    """Return `138****4905`, for lists."""
    return f"{phone[:3]}****{phone[-4:]}"


def check_nickname(text: str) -> str:
    """Return a nickname without spaces around it.

    Raises:
        UnusableDetail: It is empty, longer than 20 characters or not printable.
    """
    nickname = text.strip()
    if not 1 <= len(nickname) <= LONGEST_NICKNAME or not nickname.isprintable():
        raise UnusableDetail("nickname_invalid", f"A nickname has 1 to {LONGEST_NICKNAME} printable characters.")
    return nickname
