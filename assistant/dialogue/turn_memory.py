"""What a turn knows of the children before it begins, and what it leaves behind of them."""

from dataclasses import replace
from datetime import datetime, timedelta

from assistant.dialogue.routed import MemoryAct, Routed
from assistant.domain.conversation import ConversationState, Memory
from assistant.domain.family import Family
from assistant.services.child_memory import ChildMemory, is_lasting
from assistant.services.clock import WUXI_TIME
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.records import Conversation

TOPIC_KEPT = timedelta(hours=6)
"""Silence after which 那两岁呢 goes on from nothing any more: the question of yesterday has been forgotten."""


async def state_of_today(
    unit_of_work: UnitOfWorkFactory, memory: ChildMemory, conversation: Conversation, now: datetime
) -> ConversationState:
    """Return what is known, with every age moved on to today; where nothing is, what was to be remembered.

    What was spoken of is over after some hours of silence.
    """
    state, today = ConversationState.from_json(conversation.state), now.astimezone(WUXI_TIME).date()
    if now - conversation.last_seen_at > TOPIC_KEPT:
        state = state.without_topic()
    if state.memory is Memory.NEVER_ASKED and state.age is None and is_lasting(conversation):
        async with unit_of_work() as uow:
            family = await memory.recall(uow, conversation)
        if family is not None:
            return replace(state.with_family(family.on(today)), memory=Memory.KEPT)
    return state.with_family(state.family(today))


async def leave_memory(
    uow: UnitOfWork, memory: ChildMemory, conversation: Conversation, routed: Routed, now: datetime
) -> None:
    """Do what was answered about remembering, and bring what is remembered up to date."""
    family = routed.state.family(now.astimezone(WUXI_TIME).date())
    if routed.memory is MemoryAct.KEEP:
        await memory.keep(uow, conversation, family, now)
    elif routed.memory is MemoryAct.FORGET:
        await memory.forget(uow, conversation, now)
    elif routed.state.memory is Memory.KEPT and family != _stored_family(conversation):
        await memory.note(uow, conversation, family, now)


def _stored_family(conversation: Conversation) -> Family | None:
    """The family as it was stored, with the day it was so; None where no day was noted."""
    state = ConversationState.from_json(conversation.state)
    return state.family(state.as_of) if state.as_of else None
