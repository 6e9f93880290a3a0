"""What is kept of a guardian: shown, deleted, and two records of one child joined."""

from datetime import datetime
from typing import Any, Protocol

from assistant.domain.booking import Booking, BookingRules
from assistant.domain.booking_errors import AlreadyBooked, BookingNotFound, UnusableDetail
from assistant.domain.guardian import Guardian, Identity
from assistant.domain.guidance import WUXI_TIME
from assistant.errors import Conflict
from assistant.services import seats
from assistant.services.booking_access import BookingAccess
from assistant.services.booking_requests import Requester, hash_of
from assistant.services.booking_views import BookingViews
from assistant.services.clock import Clock
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.records import OutboxMessage


class Guardians:
    """Data protection for guardians.

    Args:
        unit_of_work: Opens a transaction.
        private_values: Opens what is sealed.
        rules: Deadlines, for seats that a deletion sets free.
        clock: The present instant.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, private_values: PrivateValues, rules: BookingRules, clock: Clock
    ) -> None:
        self._unit_of_work = unit_of_work
        self._private_values = private_values
        self._rules = rules
        self._clock = clock
        self._access = BookingAccess(unit_of_work, private_values, clock)
        self._views = BookingViews(private_values)

    async def export(self, identity: Identity) -> dict[str, Any]:
        """Return everything that is kept of a guardian, as JSON values; empty lists when nothing is."""
        async with self._unit_of_work() as uow:
            guardian = await self._known(uow, identity)
            if guardian is None:
                return {"children": [], "bookings": [], "ledger": [], "consents": []}
            return {
                "children": await self._children(uow, guardian),
                "bookings": await self._bookings(uow, guardian),
                "ledger": await self._ledger(uow, guardian),
                "consents": [
                    {"purpose": one.purpose, "version": one.version, "wording": one.wording, "at": _local(one.at)}
                    for one in await uow.guardians.consents_of(guardian.id)
                ],
            }

    async def delete(self, identity: Identity) -> bool:
        """Delete everything of a guardian; seats of coming sittings are given back. False when nothing was kept."""
        async with self._unit_of_work() as uow:
            deleted = await self.forget(uow, identity)
            await uow.commit()
        return deleted

    async def forget(self, uow: UnitOfWork, identity: Identity) -> bool:
        """Do the same within the caller's transaction, before anything else is written in it."""
        now = self._clock()
        if identity.conversation_id is not None:
            await uow.bookings.forget_mover(identity.conversation_id)
        guardian = await self._known(uow, identity)
        if guardian is None or not await uow.guardians.lock(guardian.id, now):
            return False
        before = await uow.bookings.of_guardian(guardian.id)
        for session_id in sorted({booking.session_id for booking in before if booking.status.is_open}):
            await self._leave(uow, guardian, session_id, now)
        await uow.guardians.delete(guardian.id)
        await uow.audit.add(at=now, actor="caregiver", action="guardian_deleted", subject=guardian.id)
        return True

    async def child_of(self, code: str) -> str:
        """Return the id of the child record behind a booking's code, for operators; raises BookingNotFound."""
        booking = await self._access.by_code(code)
        if booking is None:
            raise BookingNotFound("No booking has this code.")
        return booking.child_id

    async def join_children(self, by: Requester, code: str, other_code: str, reason: str) -> None:
        """Let two child records, named by a booking of each, count as one; audited.

        Raises:
            BookingNotFound: A code is unknown.
            UnusableDetail: No reason was given.
            AlreadyBooked: Both records have a booking of the same sitting.
        """
        if not reason.strip() or len(reason) > 200:
            raise UnusableDetail("reason_needed", "Joining two records needs a reason of 1 to 200 characters.")
        first, second = await self._access.by_code(code), await self._access.by_code(other_code)
        if first is None or second is None:
            raise BookingNotFound("One of the two codes is unknown.")
        async with self._unit_of_work() as uow:
            for guardian_id in sorted({first.guardian_id, second.guardian_id}):
                await uow.guardians.lock(guardian_id, self._clock())
            if first.entitlement_key != second.entitlement_key:
                await self._join(uow, by, first, second, reason.strip())
            await uow.commit()

    async def _join(self, uow: UnitOfWork, by: Requester, first: Booking, second: Booking, reason: str) -> None:
        try:
            await uow.guardians.join(second.entitlement_key, first.entitlement_key)
        except Conflict as error:
            raise AlreadyBooked("Both records have a booking of the same session. Cancel one first.") from error
        await uow.audit.add(
            at=self._clock(),
            actor=by.operator_name,
            operator_id=by.operator_id,
            action="children_joined",
            subject=first.child_id,
            detail={"with": second.child_id, "reason": reason},
            request_id=by.request_id,
        )

    async def _leave(self, uow: UnitOfWork, guardian: Guardian, session_id: str, now: datetime) -> None:
        session = await uow.guidance_sessions.lock(session_id)
        bookings = await uow.bookings.of_guardian(guardian.id)
        # Places on the waitlist first: a seat that gets free must not be offered to somebody who is leaving.
        for booking in sorted(bookings, key=lambda one: one.status.holds_a_seat):
            if session and booking.session_id == session_id and booking.status.is_open and now < session.starts_at:
                await seats.end_booking(uow, booking, session, self._rules, now, "data_deleted")

    async def _known(self, uow: UnitOfWork, identity: Identity) -> Guardian | None:
        return await uow.guardians.by_identity(hash_of(identity, self._private_values))

    async def _children(self, uow: UnitOfWork, guardian: Guardian) -> list[dict[str, Any]]:
        return [
            {
                "nickname": self._private_values.open(child.nickname) if child.nickname else None,
                "birth_month": child.birth_month,
                "district": child.district,
            }
            for child in await uow.guardians.children_of(guardian.id)
        ]

    async def _bookings(self, uow: UnitOfWork, guardian: Guardian) -> list[dict[str, Any]]:
        found = await uow.bookings.of_guardian(guardian.id)
        feedback = {one.booking_id: one for one in await uow.bookings.feedback_of([one.id for one in found])}
        exported = []
        for shown in await self._views.many(uow, found):
            said = feedback.get(shown.booking.id)
            exported.append(
                {
                    "code": shown.code,
                    "status": shown.booking.status.value,
                    "session": shown.session.title,
                    "starts_at": _local(shown.session.starts_at),
                    "nickname": shown.nickname,
                    "phone": self._private_values.open(shown.booking.phone) if shown.booking.phone else None,
                    "created_at": _local(shown.booking.created_at),
                    "feedback": said and {"rating": said.rating, "comment": said.comment},
                }
            )
        return exported

    async def _ledger(self, uow: UnitOfWork, guardian: Guardian) -> list[dict[str, Any]]:
        rows = []
        for child in await uow.guardians.children_of(guardian.id):
            for entry in await uow.ledger.of_key(child.entitlement_key):
                kept = {"year": entry.year, "kind": entry.kind.value, "change": entry.change, "reason": entry.reason}
                rows.append({**kept, "at": _local(entry.at)})
        return rows


class Files(Protocol):
    """The files of this service's own database."""

    async def scrub(self) -> None:
        """Remove what deleted rows left behind in them."""


class ForgetBookings:
    """Outbox sender that deletes what was booked in a deleted conversation, and its traces from the files."""

    def __init__(self, guardians: Guardians, files: Files) -> None:
        self._guardians = guardians
        self._files = files

    async def send(self, message: OutboxMessage) -> None:
        """Delete everything of the guardian behind the message's recipient, a conversation's id."""
        await self._guardians.delete(Identity.of_conversation(message.recipient))
        await self._files.scrub()


def _local(at: datetime) -> str:
    return at.astimezone(WUXI_TIME).isoformat()
