"""On the day and after it: who was there, who was not, and what they thought of it."""

from datetime import datetime, timedelta

from assistant.domain.booking import Booking, BookingStatus, SessionFeedback
from assistant.domain.booking_errors import BookingNotFound, NotChangeable, TooEarlyForFeedback, UnusableDetail
from assistant.domain.guidance import GuidanceSession
from assistant.services.booking_access import BookingAccess
from assistant.services.booking_requests import Requester, ShownBooking
from assistant.services.booking_views import BookingViews
from assistant.services.clock import Clock
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory

DOORS_OPEN = timedelta(hours=2)
"""Check-in begins this long before the sitting."""

LONGEST_COMMENT = 500


class Attendance:
    """Check-in by code, no-shows and feedback."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, private_values: PrivateValues, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._access = BookingAccess(unit_of_work, private_values, clock)
        self._views = BookingViews(private_values)

    async def check_in(self, by: Requester, session_id: str, code: str) -> ShownBooking:
        """Note that the child of this code is there; a second time changes nothing. For operators.

        Raises:
            BookingNotFound: No booking of this sitting has the code.
            NotChangeable: It was cancelled, still waits for a seat, or it is not the day.
        """
        booking = await self._access.by_code(code)
        if booking is None:
            raise BookingNotFound("No booking has this code.")
        return await self._settle(by, session_id, booking.id, BookingStatus.ATTENDED)

    async def settle(self, by: Requester, session_id: str, booking_id: str, attended: bool) -> ShownBooking:
        """Note from the list of a sitting whether the child was there; a wrong entry can be corrected.

        Raises:
            BookingNotFound: There is no such booking.
            NotChangeable: It was cancelled or never had a seat, or it is too early to say.
        """
        outcome = BookingStatus.ATTENDED if attended else BookingStatus.NO_SHOW
        return await self._settle(by, session_id, booking_id, outcome)

    async def give_feedback(self, requester: Requester, code: str, rating: int, comment: str) -> None:
        """Store what a guardian thought; the last word counts. Private data in `comment` is masked by the caller.

        Raises:
            UnusableDetail: The rating is not 1 to 5, or the comment is too long.
            TooEarlyForFeedback: The child was not there, or not yet.
            BookingNotFound: It is not the requester's.
        """
        if not 1 <= rating <= 5 or len(comment) > LONGEST_COMMENT:
            raise UnusableDetail("feedback_invalid", f"1 to 5 points, at most {LONGEST_COMMENT} characters.")
        booking = await self._access.find(requester, code)
        if booking.status is not BookingStatus.ATTENDED:
            raise TooEarlyForFeedback(f"Booking {booking.id} is {booking.status.value}, not attended.")
        async with self._unit_of_work() as uow:
            await uow.bookings.add_feedback(SessionFeedback(booking.id, rating, comment.strip(), self._clock()))
            await uow.commit()

    async def _settle(self, by: Requester, session_id: str, booking_id: str, outcome: BookingStatus) -> ShownBooking:
        now = self._clock()
        async with self._unit_of_work() as uow:
            booking, session = await self._with_session(uow, session_id, booking_id)
            if booking.status is not outcome:
                _check_time(session, outcome, now)
                await self._note(uow, by, booking, outcome, now)
            shown = await self._views.one(uow, booking.id)
            await uow.commit()
        return shown

    async def _note(
        self, uow: UnitOfWork, by: Requester, booking: Booking, outcome: BookingStatus, now: datetime
    ) -> None:
        seated = {BookingStatus.BOOKED, BookingStatus.ATTENDED, BookingStatus.NO_SHOW}
        note = {"status": outcome, "ended_at": now, "checked_in_by": by.operator_id}
        if not await uow.bookings.change(booking.id, seated, **note):
            raise NotChangeable(f"Booking {booking.id} is {booking.status.value}; it holds no confirmed seat.")
        await uow.audit.add(
            at=now,
            actor=by.operator_name,
            operator_id=by.operator_id,
            action=outcome.value,
            subject=booking.id,
            detail={"session_id": booking.session_id},
            request_id=by.request_id,
        )

    async def _with_session(self, uow: UnitOfWork, session_id: str, booking_id: str) -> tuple[Booking, GuidanceSession]:
        booking = await uow.bookings.get(booking_id)
        session = await uow.guidance_sessions.get(session_id)
        if booking is None or session is None or booking.session_id != session.id:
            raise BookingNotFound(f"Session {session_id[:80]!r} has no booking {booking_id[:80]!r}.")
        return booking, session


def _check_time(session: GuidanceSession, outcome: BookingStatus, now: datetime) -> None:
    first = session.starts_at - DOORS_OPEN if outcome is BookingStatus.ATTENDED else session.starts_at
    if now < first:
        raise NotChangeable(f"Session {session.id} has not begun; nobody can be {outcome.value} yet.")
