"""Parts of forms, turned into words, buttons and cards. What names a person is looked up here, never sent by Rasa."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.dialogue import guidance_wording, institution_wording
from assistant.dialogue.complaint_replies import ComplaintReplies
from assistant.dialogue.guidance_cards import booking_card, booking_line, found_line, session_card, session_line
from assistant.dialogue.institution_replies import SHOWN, InstitutionReplies
from assistant.domain.booking_errors import BookingNotFound
from assistant.domain.institution import CareService
from assistant.domain.message import Card, ChoiceMeaning, Location, OfferedChoice, Reply
from assistant.services.booking_requests import Requester
from assistant.services.bookings import Bookings
from assistant.services.guidance import Guidance
from assistant.services.institution_snapshot import Filters
from assistant.services.institutions import Wish
from assistant.services.places import Places

Part = Mapping[str, Any]

SHARED_PLACE = "〔位置〕"
"""What stands for a shared point in what Rasa reads; the point itself goes no further than the reply."""

ANSWERED = "〔已另外回答〕"
"""What Rasa reads once a question in the middle of a form was answered without it: the form goes on."""


@dataclass(frozen=True, slots=True)
class FormParts:
    """Renders what forms hand over.

    Attributes:
        institutions: Shows institutions.
        places: Reads the names of areas that forms keep.
        bookings: Shows the conversation's own bookings.
        guidance: Shows sittings.
        public_url: Where calendar files are fetched.
        complaints: Shows what a complaint will say, its code, and where one stands.
    """

    institutions: InstitutionReplies
    places: Places
    bookings: Bookings
    guidance: Guidance
    public_url: str
    complaints: ComplaintReplies

    async def render(
        self, part: Part, conversation_id: str, location: Location | None, around: tuple[str, ...] = ()
    ) -> Reply | None:
        """Return the part as a reply; None for a part that is no form's.

        Args:
            part: What a form handed over.
            conversation_id: Whose form it is.
            location: The point that this message shares.
            around: Institutions around the point that an earlier message shared, nearest first.
        """
        if part["kind"] == "form":
            return _words(part)
        if part["kind"] == "institutions":
            return await self._institutions(part, location, around)
        if part["kind"] == "complaint_summary":
            return await self.complaints.summary(part, conversation_id)
        if part["kind"] == "complaint_filed":
            return self.complaints.filed(str(part["run"]), conversation_id)
        requester = Requester.of_conversation(conversation_id)
        shows: dict[str, Callable[[Part, Requester], Awaitable[Reply]]] = {
            "institution": self._institution,
            "sessions": self._sessions,
            "booking": self._booking,
            "my_bookings": self._my_bookings,
        }
        show = shows.get(part["kind"])
        return await show(part, requester) if show else None

    async def _institutions(self, part: Part, location: Location | None, around: tuple[str, ...]) -> Reply:
        filters = Filters(
            age_months=part.get("age_months"),
            inclusive=bool(part.get("inclusive")),
            free_places=bool(part.get("free_places")),
            fee_max=part.get("fee_max"),
            services=tuple(CareService(service) for service in part.get("services", ())),
            grade=part.get("grade"),
            open_now=bool(part.get("open_now")),
        )
        cheapest = bool(part.get("cheapest_first"))
        if location is None:
            skip = int(part.get("skip") or 0)
            if part.get("area") == SHARED_PLACE and around:
                return await self.institutions.search(
                    Wish(filters, among=around, cheapest_first=cheapest, limit=SHOWN), skip
                )
            if part.get("area") == SHARED_PLACE:
                return Reply(texts=(institution_wording.WHERE,))
            found = self.places.find(part["area"])
            area = found.area or next((area for area in found.areas if area.name == part["area"]), None)
            return await self.institutions.search(Wish(filters, area=area, cheapest_first=cheapest, limit=SHOWN), skip)
        return await self.institutions.near_with(location, filters, cheapest)

    async def _institution(self, part: Part, requester: Requester) -> Reply:
        return await self.institutions.check(str(part["text"]))

    async def _sessions(self, part: Part, requester: Requester) -> Reply:
        sessions = [await self.guidance.get(session_id) for session_id in part["session_ids"]]
        lines = [f"{number}. {session_line(session)}" for number, session in enumerate(sessions, 1)]
        return Reply(texts=("\n".join([found_line(sessions), *lines]),), cards=tuple(map(session_card, sessions)))

    async def _booking(self, part: Part, requester: Requester) -> Reply:
        """Show one booking of this conversation, or one whose code and digits were told and found right.

        Somebody else's is shown without the child's name: this transcript is not deleted with the family's data.
        """
        asking = replace(requester, phone_last4=part.get("last4", ""))
        try:
            shown = await self.bookings.find(asking, part["code"]) if "code" in part else None
        except BookingNotFound:
            return Reply(texts=(guidance_wording.ERRORS["booking_not_found"],))
        if shown is not None:
            shown = replace(shown, nickname="")
        else:
            mine = await self.bookings.mine(requester)
            shown = next((one for one in mine if one.booking.id == part["booking_id"]), None)
        if shown is None:
            return Reply(texts=(guidance_wording.ERRORS["booking_not_found"],))
        return Reply(texts=(booking_line(shown),), cards=(booking_card(shown, self.public_url),))

    async def _my_bookings(self, part: Part, requester: Requester) -> Reply:
        """All that are still to come, at most five."""
        mine = [one for one in await self.bookings.mine(requester) if one.booking.status.is_open][:5]
        if not mine:
            return Reply(texts=(guidance_wording.NO_BOOKINGS,))
        cards: tuple[Card, ...] = tuple(booking_card(one, self.public_url) for one in mine)
        return Reply(texts=tuple(booking_line(one) for one in mine), cards=cards)


def _words(part: Part) -> Reply:
    choices = tuple(OfferedChoice(label, ChoiceMeaning("say", said)) for label, said in part.get("choices", ()))
    return Reply(texts=tuple(part["texts"]), choices=choices)
