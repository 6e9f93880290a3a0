"""Who asks for a booking, what they ask for, and what they are shown."""

import json
from dataclasses import astuple, dataclass, field
from datetime import date

from assistant.domain.booking import Booking
from assistant.domain.booking_errors import UnusableDetail
from assistant.domain.guardian import (
    BOOKING_CONSENT,
    BirthMonth,
    Identity,
    IdentityKind,
    check_nickname,
    normal_phone,
)
from assistant.domain.guidance import GuidanceSession
from assistant.services.private_values import PrivateValues

LONGEST_CLIENT_ID = 200


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks. One of `identity` and `operator_id` is set, or both where an operator books for a visitor.

    Attributes:
        identity: The guardian, as the channel knows them.
        operator_id: The operator who acts for a caller.
        operator_name: As the audit log names them.
        phone_last4: Last four digits of the booking's phone, for a booking that somebody else made.
        may_see_all: An administrator.
        request_id: The call, for the audit log.
    """

    identity: Identity | None = None
    operator_id: str | None = None
    operator_name: str = ""
    phone_last4: str = field(default="", repr=False)
    may_see_all: bool = False
    request_id: str = ""

    @classmethod
    def of_conversation(cls, conversation_id: str, phone_last4: str = "") -> "Requester":
        """The person behind one conversation."""
        return cls(identity=Identity.of_conversation(conversation_id), phone_last4=phone_last4)

    @property
    def is_operator(self) -> bool:
        """Whether an operator asks."""
        return self.operator_id is not None

    @property
    def key(self) -> str:
        """What tries at codes are counted by; personal, to be hashed."""
        return self.operator_id or (f"{self.identity.kind.value}:{self.identity.value}" if self.identity else "")


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """What is asked for.

    Attributes:
        session_id: The sitting.
        nickname: What the child is called; no full name is needed.
        birth_month: `2025-03`.
        consent_version: Version of `BOOKING_CONSENT` that was agreed to.
        phone: For reminders; needed for visits at home and for callers.
        district: District the family lives in; the sitting's own when empty.
        waitlist: Take a place on the waitlist if no seat is free.
        client_request_id: The client's own id; the same one books once.
    """

    session_id: str
    nickname: str = field(repr=False)
    birth_month: str
    consent_version: str
    phone: str = field(default="", repr=False)
    district: str = ""
    waitlist: bool = False
    client_request_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShownBooking:
    """A booking as its owner sees it.

    Attributes:
        booking: Its state.
        session: Its sitting.
        code: As people read it, K7QM-9XTR-2HF.
        nickname: The child's.
        phone: Masked; empty when none was left.
        ahead: How many wait longer; None unless it is on the waitlist.
        calendar_key: Opens its calendar file, and nothing else, without a login.
    """

    booking: Booking
    session: GuidanceSession
    code: str = field(repr=False)
    nickname: str = field(repr=False)
    phone: str = field(repr=False)
    ahead: int | None
    calendar_key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckedRequest:
    """A request whose every detail can be used; hashes are keyed."""

    identity: Identity
    identity_hash: str
    nickname: str = field(repr=False)
    birth: BirthMonth
    phone: str = field(repr=False)
    client_request_id: str | None
    request_hash: str


def check_request(
    requester: Requester, request: BookingRequest, private_values: PrivateValues, today: date
) -> CheckedRequest:
    """Return a request with every detail in its one spelling.

    Raises:
        UnusableDetail: A detail cannot be used; the code says which.
    """
    BOOKING_CONSENT.check(request.consent_version)
    nickname = check_nickname(request.nickname)
    birth = BirthMonth.parse(request.birth_month, today)
    phone = normal_phone(request.phone) if request.phone.strip() else ""
    client_id = request.client_request_id
    if client_id is not None and not 1 <= len(client_id) <= LONGEST_CLIENT_ID:
        raise UnusableDetail("invalid_input", f"A client_request_id has 1 to {LONGEST_CLIENT_ID} characters.")
    identity = requester.identity or _caller(phone)
    identity_hash = hash_of(identity, private_values)
    content = json.dumps([requester.operator_id, *astuple(request)[:-1]], ensure_ascii=False)
    return CheckedRequest(
        identity=identity,
        identity_hash=identity_hash,
        nickname=nickname,
        birth=birth,
        phone=phone,
        client_request_id=client_id and private_values.lookup_hash(f"request:{identity_hash}:{client_id}"),
        request_hash=private_values.lookup_hash(f"body:{content}"),
    )


def hash_of(identity: Identity, private_values: PrivateValues) -> str:
    """Return the keyed hash that a guardian is found by."""
    return private_values.lookup_hash(f"guardian:{identity.kind.value}:{identity.value}")


def _caller(phone: str) -> Identity:
    if not phone:
        raise UnusableDetail("phone_needed", "A caller's booking needs a phone: it is what the caller is known by.")
    return Identity(IdentityKind.CALLER, phone)
