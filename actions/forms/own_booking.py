"""One's own bookings: seeing, cancelling and moving them; somebody else's with the code and the phone's last digits."""

import re
from dataclasses import replace

from actions.forms.form import Details, Done, Part, Question, ValidateForm, say
from actions.forms.sittings import Sittings
from assistant.dialogue import form_wording as wording
from assistant.dialogue import guidance_wording
from assistant.dialogue.forms import readers
from assistant.dialogue.forms.said import Said
from assistant.dialogue.guidance_cards import short_line
from assistant.domain.booking_errors import BookingError, BookingNotFound, TooManyTries
from assistant.services.booking_requests import Requester, ShownBooking
from assistant.services.bookings import Bookings
from assistant.services.clock import Clock

Step = tuple[str, Question] | Done

_YES = re.compile("确认(?:取消|改约)|取消吧|改吧|确定")
_NO = re.compile("先?不取消|先?不改|别取消|还是去|留着")

_HAS_NONE = re.compile("没有|没存|没记|没收到|忘了|忘记|不记得|记不[得住清]|找不[到着]|丢了|删了|不知道|弄丢")
"""Of a code or digits that are asked for: it is not there."""


class OwnBookingForm(ValidateForm):
    """Finds the booking that is meant; what is done with it is each form's own."""

    which = ""

    def __init__(self, clock: Clock, bookings: Bookings) -> None:
        super().__init__(clock)
        self._bookings = bookings

    async def read(self, said: Said, details: Details, asked: str) -> Details:
        """Read which booking, its code, the digits, and a yes or no."""
        own: list[str] = details.get("own") or []
        found: Details = {}
        if (booking_id := readers.reference("预约", said.text)) is not None:
            found["booking_id"] = booking_id
        elif asked == "booking_id" and (place := said.picked(len(own))) is not None:
            found["booking_id"] = own[place]
        if code := readers.booking_code(said.text):
            found |= {"code": code, "booking_id": None}
        if asked in ("code", "last4") and (digits := readers.last_four(said.text)):
            found["last4"] = digits
        if asked in ("code", "last4") and not found and _HAS_NONE.search(said.text):
            found["has_none"] = True
        if asked == "confirm":
            if _NO.search(said.text) or said.refuses:
                found["agreed"] = False
            elif _YES.search(said.text) or said.agrees:
                found["agreed"] = True
        return found

    async def proceed(self, said: Said, details: Details) -> Step:
        """Settle which booking it is, then go on with it."""
        if details.get("has_none"):
            return Done((say(wording.BOOKING_NO_CODE), {"kind": "person"}))
        requester = Requester.of_conversation(said.conversation_id, str(details.get("last4") or ""))
        if details.get("code"):
            return await self._by_code(said, details, requester)
        mine = [one for one in await self._bookings.mine(requester) if one.booking.status.is_open]
        if not mine:
            return "code", Question(wording.BOOKING_CODE)
        chosen = [one for one in mine if one.booking.id == details.get("booking_id")]
        if len(mine) > 1 and not chosen and self.which:
            details["own"] = [one.booking.id for one in mine]
            choices = tuple((short_line(one.session), f"〔预约:{one.booking.id}〕") for one in mine[:5])
            return "booking_id", Question(self.which, choices)
        return await self.with_booking(said, details, requester, (chosen or mine)[0])

    async def with_booking(self, said: Said, details: Details, requester: Requester, shown: ShownBooking) -> Step:
        """Go on once the booking is known."""
        raise NotImplementedError

    async def _by_code(self, said: Said, details: Details, requester: Requester) -> Step:
        try:
            shown = await self._bookings.find(requester, details["code"])
        except TooManyTries:
            return Done((say(guidance_wording.ERRORS["too_many_tries"]), {"kind": "person"}))
        except BookingNotFound:
            if not details.get("last4"):
                return "last4", Question(wording.BOOKING_LAST4)
            details |= {"code": None, "last4": None}
            return "code", Question(guidance_wording.ERRORS["booking_not_found"])
        return await self.with_booking(said, details, requester, shown)


class ValidateListBookingsForm(OwnBookingForm):
    """Shows what is booked."""

    form = "list_bookings_form"
    intents = frozenset({"list_bookings"})
    asides = frozenset({"code"})

    async def with_booking(self, said: Said, details: Details, requester: Requester, shown: ShownBooking) -> Step:
        """Show the conversation's own, or the one that was opened by its code."""
        if details.get("code"):
            return Done((_shown(details, shown),))
        return Done(({"kind": "my_bookings"},))


class ValidateCancelBookingForm(OwnBookingForm):
    """Cancels after a yes."""

    form = "cancel_booking_form"
    intents = frozenset({"cancel_booking"})
    which = wording.BOOKING_WHICH_CANCEL

    async def with_booking(self, said: Said, details: Details, requester: Requester, shown: ShownBooking) -> Step:
        """Ask, then cancel."""
        if details.get("agreed") is None:
            text = wording.CANCEL_CONFIRM.format(session=short_line(shown.session))
            return "confirm", Question(text, _same(wording.CANCEL_YES, wording.CANCEL_NO))
        if not details["agreed"]:
            return Done((say(wording.CANCEL_KEPT),))
        try:
            await self._bookings.cancel(requester, shown.code)
        except (BookingError, BookingNotFound) as error:
            return Done((say(guidance_wording.ERRORS[error.code]),))
        return Done((_shown(details, shown),))


class ValidateMoveBookingForm(OwnBookingForm):
    """Moves to another sitting after a yes; the old one stays until then."""

    form = "move_booking_form"
    intents = frozenset({"move_booking", "state_preference", "correct_information"})
    which = wording.BOOKING_WHICH_MOVE

    def __init__(self, clock: Clock, bookings: Bookings, sittings: Sittings) -> None:
        super().__init__(clock, bookings)
        self._sittings = sittings

    async def read(self, said: Said, details: Details, asked: str) -> Details:
        """Read the booking and the new sitting."""
        found = await super().read(said, details, asked)
        if asked in ("code", "last4", "booking_id") or "agreed" in found:
            return found
        if asked and re.search("换一?[批场]", said.text):
            return {
                **found,
                "session_id": None,
                "skip": int(details.get("skip") or 0) + len(details.get("offered", ())),
            }
        wish = self._sittings.read(replace(said, district=None), details, asked)
        return found | wish

    async def with_booking(self, said: Said, details: Details, requester: Requester, shown: ShownBooking) -> Step:
        """Offer sittings, ask, then move."""
        session = shown.session
        details.setdefault("district", session.district)
        details.setdefault("kind", session.kind.value)
        details["booked_id"] = session.id
        new = await self._sittings.session(str(details["session_id"])) if details.get("session_id") else None
        if new is None:
            if not details.get("days"):
                choices = _same(*wording.BOOK_DAYS_OPTIONS)
                return "days", Question(wording.MOVE_DAYS, choices)
            return await self._sittings.offer(said, details)
        if details.get("agreed") is None:
            text = wording.MOVE_CONFIRM.format(old=short_line(session), new=short_line(new))
            return "confirm", Question(text, _same(wording.MOVE_YES, wording.MOVE_NO))
        if not details["agreed"]:
            return Done((say(wording.MOVE_KEPT),))
        try:
            await self._bookings.move(requester, shown.code, new.id)
        except (BookingError, BookingNotFound) as error:
            return Done((say(guidance_wording.ERRORS[error.code], wording.MOVE_KEPT),))
        return Done((_shown(details, shown),))


def _shown(details: Details, shown: ShownBooking) -> Part:
    """The booking as it is now; its code stays out of what Rasa keeps."""
    opened = {"code": details["code"], "last4": details.get("last4", "")} if details.get("code") else {}
    return {"kind": "booking", "booking_id": shown.booking.id, **opened}


def _same(*labels: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, label) for label in labels)
