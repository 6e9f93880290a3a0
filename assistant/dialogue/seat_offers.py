"""A seat that the waitlist offers, taken or given back by a word: 确认, 要, 不要."""

import re
from dataclasses import replace

from assistant.dialogue import guidance_wording as words
from assistant.dialogue.guidance_cards import booking_card, booking_line, short_line
from assistant.dialogue.routed import Routed
from assistant.domain.booking import BookingStatus
from assistant.domain.booking_errors import BookingError, BookingNotFound
from assistant.domain.conversation import ConversationState
from assistant.domain.message import ChoiceMeaning, Intent, OfferedChoice, Reply
from assistant.services.booking_requests import Requester, ShownBooking
from assistant.services.bookings import Bookings

TAKE, GIVE_BACK = "take_seat", "give_back_seat"
"""Kinds of the two buttons; their value is the booking's id."""

SEAT = "seat"
"""The open question while a seat is to be taken or given back."""

INTENT = Intent("seat_offer", 1.0)

_TAKES = re.compile(
    r"(?:好的?|可以|嗯+|行)?[,， ]*(?:我)?(?:确认|确定|要|要的|要参加|参加|接受)(?:要|了|参加)?"
    r"(?:这个?|那个?)?(?:名额|位子|座位|候补)?"
    r"(?:的|吧|呀|啊|哦|了|谢谢|[。!！~ ,，])*"
)
_AGREES = re.compile(
    r"(?:好|好的|好呀|好啊|可以|可以的|行|嗯+|ok|没问题|是|是的|对)(?:吧|呀|啊|的|了|谢谢|[。!！~ ,，])*", re.I
)
_GIVES_BACK = re.compile(
    r"(?:不要|不用|不去|不参加|不需要|放弃|让给别人|让给别的宝宝|不要名额)(?:了|吧|这个名额|名额|谢谢|[。!！~ ,，])*"
)


class SeatOffers:
    """Answers a yes or no with what the database says of the conversation's own offers.

    Args:
        bookings: Books.
        public_url: Where calendar files are fetched.
    """

    def __init__(self, bookings: Bookings, public_url: str) -> None:
        self._bookings = bookings
        self._public_url = public_url

    async def answer(self, text: str, state: ConversationState, conversation_id: str, asked: str) -> Routed | None:
        """Take or give back the offered seat; None where the words are no such answer or nothing is offered.

        A plain 好的 may answer something else, so it only takes a seat that was just asked about; `asked` is the open
        question of the reply before.
        """
        plain = text.strip()
        takes, agrees = _TAKES.fullmatch(plain), _AGREES.fullmatch(plain)
        gives_back = _GIVES_BACK.fullmatch(plain)
        if not (takes or agrees or gives_back):
            return None
        offered = await self._offered(conversation_id)
        if not offered:
            return None
        is_asked = asked == SEAT
        if len(offered) > 1 or not (takes or is_asked):
            return self._ask(offered, state)
        act = GIVE_BACK if gives_back else TAKE
        return await self.press(ChoiceMeaning(act, offered[0].booking.id), state, conversation_id)

    async def press(self, choice: ChoiceMeaning, state: ConversationState, conversation_id: str) -> Routed:
        """Do what a button says; a second press changes nothing."""
        requester = Requester.of_conversation(conversation_id)
        mine = await self._bookings.mine(requester)
        shown = next((one for one in mine if one.booking.id == choice.value), None)
        if shown is None:
            return Routed(Reply(texts=(words.ERRORS["booking_not_found"],), intent=INTENT), state)
        try:
            if choice.kind == TAKE:
                after = await self._bookings.confirm(requester, shown.code)
            else:
                after = await self._give_back(requester, shown)
        except (BookingError, BookingNotFound) as error:
            return Routed(Reply(texts=(words.ERRORS[error.code],), intent=INTENT), state)
        reply = Reply(texts=(booking_line(after),), cards=(booking_card(after, self._public_url),), intent=INTENT)
        return Routed(reply, state)

    async def _give_back(self, requester: Requester, shown: ShownBooking) -> ShownBooking:
        """Only an offer is given back: a seat that was taken meanwhile is cancelled by its own form, which asks."""
        return await self._bookings.cancel(requester, shown.code) if _is_offered(shown) else shown

    async def _offered(self, conversation_id: str) -> list[ShownBooking]:
        mine = await self._bookings.mine(Requester.of_conversation(conversation_id))
        return [one for one in mine if _is_offered(one)]

    def _ask(self, offered: list[ShownBooking], state: ConversationState) -> Routed:
        lines = "\n".join(f"· {short_line(one.session)}" for one in offered)
        choices = tuple(choice for one in offered for choice in seat_choices(one.booking.id, _label(one, offered)))
        reply = Reply(texts=(words.ASK_SEAT.format(sessions=lines),), choices=choices, intent=INTENT)
        return Routed(reply, replace(state, open_question=SEAT))


def seat_choices(booking_id: str, label: str = "") -> tuple[OfferedChoice, OfferedChoice]:
    """Return the two buttons of an offer; `label` tells several offers apart."""
    return (
        OfferedChoice(words.TAKE_SEAT + label, ChoiceMeaning(TAKE, booking_id)),
        OfferedChoice(words.GIVE_BACK_SEAT + label, ChoiceMeaning(GIVE_BACK, booking_id)),
    )


def _label(shown: ShownBooking, offered: list[ShownBooking]) -> str:
    return f"：{shown.session.title}" if len(offered) > 1 else ""


def _is_offered(shown: ShownBooking) -> bool:
    return shown.booking.status is BookingStatus.OFFERED
