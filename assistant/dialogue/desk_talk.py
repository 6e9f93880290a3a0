"""What is said to somebody who wants a person, as the operators' desk stands now."""

from dataclasses import replace

from assistant.dialogue import person
from assistant.dialogue.person import LookAtDesk
from assistant.dialogue.routed import Routed, join
from assistant.domain.handover import DeskState, PersonWanted, Reason
from assistant.domain.message import InboundMessage

ON = "on"
"""Value of a conversation's handover while a person writes."""

WAITING = "waiting"
"""The same while it waits for one."""


class DeskTalk:
    """Joins a wish for a person with what the desk can do.

    Args:
        look_at_desk: Says whether a person can be asked for.
    """

    def __init__(self, look_at_desk: LookAtDesk) -> None:
        self._look_at_desk = look_at_desk

    async def say(self, routed: Routed, message: InboundMessage, handover: str) -> Routed:
        """Say what becomes of a wish for a person; only an open desk is asked."""
        wanted = routed.act
        if not isinstance(wanted, PersonWanted):
            return routed
        desk = await self._look_at_desk(message.received_at)
        is_waiting = handover == WAITING
        if wanted.silently:
            is_asked = desk.state is DeskState.OPEN and not is_waiting
            return replace(routed, act=wanted if is_asked else None)
        said, act = person.answer_request(wanted, desk, is_waiting)
        if wanted.reason is Reason.NOT_FOUND and act is None:
            return replace(routed, act=None)
        joined = replace(join([routed.reply, said]), intent=routed.reply.intent, handover=said.handover)
        return replace(routed, reply=replace(joined, choices=said.choices), act=act)
