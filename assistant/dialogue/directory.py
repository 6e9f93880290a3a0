"""What operators can offer a caller, from the list of institutions and the guidance sessions."""

import re
from dataclasses import replace
from datetime import timedelta

from assistant.dialogue.forms.readers import session_kind
from assistant.dialogue.guidance_cards import session_fields, session_line
from assistant.dialogue.institution_replies import InstitutionReplies
from assistant.domain.booking_errors import UnusableDetail
from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from assistant.services.clock import Clock
from assistant.services.directory import Offer
from assistant.services.guidance import Guidance, SessionQuery

OFFERED = 3
"""Offers of a kind on the panel; more push the answers off an operator's screen."""

AHEAD = timedelta(days=60)

_ABOUT_SESSIONS = re.compile("指导|活动|课堂|讲座|家长课|上门|入户|预约|咨询专家|专家咨询|约个|约一")


class CityDirectory:
    """Finds institutions and sessions for what a caller says.

    Args:
        institutions: Answers questions about institutions.
        guidance: Knows the sessions.
        clock: The present instant.
    """

    def __init__(self, institutions: InstitutionReplies, guidance: Guidance, clock: Clock) -> None:
        self._institutions = institutions
        self._guidance = guidance
        self._clock = clock

    async def institutions(self, text: str, age_months: int | None, district: str | None) -> tuple[Offer, ...]:
        """Return a few institutions, best first; none when the text is not about any."""
        age = None if age_months is None else Age(age_months)
        reply = await self._institutions.answer(text, ConversationState(age=age, district=district or ""))
        cards = [card.fields for card in reply.cards if card.type == "institution"] if reply else []
        return tuple(
            Offer("institution", str(one["id"]), str(one["name"]), "，".join(one["reasons"]), one)
            for one in cards[:OFFERED]
        )

    async def sessions(self, text: str, age_months: int | None, district: str | None) -> tuple[Offer, ...]:
        """Return a few sessions with free seats, soonest first; none when the text is not about any."""
        if not _ABOUT_SESSIONS.search(text):
            return ()
        now = self._clock()
        kind = session_kind(text)
        query = SessionQuery(
            kinds=(kind,) if kind else (),
            district=district or "",
            age_months=age_months,
            since=now,
            until=now + AHEAD,
            with_seats=True,
            limit=OFFERED,
        )
        try:
            # Those of the kind that was named; where it has none, any.
            found = await self._guidance.fitting(query) or await self._guidance.fitting(replace(query, kinds=()))
        except UnusableDetail:  # a district that Wuxi does not have, an age beyond six years
            return ()
        return tuple(
            Offer("guidance_session", one.id, one.title, session_line(one), session_fields(one)) for one in found
        )
