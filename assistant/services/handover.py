"""Handing over (转人工): asking for a person, taking, giving back, closing; who is on duty."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import structlog

from assistant.domain.account import Operator
from assistant.domain.handover import (
    ABANDONED_AFTER,
    DESK,
    SEEN_WITHIN,
    WAITS_AT_MOST,
    Desk,
    DeskState,
    DutyHours,
    Handover,
    HandoverState,
    Reason,
    WrapUp,
)
from assistant.domain.urgency import Urgency
from assistant.errors import AssistantError, Conflict, NotFound
from assistant.services.clock import WUXI_TIME, Clock
from assistant.services.follow_ups import PlannedFollowUp, enter_plan
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.records import Conversation

log = structlog.get_logger(__name__)

WATCH_SECONDS = 15.0


class Announcer(Protocol):
    """Tells open connections that a conversation, or the desk, has something new."""

    def announce(self, conversation_id: str) -> None:
        """Wake whoever follows it; never blocks."""


@dataclass(frozen=True, slots=True)
class HandoverView:
    """What the visitor may know: where the request stands, how many wait before it, what was opened."""

    state: HandoverState
    since: datetime
    ahead: int
    read_seq: int


async def look_at_desk(unit_of_work: UnitOfWorkFactory, hours: DutyHours, queue_limit: int, now: datetime) -> Desk:
    """Return whether a person can be asked for now."""
    async with unit_of_work() as uow:
        on_duty = await uow.duty.count_since(now - SEEN_WITHIN)
        waiting = await uow.handovers.count_waiting()
    state = DeskState.OPEN
    if not hours.include(now.astimezone(WUXI_TIME)):
        state = DeskState.CLOSED
    elif on_duty == 0:
        state = DeskState.NOBODY
    elif waiting >= queue_limit:
        state = DeskState.FULL
    return Desk(state, on_duty, waiting)


async def request_person(
    uow: UnitOfWork,
    conversation: Conversation,
    reason: Reason,
    urgency: Urgency,
    summary: dict[str, Any],
    now: datetime,
) -> bool:
    """Put the conversation into the queue in the caller's transaction; False when it is in there already."""
    handover = Handover(
        id=f"ho_{secrets.token_urlsafe(12)}",
        conversation_id=conversation.id,
        channel=conversation.channel,
        state=HandoverState.WAITING,
        reason=reason,
        urgency=urgency,
        requested_at=now,
        summary=summary,
    )
    if not await uow.handovers.add(handover):
        return False
    await uow.conversations.set_handover(conversation.id, "waiting")
    return True


async def take(
    unit_of_work: UnitOfWorkFactory, handover_id: str, operator: Operator, now: datetime, request_id: str = ""
) -> Handover:
    """Give a waiting conversation to an operator; the assistant is silent in it from now on.

    Raises:
        NotFound: There is no such handover.
        Conflict: Somebody else has it, or it is over.
    """
    async with unit_of_work() as uow:
        taken = await uow.handovers.take(handover_id, operator.id, operator.name, now, now - ABANDONED_AFTER)
        handover = await _existing(uow, handover_id)
        if not taken:
            if handover.operator_id == operator.id and handover.state is HandoverState.ON:
                return handover
            raise Conflict(
                f"Handover {handover_id} is {handover.state.value}, with {handover.operator_name or 'nobody'}."
            )
        await uow.duty.beat(operator.id, now)
        await uow.conversations.set_handover(handover.conversation_id, "on")
        await _audit(uow, operator, "handover_taken", handover, now, request_id)
        await uow.commit()
    return handover


async def close(
    unit_of_work: UnitOfWorkFactory,
    handover_id: str,
    operator: Operator,
    wrap_up: WrapUp,
    now: datetime,
    request_id: str = "",
    follow_up: PlannedFollowUp | None = None,
) -> Handover:
    """End a handover; the assistant answers again. `GIVEN_BACK` is giving back to the assistant.

    `follow_up` is stored with it, or not at all.

    Raises:
        NotFound: There is no such handover.
        Conflict: The operator does not have it.
    """
    async with unit_of_work() as uow:
        closed = await uow.handovers.close(handover_id, operator.id, wrap_up.value, now)
        handover = await _existing(uow, handover_id)
        if not closed:
            raise Conflict(
                f"Handover {handover_id} is {handover.state.value}, with {handover.operator_name or 'nobody'}."
            )
        await uow.conversations.set_handover(handover.conversation_id, "closed")
        if follow_up is not None:
            await enter_plan(uow, follow_up)
        await _audit(uow, operator, f"handover_{wrap_up.value}", handover, now, request_id)
        await uow.commit()
    return handover


async def mark_read(unit_of_work: UnitOfWorkFactory, handover: Handover, operator_id: str, seq: int) -> bool:
    """Note that the operator who has it opened everything up to `seq`; return whether that was news."""
    if handover.state is not HandoverState.ON or handover.operator_id != operator_id or handover.read_seq >= seq:
        return False
    async with unit_of_work() as uow:
        is_news = await uow.handovers.mark_read(handover.id, operator_id, seq)
        await uow.commit()
    return is_news


async def give_sign_of_life(unit_of_work: UnitOfWorkFactory, operator_id: str, now: datetime) -> None:
    """Note that the operator's console is open: on duty."""
    async with unit_of_work() as uow:
        await uow.duty.beat(operator_id, now)
        await uow.commit()


async def go_off_duty(unit_of_work: UnitOfWorkFactory, operator_id: str) -> None:
    """Note that the operator has left; what they had waits again once they have been away for two minutes."""
    async with unit_of_work() as uow:
        await uow.duty.leave(operator_id)
        await uow.commit()


async def inbox(unit_of_work: UnitOfWorkFactory) -> list[Handover]:
    """Return what waits or is on, oldest first."""
    async with unit_of_work() as uow:
        return await uow.handovers.list_open()


async def find_handover(unit_of_work: UnitOfWorkFactory, handover_id: str) -> Handover:
    """Return a handover; raises NotFound."""
    async with unit_of_work() as uow:
        return await _existing(uow, handover_id)


async def check_conversation_is_open_to(
    unit_of_work: UnitOfWorkFactory, conversation_id: str, operator_id: str
) -> None:
    """Let an operator near a conversation that waits for a person or is with them.

    Raises:
        NotFound: It is neither, or does not exist.
    """
    async with unit_of_work() as uow:
        handover = await uow.handovers.latest_of(conversation_id)
    is_theirs = handover is not None and handover.operator_id == operator_id
    if handover is None or not (handover.state is HandoverState.WAITING or is_theirs):
        raise NotFound(f"Conversation {conversation_id!r} does not wait for a person and is not this operator's.")


async def view_for_visitor(unit_of_work: UnitOfWorkFactory, conversation_id: str) -> HandoverView | None:
    """Return where the conversation's last request for a person stands, or None when there was none."""
    async with unit_of_work() as uow:
        handover = await uow.handovers.latest_of(conversation_id)
        if handover is None:
            return None
        is_waiting = handover.state is HandoverState.WAITING
        ahead = await uow.handovers.count_waiting(handover.requested_at) if is_waiting else 0
    since = handover.closed_at or handover.taken_at or handover.requested_at
    return HandoverView(handover.state, handover.requested_at if is_waiting else since, ahead, handover.read_seq)


async def tidy_desk(unit_of_work: UnitOfWorkFactory, now: datetime) -> tuple[list[str], list[str]]:
    """Let abandoned conversations wait again and end those that nobody took; return the conversations of both."""
    async with unit_of_work() as uow:
        returned = await uow.handovers.return_abandoned(now - ABANDONED_AFTER)
        ended = await uow.handovers.close_unanswered(now - WAITS_AT_MOST, now)
        for conversation_id in returned:
            await uow.conversations.set_handover(conversation_id, "waiting")
        for conversation_id in ended:
            await uow.conversations.set_handover(conversation_id, "closed")
        await uow.commit()
    return returned, ended


async def watch_desk(unit_of_work: UnitOfWorkFactory, announcer: Announcer, clock: Clock, stop: asyncio.Event) -> None:
    """Tidy the desk every few seconds until `stop` is set."""
    while not stop.is_set():
        try:
            returned, ended = await tidy_desk(unit_of_work, clock())
        except AssistantError:
            log.exception("tidying_the_desk_failed", remedy="It is tried again in some seconds.")
            returned, ended = [], []
        for name in {*returned, *ended, *([DESK] if returned or ended else [])}:
            announcer.announce(name)
        try:
            await asyncio.wait_for(stop.wait(), WATCH_SECONDS)
        except asyncio.TimeoutError:
            continue


async def _existing(uow: UnitOfWork, handover_id: str) -> Handover:
    handover = await uow.handovers.get(handover_id)
    if handover is None:
        raise NotFound(f"There is no handover {handover_id!r}, or its conversation was deleted.")
    return handover


async def _audit(
    uow: UnitOfWork, operator: Operator, action: str, handover: Handover, now: datetime, request_id: str
) -> None:
    await uow.audit.add(
        at=now,
        operator_id=operator.id,
        actor=operator.name,
        action=action,
        subject=handover.id,
        detail={"conversation": handover.conversation_id},
        request_id=request_id,
    )
