"""Why a seat cannot be given, changed or shown; each has its own sentence for people."""

from typing import Any

from assistant.errors import Conflict, InvalidInput, NotFound, TooManyRequests


class UnusableDetail(InvalidInput):
    """One detail of a request cannot be used; `code` names which, and so the sentence that is answered."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class BookingError(Conflict):
    """The request is well formed, but the rules or the state of things speak against it.

    `extras` are JSON values that an API answers beside the sentence, for the next offer.
    """

    code = "booking_refused"

    def __init__(self, message: str, **extras: Any) -> None:
        super().__init__(message)
        self.extras = extras


class SessionFull(BookingError):
    """No seat left; the waitlist is the next offer."""

    code = "session_full"

    def __init__(self, session_id: str, seats: int) -> None:
        super().__init__(
            f"Session {session_id}: all {seats} seats are taken. Offer the waitlist or another date.",
            session_id=session_id,
            waitlist_offered=True,
        )


class SessionNotOpen(BookingError):
    """Booking has not begun."""

    code = "session_not_open"


class SessionClosed(BookingError):
    """Booking has ended, or the sitting has begun."""

    code = "session_closed"


class SessionCancelled(BookingError):
    """The sitting does not take place."""

    code = "session_cancelled"


class CapacityTooSmall(BookingError):
    """A sitting cannot have fewer seats than are taken."""

    code = "capacity_too_small"


class AgeDoesNotFit(BookingError):
    """The child is too young or too old on the day."""

    code = "age_does_not_fit"


class AlreadyBooked(BookingError):
    """The child has a seat, an offer or a place on the waitlist of this sitting."""

    code = "already_booked"


class TooManyBookings(BookingError):
    """The child has as many open bookings as the setting allows."""

    code = "too_many_bookings"


class EntitlementUsedUp(BookingError):
    """The district limits the sittings of a year, and this child has had them; an operator may grant more."""

    code = "entitlement_used_up"


class TooLateToChange(BookingError):
    """The deadline for moving or cancelling online has passed."""

    code = "too_late_to_change"


class NotChangeable(BookingError):
    """The booking is over: cancelled, attended or missed."""

    code = "booking_over"


class OfferLapsed(BookingError):
    """The seat from the waitlist was not confirmed in time."""

    code = "offer_lapsed"


class TooEarlyForFeedback(BookingError):
    """The sitting is not over, or the child was not there."""

    code = "feedback_not_open"


class ClientRequestReused(BookingError):
    """A client_request_id came back with another body."""

    code = "client_request_id_reused"


class BookingNotFound(NotFound):
    """There is no such booking, or the caller may not know that there is."""

    code = "booking_not_found"


class TooManyTries(TooManyRequests):
    """Five wrong tries in an hour at a code; nothing is checked until the hour has passed."""

    code = "too_many_tries"
