"""Bookings as their owners see them."""

import hmac
from collections.abc import Sequence

from assistant.domain.booking import Booking, BookingStatus, shown_code
from assistant.domain.booking_errors import BookingNotFound
from assistant.domain.guardian import masked_phone
from assistant.services.booking_requests import ShownBooking
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork


class BookingViews:
    """Opens what is sealed, for those who were let in."""

    def __init__(self, private_values: PrivateValues) -> None:
        self._private_values = private_values

    async def one(self, uow: UnitOfWork, booking_id: str) -> ShownBooking:
        """Return one booking as it is now; raises BookingNotFound when it was deleted."""
        booking = await uow.bookings.get(booking_id)
        if booking is None:
            raise BookingNotFound(f"Booking {booking_id} was deleted.")
        return (await self.many(uow, [booking]))[0]

    async def many(self, uow: UnitOfWork, found: Sequence[Booking]) -> list[ShownBooking]:
        """Return bookings in the order given."""
        sessions = await uow.guidance_sessions.get_many({booking.session_id for booking in found})
        shown = []
        for booking in found:
            child = await uow.guardians.child(booking.child_id)
            waits = booking.status is BookingStatus.WAITLISTED
            shown.append(
                ShownBooking(
                    booking=booking,
                    session=sessions[booking.session_id],
                    code=shown_code(self._private_values.open(booking.code)),
                    nickname=self._private_values.open(child.nickname) if child and child.nickname else "",
                    phone=masked_phone(self._private_values.open(booking.phone)) if booking.phone else "",
                    ahead=await uow.bookings.ahead_of(booking) if waits else None,
                    calendar_key=self.calendar_key(booking.id),
                )
            )
        return shown

    def calendar_key(self, booking_id: str) -> str:
        """Return what opens a booking's calendar file, and nothing else."""
        return self._private_values.lookup_hash(f"calendar:{booking_id}")[:32]

    def opens_calendar(self, booking_id: str, key: str) -> bool:
        """Whether `key` is the booking's calendar key."""
        return hmac.compare_digest(self.calendar_key(booking_id).encode(), key.encode("utf-8", "replace"))
