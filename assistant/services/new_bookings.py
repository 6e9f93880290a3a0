"""A new booking's rows: guardian, child, consent and the booking itself."""

import secrets
from datetime import datetime

from assistant.domain.booking import Booking, BookingStatus, new_code
from assistant.domain.booking_errors import BookingNotFound, UnusableDetail
from assistant.domain.guardian import BOOKING_CONSENT, ChildRecord, Consent, Guardian
from assistant.domain.guidance import GuidanceSession
from assistant.services.booking_access import hash_of_code
from assistant.services.booking_requests import BookingRequest, CheckedRequest, Requester
from assistant.services.entitlements import Entitlements
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork


class NewBookings:
    """Checks what does not depend on seats, and makes the rows, within the caller's transaction."""

    def __init__(self, private_values: PrivateValues, entitlements: Entitlements) -> None:
        self._private_values = private_values
        self._entitlements = entitlements

    async def bookable(
        self, uow: UnitOfWork, request: BookingRequest, checked: CheckedRequest, now: datetime
    ) -> GuidanceSession:
        """Return the sitting if this child can be booked into it now, seats aside; raises as `Bookings.book`."""
        session = await uow.guidance_sessions.get(request.session_id)
        if session is None:
            raise BookingNotFound(f"There is no session {request.session_id[:80]!r}.")
        session.check_open(now)
        session.check_age(*checked.birth.ages_on(session.day))
        if session.is_at_home and not checked.phone:
            raise UnusableDetail("phone_needed", "A visit at home needs a phone: the address is settled by telephone.")
        self._entitlements.of(request.district or session.district)
        return session

    async def enter(
        self, uow: UnitOfWork, requester: Requester, checked: CheckedRequest, district: str, now: datetime
    ) -> tuple[Guardian, ChildRecord]:
        """Make or find guardian and child, and keep the consent; the guardian is held from here on."""
        guardian = await uow.guardians.enter(
            Guardian(
                id=f"gd_{secrets.token_hex(12)}",
                identity_kind=checked.identity.kind,
                identity_hash=checked.identity_hash,
                conversation_id=checked.identity.conversation_id,
                created_at=now,
                last_seen_at=now,
            )
        )
        child_id = f"ch_{secrets.token_hex(12)}"
        child = await uow.guardians.enter_child(
            ChildRecord(
                id=child_id,
                guardian_id=guardian.id,
                details_hash=self._private_values.lookup_hash(
                    f"child:{guardian.id}:{checked.nickname}:{checked.birth}"
                ),
                entitlement_key=child_id,
                nickname=self._private_values.seal(checked.nickname),
                birth_month=str(checked.birth),
                district=district,
                created_at=now,
            )
        )
        consent = BOOKING_CONSENT
        given_to = f"operator:{requester.operator_id}" if requester.is_operator else ""
        await uow.guardians.agree(Consent(guardian.id, consent.purpose, consent.version, consent.text, now, given_to))
        return guardian, child

    def booking(
        self,
        requester: Requester,
        checked: CheckedRequest,
        guardian: Guardian,
        child: ChildRecord,
        session: GuidanceSession,
        now: datetime,
    ) -> Booking:
        """A place on the waitlist, which a seat turns into a booking."""
        code = new_code()
        return Booking(
            id=f"bk_{secrets.token_hex(12)}",
            session_id=session.id,
            guardian_id=guardian.id,
            child_id=child.id,
            entitlement_key=child.entitlement_key,
            status=BookingStatus.WAITLISTED,
            code_hash=hash_of_code(code, self._private_values),
            code=self._private_values.seal(code),
            phone=self._private_values.seal(checked.phone) if checked.phone else None,
            client_request_id=checked.client_request_id,
            request_hash=checked.request_hash,
            operator_id=requester.operator_id,
            created_at=now,
            queued_at=now,
        )
