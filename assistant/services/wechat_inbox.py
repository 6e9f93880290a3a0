"""Deliveries, once and only once: kept before they are acted on, answered in order, by one instance at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assistant.domain.wechat import FollowerMessage, join_short
from assistant.errors import Conflict
from assistant.services.clock import Clock
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.services.wechat_followers import Visitor, grant, may_send, meet
from assistant.services.wechat_outgoing import enqueue_messages, take_kept
from assistant.services.wechat_sealing import WeChatSealing
from assistant.store.wechat_records import Delivery, Route

BUSY_FOR = timedelta(seconds=30)
"""How long an instance holds a follower; longer than a turn, so that another one takes over only after a crash."""

AFTER_THE_REPLY = timedelta(seconds=1)
"""Wait before the rest of an answer follows its passive reply, which takes its own way to the phone."""

LOST_AFTER = timedelta(seconds=20)
"""After this long past the deadline the platform asks for no more copies: three tries at five seconds are over."""

ANSWERS_KEPT_FOR = timedelta(hours=1)
NONCES_KEPT_FOR = timedelta(minutes=15)
BATCH = 50


class Replayed(Conflict):
    """A request came whose nonce was seen before."""

    code = "wechat_replayed"


@dataclass(frozen=True, slots=True)
class Arrival:
    """One copy of a delivery.

    Attributes:
        visitor: Who sent it, and what it opens.
        identity: The same texts in every copy.
        errand: What is to be done, JSON values.
        nonce: Names the request that brought it.
        wait_until: Until when the request waits for the answer.
        acknowledge_with: Shown at once where an answer in time is out of the question.
    """

    visitor: Visitor
    identity: tuple[str, ...]
    errand: Any
    nonce: str
    wait_until: datetime
    acknowledge_with: FollowerMessage | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """An accepted copy.

    Attributes:
        key: Of the delivery.
        openid_hash: Whose it is.
        is_new: Whether it is the first copy.
        may_send_later: Whether something may be sent to them later.
        is_acknowledged: The acknowledgement that came with it is decided.
    """

    key: str
    openid_hash: str
    is_new: bool
    may_send_later: bool
    is_acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A delivery that this instance is to answer now."""

    delivery: Delivery
    conversation_id: str
    errand: Any


@dataclass(frozen=True, slots=True)
class Finished:
    """How a delivery ended: its route, None when it was answered before or deleted; and whether more wait."""

    route: Route | None
    more_waiting: bool


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above messages kept from before, and above the answer that follows them."""

    kept: str
    answer: str


class Inbox:
    """The account's deliveries.

    Args:
        unit_of_work: Opens a transaction.
        sealing: Seals what is kept.
        clock: The present instant.
        worker: Name of this instance, unique among those that share the database.
        headings: Tell what was kept from the answer.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        sealing: WeChatSealing,
        clock: Clock,
        worker: str,
        headings: Headings,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._sealing = sealing
        self._clock = clock
        self._worker = worker
        self._headings = headings

    async def note_request(self, nonce: str) -> None:
        """Remember a request that brings no errand; raises Replayed."""
        async with self._unit_of_work() as uow:
            await self._note_nonce(uow, nonce)
            await uow.commit()

    async def receive(self, arrival: Arrival) -> Received:
        """Keep a copy of a delivery; what it opens is granted with the first one.

        Raises:
            Replayed: The request was seen before; nothing is kept of it.
        """
        now = self._clock()
        key = self._sealing.delivery_key(*arrival.identity)
        async with self._unit_of_work() as uow:
            await self._note_nonce(uow, arrival.nonce)
            known = await uow.wechat_deliveries.get(key)
            if known is not None and not known.openid_hash:  # everything of the sender was deleted by this delivery
                await uow.commit()
                return Received(key, "", False, False)
            follower = await meet(uow, self._sealing, arrival.visitor, now)
            errand = self._sealing.seal_json(arrival.errand)
            is_new = await uow.wechat_deliveries.add(
                key, follower.openid_hash, follower.conversation_id, errand, now, arrival.wait_until
            )
            if is_new:
                await grant(uow, follower.openid_hash, arrival.visitor.opens, now)
            shown = arrival.acknowledge_with
            acknowledged = shown is not None and await self._acknowledge(uow, key, shown)
            await uow.commit()
        return Received(key, follower.openid_hash, is_new, is_new or may_send(follower, now), acknowledged)

    async def begin(self, openid_hash: str) -> Work | None:
        """Take a follower's oldest unanswered delivery; None when there is none or another instance has them."""
        now = self._clock()
        async with self._unit_of_work() as uow:
            if not await uow.wechat_followers.occupy(openid_hash, self._worker, now, now + BUSY_FOR):
                return None
            delivery = await uow.wechat_deliveries.next_for(openid_hash)
            if delivery is None or delivery.errand is None or delivery.conversation_id is None:
                return None  # uncommitted: the follower stays free
            await uow.commit()
        return Work(delivery, delivery.conversation_id, self._sealing.open_json(delivery.errand))

    async def finish(self, work: Work, messages: Sequence[FollowerMessage], is_emergency: bool) -> Finished:
        """Note the answer, send what no request waits for, and free the follower.

        What was kept for the follower goes out in front, except before an alarm.
        """
        now, delivery = self._clock(), work.delivery
        async with self._unit_of_work() as uow:
            kept = await take_kept(uow, self._sealing, work.conversation_id)
            ordered = self._in_order(kept, messages, is_emergency)
            answered = await uow.wechat_deliveries.answer(
                delivery.id, self._sealing.seal_messages(ordered[:1]) if ordered else None, now
            )
            if answered is not None:
                is_passive = answered.route == "passive"
                rest, due = (ordered[1:], now + AFTER_THE_REPLY) if is_passive else (ordered, now)
                await self._enqueue(uow, answered, rest, due)
            # First let go, then look: who brings a delivery from now on finds the follower free.
            await uow.wechat_followers.release(delivery.openid_hash, self._worker)
            more = await uow.wechat_deliveries.has_waiting(delivery.openid_hash)
            await uow.commit()
        return Finished(answered.route if answered is not None else None, more)

    async def finish_forgotten(self, work: Work, message: FollowerMessage) -> None:
        """Note the answer to the delivery that deleted everything of its sender, itself too."""
        async with self._unit_of_work() as uow:
            shown = self._sealing.seal_messages([message])
            await uow.wechat_deliveries.add_answered(work.delivery.key, shown, self._clock())
            await uow.commit()

    async def let_go(self, openid_hash: str) -> None:
        """Free a follower whose delivery could not be answered."""
        async with self._unit_of_work() as uow:
            await uow.wechat_followers.release(openid_hash, self._worker)
            await uow.commit()

    async def decided_among(self, keys: Collection[str]) -> dict[str, list[FollowerMessage]]:
        """Return the replies to those deliveries whose route is decided, by key; an empty list is no message."""
        async with self._unit_of_work() as uow:
            decided = await uow.wechat_deliveries.decided_among(keys)
        return {delivery.key: self._sealing.open_messages(delivery.shown) for delivery in decided}

    async def acknowledge(self, key: str, message: FollowerMessage) -> list[FollowerMessage] | None:
        """Decide, when time is up, that the answer goes out by itself.

        Returns:
            The reply to the delivery: `message`, or what was decided before; None when the delivery was deleted.
        """
        async with self._unit_of_work() as uow:
            if await self._acknowledge(uow, key, message):
                await uow.commit()
                return [message]
            delivery = await uow.wechat_deliveries.get(key)
        return self._sealing.open_messages(delivery.shown) if delivery is not None else None

    async def settle(self, keys: Collection[str]) -> None:
        """Note that replies reached the platform."""
        async with self._unit_of_work() as uow:
            await uow.wechat_deliveries.settle(keys)
            await uow.commit()

    async def send_lost(self) -> int:
        """Send replies again that never reached the platform, after a crash above all; return how many."""
        now = self._clock()
        async with self._unit_of_work() as uow:
            lost = await uow.wechat_deliveries.take_lost(now - LOST_AFTER, BATCH)
            for delivery in lost:
                await self._enqueue(uow, delivery, self._sealing.open_messages(delivery.shown), now, "again")
            await uow.commit()
        return sum(delivery.shown is not None for delivery in lost)

    async def neglected(self, after: timedelta) -> list[str]:
        """Return followers whose delivery waits for longer than `after` with nobody at it."""
        now = self._clock()
        async with self._unit_of_work() as uow:
            return await uow.wechat_deliveries.neglected(now, now - after, BATCH)

    async def waiting_count(self) -> int:
        """Return how many deliveries have no answer yet."""
        async with self._unit_of_work() as uow:
            return await uow.wechat_deliveries.waiting_count()

    async def purge(self) -> int:
        """Forget what nobody can ask for any more."""
        now = self._clock()
        async with self._unit_of_work() as uow:
            count = await uow.wechat_deliveries.purge(now - NONCES_KEPT_FOR, now - ANSWERS_KEPT_FOR)
            await uow.commit()
        return count

    def _in_order(
        self, kept: Sequence[FollowerMessage], messages: Sequence[FollowerMessage], is_emergency: bool
    ) -> list[FollowerMessage]:
        if not kept:
            return list(messages)
        headed = [FollowerMessage(self._headings.kept), *kept]
        if is_emergency or not messages:
            return [*messages, *join_short(headed)]
        return join_short([*headed, FollowerMessage(self._headings.answer), *messages])

    async def _acknowledge(self, uow: UnitOfWork, key: str, message: FollowerMessage) -> bool:
        return await uow.wechat_deliveries.acknowledge(key, self._sealing.seal_messages([message]))

    async def _note_nonce(self, uow: UnitOfWork, nonce: str) -> None:
        if not await uow.wechat_deliveries.note_nonce(self._sealing.delivery_key("nonce", nonce), self._clock()):
            raise Replayed("A request came whose timestamp and nonce were seen before.")

    async def _enqueue(
        self, uow: UnitOfWork, delivery: Delivery, messages: Sequence[FollowerMessage], due: datetime, more: str = ""
    ) -> None:
        if messages and delivery.conversation_id is not None:
            await enqueue_messages(
                uow, self._sealing, delivery.openid_hash, delivery.conversation_id, delivery.key + more, messages, due
            )
