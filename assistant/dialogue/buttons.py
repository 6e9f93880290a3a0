"""What pressing a button does, where it is more than saying something."""

from dataclasses import replace

from assistant.dialogue import memory_talk, person, person_wording, seat_offers, wording
from assistant.dialogue.others import Others
from assistant.dialogue.parts import Parts
from assistant.dialogue.routed import Routed
from assistant.dialogue.seat_offers import SeatOffers
from assistant.domain.conversation import ConversationState
from assistant.domain.handover import PersonWanted, Reason
from assistant.domain.message import ChoiceMeaning, Intent, Reply

SPOKEN = frozenset({"say", "age"})
"""Kinds that are read as if the person had written something."""

OWN_DATA = frozenset({"delete_data", "cancel", memory_talk.REMEMBER, memory_talk.DECLINE})
"""Kinds that concern the person's own data: they work while an operator writes, too."""


class Buttons:
    """Does what buttons mean.

    Args:
        parts: Shows entries.
        others: Offers what comes next.
        seats: Takes and gives back offered seats; without it nothing is offered.
    """

    def __init__(self, parts: Parts, others: Others, seats: SeatOffers | None = None) -> None:
        self._parts = parts
        self._others = others
        self._seats = seats

    async def press(self, choice: ChoiceMeaning, state: ConversationState, conversation_id: str) -> Routed:
        """Return the outcome of one press."""
        if choice.kind in ("entry", "detail"):
            return self._entry(choice, state)
        if choice.kind in (memory_talk.REMEMBER, memory_talk.DECLINE):
            return memory_talk.pressed(choice, state)
        if choice.kind in (seat_offers.TAKE, seat_offers.GIVE_BACK) and self._seats:
            return await self._seats.press(choice, state, conversation_id)
        if choice.kind == "none_of_these":
            return await self._others.offer(state)
        return _about_person_or_data(choice, state)

    def _entry(self, choice: ChoiceMeaning, state: ConversationState) -> Routed:
        entries = self._parts.loaded((choice.value,))
        if not entries:
            return Routed(Reply(texts=(wording.ENTRY_GONE,)), state)
        kind = "detail" if choice.kind == "detail" else "answer"
        if entries[0].id not in state.turned_down:
            state = replace(state, turned_down=())
        shown = self._parts.show(entries[0], kind, replace(state, last_question=entries[0].title))
        return replace(shown, reply=replace(shown.reply, intent=Intent("choice", 1.0)))


def _about_person_or_data(choice: ChoiceMeaning, state: ConversationState) -> Routed:
    if choice.kind == "delete_data":
        return Routed(Reply(texts=(wording.DELETION_DONE,)), state, forget=True)
    if choice.kind == "person":
        return Routed(Reply(), state, act=PersonWanted(Reason.ASKED))
    if choice.kind == "leave_message":
        return Routed(Reply(texts=(person_wording.ASK_MESSAGE,)), replace(state, is_leaving_message=True))
    if choice.kind == "consent_call_back":
        reply, act = person.consented(choice.value)
        return Routed(reply, state, act=act)
    if choice.kind == "refuse_call_back":
        return Routed(Reply(texts=(person_wording.CONSENT_REFUSED,)), state)
    return Routed(Reply(texts=(wording.KEPT,)), state)
