"""Answers deliveries in time: within four seconds as the reply to the request, otherwise with an acknowledgement."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, partial
from time import monotonic
from typing import Protocol

import structlog

from assistant.channels.wechat import wording
from assistant.channels.wechat.clerk import Clerk, Done
from assistant.channels.wechat.errands import NEED_NO_ENTRY, Errand
from assistant.channels.wechat.gate import Gate, GateClosed
from assistant.channels.wechat.lateness import Lateness
from assistant.dialogue.locks import KeyedLocks
from assistant.domain.wechat import FollowerMessage
from assistant.errors import Conflict, NotFound
from assistant.services.wechat_inbox import Arrival, Inbox, Received, Replayed, Work

ACKNOWLEDGE_SECONDS = 4.3
"""The platform waits five seconds; the rest is for writing the acknowledgement, and for the way."""

BUSY_SECONDS = 3.5
"""The same while others wait for their turn."""

LEAST_SECONDS = 0.3
"""The same on a machine so late that nothing else would be in time."""

SMALL_SECONDS = 0.2
"""A lateness that is not worth reading the text for."""

LATEST_SECONDS = 4.6
"""When something is said whatever the database does."""

AT_ONCE = 6
"""Turns at the same time; Rasa answers no faster with more, and each would take longer."""

MOST_TRIES = 3
LOOK_SECONDS = 0.25
NEGLECTED_AFTER = timedelta(seconds=2)
PURGE_EVERY = 240
"""Rounds between two purges: about a minute."""

log = structlog.get_logger(__name__)


class Meter(Protocol):
    """Counts what happens to deliveries."""

    def answered(self, route: str) -> None:
        """A delivery was answered: passive, later, or deleted."""

    def acknowledged(self) -> None:
        """A request's time was up before the answer was there."""

    def sent_again(self, count: int) -> None:
        """Replies that never reached the platform are sent again."""

    def queued(self, count: int) -> None:
        """So many deliveries have no answer at the moment."""


@dataclass(slots=True)
class _Awaited:
    """A delivery's reply, and how many requests wait for it."""

    reply: asyncio.Future[list[FollowerMessage]]
    requests: int = 0


class Deliveries:
    """Takes deliveries and sees to their answers.

    Args:
        inbox: Keeps deliveries.
        clerk: Does errands.
        alarm: What is said to a text that alone is an alarm, which then passes the queue; empty for any other.
        meter: Told what happens.
    """

    def __init__(self, inbox: Inbox, clerk: Clerk, alarm: Callable[[Errand], str], meter: Meter) -> None:
        self._inbox = inbox
        self._clerk = clerk
        self._alarm = alarm
        self._meter = meter
        self._gate = Gate(AT_ONCE, is_open=False)
        self._lateness = Lateness()
        self._write_lateness = Lateness()
        self._locks = KeyedLocks()
        self._awaited: dict[str, _Awaited] = {}
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._arrived: list[str] = []
        self._storing: set[asyncio.Task[Received]] = set()
        self._settling: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[list[FollowerMessage]]] = set()

    async def receive(self, arrival: Arrival, errand: Errand) -> tuple[str, FollowerMessage | None]:
        """Return a delivery's key and the message that answers this copy of it, or None for no message.

        Raises:
            Replayed: The request was seen before.
            TimeoutError: The store is slow; the delivery is kept and answered once it is done, if it succeeds.
        """
        # Reading costs some milliseconds: not before somebody asks, and once for all who do.
        alarm: Callable[[], str] = cache(partial(self._alarm, errand))
        began, (patience, is_hopeless) = monotonic(), self._plan(errand, alarm)
        waits_less = timedelta(seconds=ACKNOWLEDGE_SECONDS - patience)
        arrival = replace(arrival, wait_until=arrival.wait_until - waits_less)
        if is_hopeless:
            arrival = replace(arrival, acknowledge_with=FollowerMessage(wording.COMING))
        storing = asyncio.create_task(self._store(arrival, errand, alarm))
        self._storing.add(storing)
        storing.add_done_callback(self._stored)
        async with asyncio.timeout(max(patience, self._lateness.shorten(ACKNOWLEDGE_SECONDS, LEAST_SECONDS))):
            received = await asyncio.shield(storing)
        if received.is_acknowledged:
            self._meter.acknowledged()
            return received.key, arrival.acknowledge_with
        messages = await self._reply(received, began, patience)
        return received.key, messages[0] if messages else None

    def _plan(self, errand: Errand, alarm: Callable[[], str]) -> tuple[float, bool]:
        """Return how long a request waits for its answer, and whether an answer in time is out of the question.

        Where many wait, the loop is late or the database slow, the acknowledgement needs time of its own. Where the
        queue is longer than that, waiting helps nobody and costs one more write. An alarm waits as long as it may. Just
        after a start nothing is waited for: the platform may have waited for three of its five seconds already.
        """
        if not self._gate.is_open and not self._is_in_a_hurry(errand, alarm):
            return LEAST_SECONDS, True
        is_crowded = self._gate.is_crowded
        patience = self._lateness.shorten(BUSY_SECONDS if is_crowded else ACKNOWLEDGE_SECONDS, LEAST_SECONDS)
        patience = self._write_lateness.shorten(patience, LEAST_SECONDS)
        if patience > ACKNOWLEDGE_SECONDS - SMALL_SECONDS or alarm():
            return ACKNOWLEDGE_SECONDS, False
        return patience, is_crowded and self._gate.expected_seconds > patience

    def arrived(self, key: str) -> None:
        """Note that the reply to a delivery was handed to the platform; soon, and several at once when many come."""
        self._arrived.append(key)
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self._settle())

    def open(self) -> None:
        """Begin to answer what is no alarm; until then it is kept, and acknowledged in time."""
        self._gate.open()

    async def run(self, stop: asyncio.Event) -> None:
        """Look after what other instances answer, what a crash left, and what may be forgotten, until `stop`."""
        rounds = 0
        while not stop.is_set():
            try:
                await self._look_after(rounds)
            except Exception as error:  # an outage ends, and the next round finds what this one missed
                log.error("wechat_round_failed", cause=type(error).__name__)
            rounds += 1
            began = monotonic()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
            self._lateness.note(LOOK_SECONDS, monotonic() - began)
            self._write_lateness.note(0.0, 0.0)

    async def close(self) -> None:
        """Wait for answers under way, and note the replies handed over; the queue is kept for the next start."""
        self._gate.close()
        await asyncio.gather(*self._storing, *self._background, return_exceptions=True)
        await asyncio.gather(*self._serving.values(), return_exceptions=True)
        if self._settling is not None:
            await asyncio.gather(self._settling, return_exceptions=True)
        await self._settle()

    async def _store(self, arrival: Arrival, errand: Errand, alarm: Callable[[], str]) -> Received:
        async with self._locks.hold(arrival.visitor.openid):
            began = monotonic()
            try:
                received = await self._inbox.receive(arrival)
            except Replayed:
                raise
            except (Conflict, NotFound):  # the follower was deleted in between; the second time they are new
                received = await self._inbox.receive(arrival)
            self._write_lateness.note(SMALL_SECONDS, monotonic() - began)
            if received.is_new and not self._gate.is_open and received.openid_hash in self._serving:
                await self._say_alarm_first(received.key, alarm())
        if received.openid_hash:
            self._serve(received.openid_hash, partial(self._is_in_a_hurry, errand, alarm))
        return received

    async def _say_alarm_first(self, key: str, alarm: str) -> None:
        """Acknowledge an alarm with itself where the same follower's earlier question waits for the entries."""
        if alarm:
            await self._inbox.acknowledge(key, FollowerMessage(alarm))

    def _stored(self, storing: asyncio.Task[Received]) -> None:
        self._storing.discard(storing)
        if not storing.cancelled() and storing.exception() is not None:
            log.info("wechat_delivery_not_kept", cause=type(storing.exception()).__name__)

    def _acknowledged(self, acknowledging: asyncio.Task[list[FollowerMessage]]) -> None:
        self._background.discard(acknowledging)
        if not acknowledging.cancelled() and acknowledging.exception() is not None:
            log.info("wechat_acknowledgement_not_kept", cause=type(acknowledging.exception()).__name__)

    def _serve(self, openid_hash: str, is_in_a_hurry: Callable[[], bool]) -> None:
        """See to it that somebody answers the follower; an alarm, or what needs no entry, moves them to the front."""
        self._again.add(openid_hash)
        if openid_hash not in self._serving:
            self._serving[openid_hash] = asyncio.create_task(self._work_off(openid_hash))
        if self._gate.is_crowded and is_in_a_hurry():
            asyncio.get_running_loop().call_soon(self._gate.hurry, openid_hash)

    def _is_in_a_hurry(self, errand: Errand, alarm: Callable[[], str]) -> bool:
        return (not self._gate.is_open and errand.kind in NEED_NO_ENTRY) or bool(alarm())

    async def _work_off(self, openid_hash: str) -> None:
        """Answer a follower's deliveries in order until none is left."""
        try:
            while openid_hash in self._again:
                self._again.discard(openid_hash)
                async with self._gate.enter(openid_hash):
                    while (work := await self._inbox.begin(openid_hash)) is not None and await self._answer(work):
                        if self._gate.is_closed:
                            return
        except GateClosed:
            pass  # the service ends; whoever runs next finds the delivery in the store
        except Exception as error:  # the round that looks after neglected deliveries comes back to it
            log.error("wechat_answer_failed", cause=type(error).__name__)
        finally:
            del self._serving[openid_hash]

    async def _answer(self, work: Work) -> bool:
        """Answer one delivery; return whether another one may wait."""
        try:
            done = await self._do(work)
        except NotFound:  # deleted meanwhile, and the delivery with it
            self._meter.answered("deleted")
            return False
        except Exception as error:
            log.error("wechat_errand_failed", cause=type(error).__name__, attempts=work.delivery.attempts)
            await self._inbox.let_go(work.delivery.openid_hash)
            return False
        return await self._finish(work, done)

    async def _do(self, work: Work) -> Done:
        """Do the errand; one that failed or ended in a crash each time is given up with a sentence."""
        if work.delivery.attempts > MOST_TRIES:
            log.error("wechat_errand_given_up", attempts=work.delivery.attempts)
            return Done([FollowerMessage(wording.NOT_DONE)])
        return await self._clerk.do(Errand.from_json(work.errand), work.conversation_id, f"wx-{work.delivery.key}")

    async def _finish(self, work: Work, done: Done) -> bool:
        key, more = work.delivery.key, False
        if done.forgot:
            await self._inbox.finish_forgotten(work, done.messages[0])
            self._meter.answered("deleted")
        else:
            finished = await self._inbox.finish(work, done.messages, done.is_emergency)
            more = finished.more_waiting
            self._meter.answered(finished.route or "before")
        if key in self._awaited:
            self._tell(await self._inbox.decided_among([key]))
        return more

    async def _reply(self, received: Received, began: float, patience: float) -> list[FollowerMessage]:
        key = received.key
        awaited = self._awaited.setdefault(key, _Awaited(asyncio.get_running_loop().create_future()))
        awaited.requests += 1
        try:
            if not received.is_new:  # an earlier copy may have its answer already
                self._tell(await self._inbox.decided_among([key]))
            async with asyncio.timeout(max(patience - (monotonic() - began), 0)):
                return await asyncio.shield(awaited.reply)
        except TimeoutError:
            # Where even this write waits, nothing is known to be handed over, and `send_lost` sends what was decided.
            acknowledging = asyncio.create_task(self._acknowledge(received))
            self._background.add(acknowledging)
            acknowledging.add_done_callback(self._acknowledged)
            latest = self._lateness.shorten(LATEST_SECONDS, LEAST_SECONDS)
            async with asyncio.timeout(max(latest - (monotonic() - began), 0.1)):
                return await asyncio.shield(acknowledging)
        finally:
            awaited.requests -= 1
            if awaited.requests == 0:
                del self._awaited[key]

    async def _acknowledge(self, received: Received) -> list[FollowerMessage]:
        self._meter.acknowledged()
        text = wording.COMING if received.may_send_later else wording.ASK_AGAIN_FOR_IT
        reply = await self._inbox.acknowledge(received.key, FollowerMessage(text))
        return [FollowerMessage(wording.DELETED_MEANWHILE)] if reply is None else reply

    def _tell(self, decided: dict[str, list[FollowerMessage]]) -> None:
        for key, messages in decided.items():
            awaited = self._awaited.get(key)
            if awaited is not None and not awaited.reply.done():
                awaited.reply.set_result(messages)

    async def _look_after(self, rounds: int) -> None:
        if self._arrived and (self._settling is None or self._settling.done()):
            await self._settle()
        if self._awaited:
            self._tell(await self._inbox.decided_among(list(self._awaited)))
        if rounds % 4 == 0:
            for openid_hash in await self._inbox.neglected(NEGLECTED_AFTER):
                if openid_hash not in self._serving:
                    self._serve(openid_hash, lambda: False)
            self._meter.sent_again(await self._inbox.send_lost())
            self._meter.queued(await self._inbox.waiting_count())
        if rounds % PURGE_EVERY == 0:
            await self._inbox.purge()

    async def _settle(self) -> None:
        while self._arrived:
            keys = self._arrived[:]
            try:
                await self._inbox.settle(keys)
            except Exception as error:  # the next reply, or the next round, tries again
                log.error("wechat_settling_failed", cause=type(error).__name__)
                return
            del self._arrived[: len(keys)]
