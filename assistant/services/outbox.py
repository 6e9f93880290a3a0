"""Sending what a transaction promised: written with it, sent after it, tried again until it arrives or is hopeless."""

import asyncio
import secrets
import traceback
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta, timezone
from itertools import groupby
from typing import Any, Protocol

import structlog

from assistant.errors import AssistantError
from assistant.services.clock import Clock
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.records import OutboxMessage

MOST_ATTEMPTS = 8
"""With the waits below the last one comes about ten minutes after the first."""

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
SEND_TIMEOUT = timedelta(seconds=30)
LEASE = 2 * SEND_TIMEOUT
"""A claim outlives every send, so that no second worker starts one that is under way."""

BATCH = 20
"""Messages looked at in one round, and recipients served side by side."""

_RANDOM = secrets.SystemRandom()

log = structlog.get_logger(__name__)


class TemporaryFailure(AssistantError):
    """The message may go out later.

    `retry_after` is the least wait in seconds, if the other side named one; `reason` names the cause for people's
    words, where it has a name.
    """

    code = "send_failed_for_now"

    def __init__(self, message: str, retry_after: float | None = None, reason: str = "") -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.reason = reason


class PermanentFailure(AssistantError):
    """The message will never go out as it is; `reason` is as in `TemporaryFailure`."""

    code = "send_failed"

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


class Sender(Protocol):
    """Brings messages of one kind to their recipients."""

    async def send(self, message: OutboxMessage) -> None:
        """Return once the other side has accepted it.

        Raises:
            TemporaryFailure: Trying again may help; any other error is taken for one too.
            PermanentFailure: Trying again is no use.
        """


async def enqueue(
    uow: UnitOfWork,
    kind: str,
    recipient: str,
    payload: dict[str, Any],
    dedupe_key: str,
    *,
    due_at: datetime | None = None,
    conversation_id: str | None = None,
) -> bool:
    """Write a message in the caller's transaction; it is sent after the commit, and not without it.

    Args:
        uow: The caller's open transaction.
        kind: Which sender takes it.
        recipient: Whom the sender addresses; messages to one recipient go out in order while none fails.
        payload: What the sender needs, JSON values.
        dedupe_key: Names the message; a second one with the same key is dropped.
        due_at: Not before then; at once when None.
        conversation_id: Conversation it is deleted with, sent or not; None if it must outlive it.

    Returns:
        False when the key was taken.
    """
    now = datetime.now(timezone.utc)
    message = OutboxMessage(
        id=0,
        kind=kind,
        recipient=recipient,
        payload=payload,
        dedupe_key=dedupe_key,
        state="waiting",
        attempts=0,
        next_attempt_at=due_at or now,
        created_at=now,
        conversation_id=conversation_id,
    )
    return await uow.outbox.add(message)


class OutboxWorker:
    """Sends what is due. Any number may run at once, in any number of processes.

    A message goes out once, except that one that was being sent while the process or the database went down is sent
    again.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        senders: Mapping[str, Sender],
        clock: Clock,
        worker_id: str,
        jitter: Callable[[], float] = _RANDOM.random,
    ) -> None:
        """Remember the parts.

        Args:
            unit_of_work: Opens a transaction.
            senders: By kind; messages of other kinds are left for workers that know them.
            clock: Returns the present instant.
            worker_id: Unique among the workers of this database.
            jitter: Returns 0..1; spreads retries so that they do not all come at once.
        """
        self._unit_of_work = unit_of_work
        self._senders = senders
        self._clock = clock
        self._worker_id = worker_id
        self._jitter = jitter

    async def run(self, stop: asyncio.Event, poll_seconds: float = 0.5) -> None:
        """Work until `stop` is set; what is being sent then is finished first.

        Recipients do not wait for each other: while one send hangs, what becomes due for others goes out.
        """
        under_way: dict[tuple[str, str], asyncio.Task[int]] = {}
        stopping = asyncio.create_task(stop.wait())
        while not stop.is_set():
            try:
                queues = await self._due(BATCH - len(under_way), under_way)
            except Exception as error:  # an outage, or a mistake that would stop every message after it
                log.error("outbox_round_failed", **_without_values(error))
                queues = []
            under_way |= {
                (queue[0].kind, queue[0].recipient): asyncio.create_task(self._handle_in_order(queue))
                for queue in queues
            }
            full = len(under_way) >= BATCH or sum(map(len, queues)) >= BATCH
            await asyncio.wait(
                {stopping, *under_way.values()} if full else {stopping},
                timeout=poll_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for queue_of, task in list(under_way.items()):
                if task.done():
                    del under_way[queue_of]
                    if (failure := task.exception()) is not None:
                        log.error("outbox_round_failed", **_without_values(failure))
        await asyncio.gather(*under_way.values(), return_exceptions=True)

    async def run_once(self) -> int:
        """Try every message of one batch that is due; return how many this worker tried or gave up."""
        work = [self._handle_in_order(queue) for queue in await self._due(BATCH, ())]
        outcomes = await asyncio.gather(*work, return_exceptions=True)  # one failure must not orphan the others
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return sum(outcome for outcome in outcomes if isinstance(outcome, int))

    async def _due(self, limit: int, under_way: Collection[tuple[str, str]]) -> list[list[OutboxMessage]]:
        """Return what is due by kind and recipient, each in order, without the recipients that are served now."""
        if limit <= 0:
            return []
        async with self._unit_of_work() as uow:
            due = await uow.outbox.due(tuple(self._senders), self._clock(), limit, tuple(under_way))
        by_recipient = sorted(due, key=lambda message: (message.kind, message.recipient, message.id))
        return [
            list(queue) for _, queue in groupby(by_recipient, key=lambda message: (message.kind, message.recipient))
        ]

    async def _handle_in_order(self, queue: list[OutboxMessage]) -> int:
        handled = 0
        for message in queue:
            claimed = await self._claim(message)
            if claimed is not None:
                await self._handle(claimed)
                handled += 1
        return handled

    async def _claim(self, message: OutboxMessage) -> OutboxMessage | None:
        now = self._clock()
        async with self._unit_of_work() as uow:
            claimed = await uow.outbox.claim(message, self._worker_id, now, now + LEASE)
            await uow.commit()
        return claimed

    async def _handle(self, message: OutboxMessage) -> None:
        if message.attempts > MOST_ATTEMPTS:  # the last attempt ended in a crash
            await self._bury(message, "Cut off while sending, at the last attempt.", "cut_off")
            return
        try:
            async with asyncio.timeout(SEND_TIMEOUT.total_seconds()):
                await self._senders[message.kind].send(message)
        except PermanentFailure as failure:
            await self._bury(message, str(failure), failure.reason)
        except TemporaryFailure as failure:
            await self._retry(message, str(failure), failure.reason, failure.retry_after or 0.0)
        except TimeoutError:
            await self._retry(message, f"No end after {SEND_TIMEOUT.total_seconds():g} s.", "no_end")
        except Exception as error:  # a sender's mistake must not stop the others
            log.error("outbox_sender_broke", id=message.id, kind=message.kind, **_without_values(error))
            await self._retry(message, type(error).__name__, "")
        else:
            async with self._unit_of_work() as uow:
                await uow.outbox.mark_sent(message, self._clock())
                await uow.commit()

    async def _retry(self, message: OutboxMessage, error: str, reason: str, least_seconds: float = 0.0) -> None:
        if message.attempts >= MOST_ATTEMPTS:
            await self._bury(message, error, reason)
            return
        wait = max(_backoff(message.attempts, self._jitter()), timedelta(seconds=least_seconds))
        async with self._unit_of_work() as uow:
            await uow.outbox.retry_at(message, self._clock() + wait, error, reason)
            await uow.commit()

    async def _bury(self, message: OutboxMessage, error: str, reason: str) -> None:
        async with self._unit_of_work() as uow:
            buried = await uow.outbox.bury(message, error, reason)
            await uow.commit()
        if buried:
            log.warning("outbox_message_dead", id=message.id, kind=message.kind, attempts=message.attempts, cause=error)


def _backoff(attempts: int, jitter: float) -> timedelta:
    """Wait after the given number of attempts: doubled each time, then between half of that and all of it."""
    whole = min(FIRST_WAIT * float(2 ** (attempts - 1)), LONGEST_WAIT)
    return whole * (0.5 + jitter / 2)


def _without_values(error: BaseException) -> dict[str, str]:
    """Describe an error for the log without its text, which may quote a message; our own errors quote none."""
    cause = str(error) if isinstance(error, AssistantError) else type(error).__name__
    return {"cause": cause, "frames": "".join(traceback.format_tb(error.__traceback__))}
