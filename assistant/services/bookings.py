"""Booking, moving, cancelling: one transaction decides, and the database enforces it.

Locks are taken in one order everywhere, guardian before sittings and sittings by id, so that none waits in a circle.
"""

from dataclasses import replace
from datetime import datetime

from assistant.domain.booking import Booking, BookingRules, BookingStatus
from assistant.domain.booking_errors import (
    AlreadyBooked,
    BookingNotFound,
    ClientRequestReused,
    NotChangeable,
    SessionFull,
    TooManyBookings,
    UnusableDetail,
)
from assistant.domain.entitlement import Balance
from assistant.domain.guardian import BirthMonth, ChildRecord, Guardian
from assistant.domain.guidance import WUXI_TIME, GuidanceSession
from assistant.errors import Conflict, NotAuthenticated
from assistant.services import seats
from assistant.services.booking_access import BookingAccess
from assistant.services.booking_requests import (
    BookingRequest,
    CheckedRequest,
    Requester,
    ShownBooking,
    check_request,
    hash_of,
)
from assistant.services.booking_views import BookingViews
from assistant.services.clock import Clock
from assistant.services.entitlements import Entitlements
from assistant.services.guidance_notices import Event, stage_notice
from assistant.services.new_bookings import NewBookings
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory

MOST_LISTED = 100


class Bookings:
    """The one service behind dialogue, widget and console.

    Args:
        unit_of_work: Opens a transaction.
        private_values: Seals phones, nicknames and codes.
        rules: Deadlines and limits.
        entitlements: The yearly number of each district.
        clock: The present instant.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        private_values: PrivateValues,
        rules: BookingRules,
        entitlements: Entitlements,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._private_values = private_values
        self._rules = rules
        self._entitlements = entitlements
        self._clock = clock
        self._access = BookingAccess(unit_of_work, private_values, clock)
        self._views = BookingViews(private_values)
        self._new = NewBookings(private_values, entitlements)

    async def book(self, requester: Requester, request: BookingRequest) -> ShownBooking:
        """Book a seat, or a place on the waitlist where `request.waitlist` allows it.

        The same client_request_id gives the same booking and books once.

        Raises:
            UnusableDetail: A detail cannot be used; its code says which.
            BookingNotFound: There is no such sitting.
            SessionFull: No seat is free; offer the waitlist.
            BookingError: Another rule speaks against it; each has its class in `domain/booking_errors.py`.
        """
        now = self._clock()
        checked = check_request(requester, request, self._private_values, now.astimezone(WUXI_TIME).date())
        async with self._unit_of_work() as uow:
            if (earlier := await self._earlier(uow, checked)) is not None:
                return earlier
            wanted = await self._new.bookable(uow, request, checked, now)
            guardian, child = await self._new.enter(uow, requester, checked, request.district or wanted.district, now)
            session = await self._locked(uow, wanted.id)
            session.check_open(now)
            await self._check_limits(uow, child, session, now)
            booking = self._new.booking(requester, checked, guardian, child, session, now)
            if not await uow.bookings.add(booking):
                if (earlier := await self._earlier(uow, checked)) is not None:
                    return earlier
                raise AlreadyBooked(f"Child {child.id} has a booking of session {session.id}.", session_id=session.id)
            if await uow.guidance_sessions.take_seat(session.id, now):
                seated = {"status": BookingStatus.BOOKED, "queued_at": None}
                await uow.bookings.change(booking.id, {BookingStatus.WAITLISTED}, **seated)
                await seats.use(uow, booking, session, now, "booked")
            elif not request.waitlist:
                raise SessionFull(session.id, session.capacity)
            await self._audit(uow, requester, "booking_made", booking, now)
            shown = await self._views.one(uow, booking.id)
            await uow.commit()
        return shown

    async def confirm(self, requester: Requester, code: str) -> ShownBooking:
        """Take the seat that the waitlist offered; a second confirmation changes nothing.

        Raises:
            OfferLapsed: The hold has ended.
            NotChangeable: Nothing was offered.
            BookingNotFound: There is none, or it is not the requester's.
            TooManyTries: Five wrong tries in an hour.
        """
        found = await self._access.find(requester, code)
        now = self._clock()
        async with self._unit_of_work() as uow:
            await uow.guardians.lock(found.guardian_id, now)
            booking, session = await self._current(uow, found.id)
            if booking.status is not BookingStatus.BOOKED:
                self._rules.check_confirmable(booking, now)
                child = await uow.guardians.child(booking.child_id)
                (await self._balance(uow, booking.entitlement_key, child, session)).check_another()
                taken = {"status": BookingStatus.BOOKED, "hold_until": None, "queued_at": None}
                await uow.bookings.change(booking.id, {BookingStatus.OFFERED}, **taken)
                await seats.use(uow, booking, session, now, "confirmed")
                await self._audit(uow, requester, "booking_confirmed", booking, now)
            shown = await self._views.one(uow, booking.id)
            await uow.commit()
        return shown

    async def move(self, requester: Requester, code: str, session_id: str) -> ShownBooking:
        """Move to another sitting: its seat first, then the old one is given back; all in one transaction.

        Whoever booked is told when an operator did it, e.g. for a caller.

        Raises:
            SessionFull: The other sitting has no seat; the old booking stays as it was.
            BookingError: A deadline or another rule speaks against it.
            BookingNotFound: There is no such booking or sitting, or it is not the requester's.
            TooManyTries: Five wrong tries in an hour.
        """
        found = await self._access.find(requester, code)
        now = self._clock()
        async with self._unit_of_work() as uow:
            await uow.guardians.lock(found.guardian_id, now)
            held = {one: await self._locked(uow, one) for one in sorted({found.session_id, session_id})}
            booking = await self._still_there(uow, found.id)
            if booking.session_id == session_id and booking.status.is_open:
                return await self._views.one(uow, booking.id)
            if booking.session_id not in held:
                raise NotChangeable(f"Booking {booking.id} was moved by somebody else just now.")
            old, new = held[booking.session_id], held[session_id]
            self._rules.check_changeable(booking, old, now, requester.is_operator)
            await self._check_child(uow, booking, new, now)
            mover = await self._mover(uow, requester, booking)
            await self._take_other_seat(uow, booking, old, new, mover, now)
            if requester.is_operator:
                await stage_notice(uow, booking, new, Event.MOVED_BY_OPERATOR, now, moved_from=old)
            await self._audit(uow, requester, "booking_moved", booking, now, to=new.id)
            shown = await self._views.one(uow, booking.id)
            await uow.commit()
        return shown

    async def cancel(self, requester: Requester, code: str) -> ShownBooking:
        """Cancel; the seat is offered to whoever waits. A second cancellation changes nothing.

        Whoever booked is told when an operator did it.

        Raises:
            TooLateToChange: The deadline has passed.
            NotChangeable: The child was there, or the sitting has begun.
            BookingNotFound: There is none, or it is not the requester's.
            TooManyTries: Five wrong tries in an hour.
        """
        found = await self._access.find(requester, code)
        now = self._clock()
        async with self._unit_of_work() as uow:
            await uow.guardians.lock(found.guardian_id, now)
            booking, session = await self._current(uow, found.id)
            if booking.status is not BookingStatus.CANCELLED:
                self._rules.check_changeable(booking, session, now, requester.is_operator)
                reason = "cancelled_by_operator" if requester.is_operator else "cancelled_by_guardian"
                await seats.end_booking(uow, booking, session, self._rules, now, reason)
                if requester.is_operator:
                    await stage_notice(uow, booking, session, Event.CANCELLED_BY_OPERATOR, now)
                await self._audit(uow, requester, "booking_cancelled", booking, now)
            shown = await self._views.one(uow, booking.id)
            await uow.commit()
        return shown

    async def find(self, requester: Requester, code: str) -> ShownBooking:
        """Return one booking: the requester's own, or by its code and the phone's last four digits.

        Raises:
            BookingNotFound: There is none, or the digits are wrong or missing; the caller cannot tell which.
            TooManyTries: Five wrong tries in an hour.
        """
        found = await self._access.find(requester, code)
        async with self._unit_of_work() as uow:
            shown = await self._views.one(uow, found.id)
            await self._audit(uow, requester, "booking_looked_up", found, self._clock())
            await uow.commit()
        return shown

    async def mine(self, requester: Requester) -> list[ShownBooking]:
        """Return the requester's bookings, newest first; an operator's are those booked for callers."""
        async with self._unit_of_work() as uow:
            if requester.operator_id is not None:
                found = await uow.bookings.of_operator(requester.operator_id, MOST_LISTED)
                await self._audit_look(uow, requester, "own_bookings_listed", requester.operator_id)
            else:
                guardian = await self._guardian_of(uow, requester)
                found = await uow.bookings.of_guardian(guardian.id) if guardian else []
            shown = await self._views.many(uow, found[:MOST_LISTED])
            await uow.commit()
        return shown

    async def of_visitor(self, requester: Requester, conversation_id: str) -> list[ShownBooking]:
        """Return what was booked in a conversation, newest first, for the operator who has it; the look is audited.

        Only this operator's own bookings come with their code. To change another one its holder tells code and
        digits: being in the conversation shows what was booked, and no more.
        """
        visitor = Requester.of_conversation(conversation_id)
        async with self._unit_of_work() as uow:
            guardian = await self._guardian_of(uow, visitor)
            found = await uow.bookings.of_guardian(guardian.id) if guardian else []
            shown = await self._views.many(uow, found[:MOST_LISTED])
            await self._audit_look(uow, requester, "visitor_bookings_listed", conversation_id)
            await uow.commit()
        return [
            one if one.booking.operator_id == requester.operator_id else replace(one, code="", calendar_key="")
            for one in shown
        ]

    async def of_session(self, session_id: str) -> list[ShownBooking]:
        """Return everybody of one sitting, oldest first, for operators."""
        async with self._unit_of_work() as uow:
            return await self._views.many(uow, await uow.bookings.of_session(session_id, tuple(BookingStatus)))

    async def balances(self, requester: Requester, code: str = "") -> list[tuple[str, Balance]]:
        """Return nickname and balance of this year for each of the guardian's children.

        An operator names a booking by its `code` instead; the balance is that of its child.

        Raises:
            BookingNotFound: An operator named none that they may see.
        """
        now = self._clock()
        found = await self._access.find(requester, code) if requester.is_operator else None
        async with self._unit_of_work() as uow:
            if found is not None:
                children = [child for child in [await uow.guardians.child(found.child_id)] if child]
            else:
                guardian = await self._guardian_of(uow, requester)
                children = await uow.guardians.children_of(guardian.id) if guardian else []
            year = now.astimezone(WUXI_TIME).year
            return [
                (
                    self._private_values.open(child.nickname) if child.nickname else "",
                    await self._entitlements.balance(uow, child.entitlement_key, child.district, year),
                )
                for child in children
            ]

    async def for_calendar(self, code: str, key: str) -> ShownBooking:
        """Return a booking whose calendar key was given.

        Raises:
            NotAuthenticated: Code and key do not belong together.
            BookingNotFound: No code looks like this.
        """
        booking = await self._access.by_code(code)
        if booking is None or not self._views.opens_calendar(booking.id, key):
            raise NotAuthenticated("Code and calendar key do not belong together.")
        async with self._unit_of_work() as uow:
            return await self._views.one(uow, booking.id)

    async def _earlier(self, uow: UnitOfWork, checked: CheckedRequest) -> ShownBooking | None:
        """Return what the same request booked before."""
        if checked.client_request_id is None:
            return None
        known = await uow.bookings.by_client_request(checked.client_request_id)
        if known is None:
            return None
        if known.request_hash != checked.request_hash:
            raise ClientRequestReused("A client_request_id came back with another body.")
        return await self._views.one(uow, known.id)

    async def _check_limits(self, uow: UnitOfWork, child: ChildRecord, session: GuidanceSession, now: datetime) -> None:
        if await uow.bookings.open_count(child.entitlement_key, now) >= self._rules.most_open:
            raise TooManyBookings(
                f"Child {child.id} has {self._rules.most_open} open bookings.", most_open=self._rules.most_open
            )
        (await self._balance(uow, child.entitlement_key, child, session)).check_another()

    async def _balance(
        self, uow: UnitOfWork, entitlement_key: str, child: ChildRecord | None, session: GuidanceSession
    ) -> Balance:
        district = child.district if child else session.district
        return await self._entitlements.balance(uow, entitlement_key, district, session.day.year)

    async def _check_child(self, uow: UnitOfWork, booking: Booking, new: GuidanceSession, now: datetime) -> None:
        new.check_open(now)
        child = await uow.guardians.child(booking.child_id)
        if child is not None and child.birth_month is not None:
            new.check_age(*BirthMonth.parse(child.birth_month, now.astimezone(WUXI_TIME).date()).ages_on(new.day))
        if new.is_at_home and booking.phone is None:
            raise UnusableDetail("phone_needed", "A visit at home needs a phone: the address is settled by telephone.")

    async def _take_other_seat(
        self,
        uow: UnitOfWork,
        booking: Booking,
        old: GuidanceSession,
        new: GuidanceSession,
        mover: str | None,
        now: datetime,
    ) -> None:
        if not await uow.guidance_sessions.take_seat(new.id, now):
            raise SessionFull(new.id, new.capacity)
        await seats.give_back(uow, booking, old, now, "moved")
        child = await uow.guardians.child(booking.child_id)
        (await self._balance(uow, booking.entitlement_key, child, new)).check_another()
        fresh = dict.fromkeys(("queued_at", "hold_until", "day_reminded_at", "hours_reminded_at"))
        moved = {
            "session_id": new.id,
            "status": BookingStatus.BOOKED,
            "moved_in_conversation_id": mover,
            **fresh,
        }
        try:
            await uow.bookings.change(booking.id, {booking.status}, **moved)
        except Conflict as error:
            raise AlreadyBooked(f"The child has a booking of session {new.id}.", session_id=new.id) from error
        await seats.use(uow, booking, new, now, "moved")
        if booking.status.holds_a_seat:
            await uow.guidance_sessions.free_seat(old.id)
            await seats.fill_free_seats(uow, old, self._rules, now)

    async def _mover(self, uow: UnitOfWork, requester: Requester, booking: Booking) -> str | None:
        """The conversation that notices are to reach beside the guardian's: that of whoever moves it now.

        An operator moves it for somebody: then it stays as it was.
        """
        if requester.is_operator:
            return booking.moved_in_conversation_id
        guardian = await uow.guardians.get(booking.guardian_id)
        own = guardian.conversation_id if guardian else None
        conversation = requester.identity.conversation_id if requester.identity else None
        return None if conversation == own else conversation

    async def _locked(self, uow: UnitOfWork, session_id: str) -> GuidanceSession:
        session = await uow.guidance_sessions.lock(session_id)
        if session is None:
            raise BookingNotFound(f"There is no session {session_id[:80]!r}.")
        return session

    async def _current(self, uow: UnitOfWork, booking_id: str) -> tuple[Booking, GuidanceSession]:
        """Hold the booking's sitting; return both as they are from then on."""
        before = await self._still_there(uow, booking_id)
        session = await self._locked(uow, before.session_id)
        booking = await self._still_there(uow, booking_id)
        if booking.session_id != session.id:
            raise NotChangeable(f"Booking {booking.id} was moved by somebody else just now.")
        return booking, session

    async def _still_there(self, uow: UnitOfWork, booking_id: str) -> Booking:
        booking = await uow.bookings.get(booking_id)
        if booking is None:
            raise BookingNotFound(f"Booking {booking_id} was deleted.")
        return booking

    async def _guardian_of(self, uow: UnitOfWork, requester: Requester) -> Guardian | None:
        if requester.identity is None:
            return None
        return await uow.guardians.by_identity(hash_of(requester.identity, self._private_values))

    async def _audit(
        self, uow: UnitOfWork, requester: Requester, action: str, booking: Booking, now: datetime, **detail: str
    ) -> None:
        """Record what an operator did; what guardians do with their own bookings is no matter for auditors."""
        if requester.operator_id is not None:
            await uow.audit.add(
                at=now,
                actor=requester.operator_name,
                operator_id=requester.operator_id,
                action=action,
                subject=booking.id,
                detail={"session_id": booking.session_id, **detail},
                request_id=requester.request_id,
            )

    async def _audit_look(self, uow: UnitOfWork, requester: Requester, action: str, subject: str) -> None:
        """Record that an operator saw a list."""
        await uow.audit.add(
            at=self._clock(),
            actor=requester.operator_name,
            operator_id=requester.operator_id,
            action=action,
            subject=subject,
            request_id=requester.request_id,
        )
