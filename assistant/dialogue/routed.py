"""The outcome of one turn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from assistant.domain.conversation import ConversationState
from assistant.domain.handover import DeskAct
from assistant.domain.message import Reply
from assistant.domain.triage.decision import Decision


class MemoryAct(Enum):
    """What becomes of the children that are remembered beyond the conversation."""

    KEEP = "keep"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Routed:
    """The outcome of one turn.

    Attributes:
        reply: What goes out.
        state: What is known afterwards.
        decision: Triage's decision; None for a button or a place.
        entry_ids: Entries behind the reply.
        forget: The person confirmed that everything is to be deleted.
        act: What is asked of the operators' desk.
        memory: What becomes of the remembered children; None leaves them as they are.
        missed: The question that found nothing, where the message itself (都不是, 换一个) is not the question.
    """

    reply: Reply
    state: ConversationState
    decision: Decision | None = None
    entry_ids: tuple[str, ...] = ()
    forget: bool = False
    act: DeskAct | None = None
    memory: MemoryAct | None = None
    missed: str = ""


def join(replies: Sequence[Reply]) -> Reply:
    """Return one reply that says what several say, in order; intent, urgency and handover are not taken over."""
    return Reply(
        texts=tuple(text for reply in replies for text in reply.texts),
        cards=tuple(card for reply in replies for card in reply.cards),
        choices=tuple(choice for reply in replies for choice in reply.choices),
        citations=tuple(citation for reply in replies for citation in reply.citations),
    )


def followed_by(first: Routed, after: Routed) -> Routed:
    """Return both outcomes as one: what the second knows, said behind what the first said."""
    act, memory = after.act or first.act, after.memory or first.memory
    return replace(after, reply=join([first.reply, after.reply]), act=act, memory=memory)
