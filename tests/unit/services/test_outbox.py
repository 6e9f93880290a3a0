"""Sending what was promised, once."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from assistant.errors import Unavailable
from assistant.services.outbox import (
    BATCH,
    LEASE,
    MOST_ATTEMPTS,
    OutboxWorker,
    PermanentFailure,
    TemporaryFailure,
    enqueue,
)
from assistant.store.database import Database
from assistant.store.records import OutboxMessage
from assistant.store.unit_of_work import SqlUnitOfWork
from tests.databases import Cluster
from tests.records import NOW, a_conversation


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        self.now += by


class Platform:
    """Remembers what it was sent; fails as often as it is told to."""

    def __init__(self, *failures: Exception) -> None:
        self.sent: list[str] = []
        self.tried = 0
        self._arrival = asyncio.Condition()
        self._failures = list(failures)

    async def send(self, message: OutboxMessage) -> None:
        self.tried += 1
        await asyncio.sleep(0)
        if self._failures:
            raise self._failures.pop(0)
        async with self._arrival:
            self.sent.append(message.dedupe_key)
            self._arrival.notify_all()

    async def received(self, count: int) -> None:
        async with self._arrival:
            await self._arrival.wait_for(lambda: len(self.sent) >= count)


def a_worker(database: Database, platform: object, clock: Clock, worker_id: str = "w1") -> OutboxWorker:
    return OutboxWorker(database.unit_of_work, {"wechat": platform}, clock, worker_id, lambda: 1.0)  # type: ignore[dict-item]


async def put(database: Database, *keys: str, recipient: str | None = None, kind: str = "wechat") -> None:
    async with database.unit_of_work() as uow:
        for key in keys:
            assert await enqueue(uow, kind, recipient or f"to-{key}", {"text": "您好"}, key, due_at=NOW)
        await uow.commit()


async def stored(database: Database, key: str) -> OutboxMessage:
    async with database.unit_of_work() as uow:
        message = await uow.outbox.by_dedupe_key(key)
    assert message is not None
    return message


async def test_a_message_is_sent_after_its_transaction_and_once(database: Database) -> None:
    platform, clock = Platform(), Clock()
    worker = a_worker(database, platform, clock)
    async with database.unit_of_work() as uow:
        await enqueue(uow, "wechat", "openid-1", {"text": "您好"}, "m1", due_at=NOW)
        assert await worker.run_once() == 0
        await uow.commit()

    assert await worker.run_once() == 1
    assert await worker.run_once() == 0

    assert platform.sent == ["m1"]
    message = await stored(database, "m1")
    assert (message.state, message.attempts, message.sent_at) == ("sent", 1, NOW)
    assert (message.claimed_by, message.claimed_until) == (None, None)


async def test_a_message_of_a_transaction_taken_back_is_never_sent(database: Database) -> None:
    platform = Platform()
    async with database.unit_of_work() as uow:
        await enqueue(uow, "wechat", "openid-1", {}, "m1", due_at=NOW)

    assert await a_worker(database, platform, Clock()).run_once() == 0
    assert platform.tried == 0


async def test_the_same_key_is_taken_once_and_spoils_no_transaction(database: Database) -> None:
    await put(database, "m1")
    async with database.unit_of_work() as uow:
        assert not await enqueue(uow, "wechat", "somebody else", {}, "m1", due_at=NOW)
        assert await enqueue(uow, "wechat", "openid-1", {}, "m2", due_at=NOW)
        await uow.commit()

    assert (await stored(database, "m1")).recipient == "to-m1"
    assert (await stored(database, "m2")).recipient == "openid-1"


async def test_a_message_waits_for_its_time(database: Database) -> None:
    platform, clock = Platform(), Clock()
    async with database.unit_of_work() as uow:
        await enqueue(uow, "wechat", "openid-1", {}, "m1", due_at=NOW + timedelta(hours=3))
        await uow.commit()
    worker = a_worker(database, platform, clock)

    assert await worker.run_once() == 0
    clock.advance(timedelta(hours=3))
    assert await worker.run_once() == 1


async def test_messages_of_other_kinds_are_left_to_other_workers(database: Database) -> None:
    await put(database, "m1", kind="mail")

    assert await a_worker(database, Platform(), Clock()).run_once() == 0
    assert (await stored(database, "m1")).state == "waiting"


async def test_two_workers_send_nothing_twice(database: Database) -> None:
    platform, clock = Platform(), Clock()
    await put(database, *(f"m{number}" for number in range(60)))
    workers = [a_worker(database, platform, clock, f"w{number}") for number in range(3)]

    async def work(worker: OutboxWorker) -> None:
        while await worker.run_once():
            pass

    await asyncio.gather(*(work(worker) for worker in workers))
    await work(workers[0])

    assert Counter(platform.sent) == Counter(f"m{number}" for number in range(60))


async def test_messages_to_one_recipient_go_out_in_order(database: Database) -> None:
    platform = Platform()
    keys = [f"m{number}" for number in range(9)]
    await put(database, *keys, recipient="openid-1")

    await a_worker(database, platform, Clock()).run_once()

    assert platform.sent == keys


async def test_a_message_whose_worker_died_is_taken_again_when_the_claim_lapses(database: Database) -> None:
    clock, platform = Clock(), Platform()
    started = asyncio.Event()

    class Hangs:
        async def send(self, message: OutboxMessage) -> None:
            started.set()
            await asyncio.sleep(3600)

    await put(database, "m1")
    dying = asyncio.create_task(a_worker(database, Hangs(), clock, "dying").run_once())
    await started.wait()
    dying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dying

    other = a_worker(database, platform, clock, "other")
    clock.advance(LEASE - timedelta(seconds=1))
    assert await other.run_once() == 0
    clock.advance(timedelta(seconds=1))
    assert await other.run_once() == 1
    assert platform.sent == ["m1"]
    assert (await stored(database, "m1")).attempts == 2


async def test_a_claim_that_lapsed_settles_nothing_even_for_a_worker_of_the_same_name(database: Database) -> None:
    await put(database, "m1")
    async with database.unit_of_work() as uow:
        (due,) = await uow.outbox.due(["wechat"], NOW, 10)
        late = await uow.outbox.claim(due, "w1", NOW, NOW + LEASE)
        assert await uow.outbox.claim(due, "w2", NOW, NOW + LEASE) is None
        (due,) = await uow.outbox.due(["wechat"], NOW + LEASE, 10)
        current = await uow.outbox.claim(due, "w1", NOW + LEASE, NOW + 2 * LEASE)
        await uow.commit()

    assert late is not None
    assert current is not None
    async with database.unit_of_work() as uow:
        assert not await uow.outbox.retry_at(late, NOW, "late")
        assert not await uow.outbox.bury(late, "late")
        assert not await uow.outbox.mark_sent(late, NOW)
        assert await uow.outbox.mark_sent(current, NOW + LEASE)
        await uow.commit()
    assert (await stored(database, "m1")).state == "sent"


async def test_a_temporary_failure_is_tried_again_after_a_growing_wait(database: Database) -> None:
    clock = Clock()
    platform = Platform(*(TemporaryFailure("busy") for _ in range(3)))
    worker = a_worker(database, platform, clock)
    await put(database, "m1")

    waits = []
    for _ in range(3):
        assert await worker.run_once() == 1
        assert await worker.run_once() == 0
        message = await stored(database, "m1")
        assert (message.state, message.last_error) == ("waiting", "busy")
        waits.append((message.next_attempt_at - clock.now).total_seconds())
        clock.now = message.next_attempt_at
    await worker.run_once()

    assert waits == [5, 10, 20]
    assert platform.sent == ["m1"]
    assert (await stored(database, "m1")).last_error == ""


async def test_the_other_sides_wish_to_wait_is_respected(database: Database) -> None:
    await put(database, "m1")
    await a_worker(database, Platform(TemporaryFailure("quota", retry_after=600)), Clock()).run_once()

    assert (await stored(database, "m1")).next_attempt_at == NOW + timedelta(minutes=10)


async def test_after_eight_attempts_a_message_is_dead(database: Database) -> None:
    clock = Clock()
    platform = Platform(*(TemporaryFailure("busy") for _ in range(20)))
    worker = a_worker(database, platform, clock)
    await put(database, "m1")

    for _ in range(20):
        await worker.run_once()
        clock.advance(timedelta(hours=1))

    assert platform.tried == MOST_ATTEMPTS == 8
    message = await stored(database, "m1")
    assert (message.state, message.attempts, message.last_error) == ("dead", 8, "busy")


async def test_a_message_that_kills_its_worker_eight_times_is_dead_without_a_ninth_try(database: Database) -> None:
    clock, platform = Clock(), Platform()
    await put(database, "m1")
    for _ in range(8):
        async with database.unit_of_work() as uow:
            (due,) = await uow.outbox.due(["wechat"], clock.now, 10)
            assert await uow.outbox.claim(due, "dying", clock.now, clock.now + LEASE) is not None
            await uow.commit()
        clock.advance(LEASE)

    await a_worker(database, platform, clock).run_once()

    assert platform.tried == 0
    assert (await stored(database, "m1")).state == "dead"


async def test_a_permanent_failure_is_not_tried_again(database: Database) -> None:
    clock = Clock()
    platform = Platform(PermanentFailure("the recipient has unfollowed"))
    worker = a_worker(database, platform, clock)
    await put(database, "m1")

    await worker.run_once()
    clock.advance(timedelta(days=1))
    await worker.run_once()

    assert platform.tried == 1
    message = await stored(database, "m1")
    assert (message.state, message.last_error) == ("dead", "the recipient has unfollowed")


async def test_a_senders_own_mistake_stops_no_other_message_and_quotes_nothing(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    platform = Platform(ValueError("could not send to 13912345678"))
    await put(database, "m1", "m2", "m3")

    assert await a_worker(database, platform, Clock()).run_once() == 3

    assert len(platform.sent) == 2
    (failed,) = {"m1", "m2", "m3"} - set(platform.sent)
    message = await stored(database, failed)
    assert (message.state, message.last_error) == ("waiting", "ValueError")
    printed = capsys.readouterr()
    assert "outbox_sender_broke" in printed.out + printed.err
    assert "13912345678" not in printed.out + printed.err


async def test_a_send_without_end_is_given_up_before_the_claim_lapses(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.services.outbox.SEND_TIMEOUT", timedelta(milliseconds=20))

    class Hangs:
        async def send(self, message: OutboxMessage) -> None:
            await asyncio.sleep(3600)

    await put(database, "m1")
    await a_worker(database, Hangs(), Clock()).run_once()

    message = await stored(database, "m1")
    assert message.state == "waiting"
    assert message.last_error.startswith("No end after")


async def test_waiting_messages_go_with_their_conversation(database: Database) -> None:
    platform = Platform()
    async with database.unit_of_work() as uow:
        await uow.conversations.add(a_conversation())
        await enqueue(uow, "wechat", "openid-1", {}, "m1", due_at=NOW, conversation_id="cv_1")
        await enqueue(uow, "wechat", "cv_1", {}, "m2", due_at=NOW)
        await uow.conversations.delete("cv_1")
        await uow.commit()

    await a_worker(database, platform, Clock()).run_once()

    assert platform.sent == ["m2"]


async def test_the_worker_runs_until_it_is_stopped_and_survives_outages(database: Database) -> None:
    stop, platform = asyncio.Event(), Platform()
    outages = [Unavailable("away"), Unavailable("away"), RuntimeError("a mistake of ours")]

    def unit_of_work() -> SqlUnitOfWork:
        if outages:
            raise outages.pop()
        return database.unit_of_work()

    worker = OutboxWorker(unit_of_work, {"wechat": platform}, Clock(), "w1")
    await put(database, "m1")

    running = asyncio.create_task(worker.run(stop, poll_seconds=0.005))
    await platform.received(1)
    await put(database, "m2")
    await platform.received(2)
    stop.set()
    await running

    assert platform.sent == ["m1", "m2"]


async def test_connections_cut_in_the_middle_lose_no_message(migrated_postgres: str, postgres_cluster: Cluster) -> None:
    database = Database(migrated_postgres)
    await database.open()
    keys = [f"cut-{number}" for number in range(30)]
    await put(database, *keys)
    platform, stop, clock = Platform(), asyncio.Event(), Clock()
    running = asyncio.create_task(a_worker(database, platform, clock).run(stop, poll_seconds=0.005))

    for count in (1, 10, 20):
        await platform.received(count)
        await cut_connections(postgres_cluster)
        clock.advance(LEASE)
    while set(platform.sent) != set(keys):
        clock.advance(LEASE)
        await platform.received(len(platform.sent) + 1)
    stop.set()
    await running

    await database.close()
    assert set(platform.sent) == set(keys)


async def cut_connections(cluster: Cluster) -> None:
    engine = create_async_engine(cluster.url("postgres"), poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shared'")
        )
    await engine.dispose()


async def test_one_recipient_whose_send_hangs_holds_up_nobody_else(database: Database) -> None:
    released, stop = asyncio.Event(), asyncio.Event()

    class Waits(Platform):
        async def send(self, message: OutboxMessage) -> None:
            if message.recipient == "slow":
                await released.wait()
            await super().send(message)

    platform = Waits()
    await put(database, "slow-1", "slow-2", recipient="slow")
    running = asyncio.create_task(a_worker(database, platform, Clock()).run(stop, poll_seconds=0.005))
    await put(database, *(f"m{number}" for number in range(BATCH + 5)))
    await platform.received(BATCH + 5)
    assert not {"slow-1", "slow-2"} & set(platform.sent)

    released.set()
    await platform.received(BATCH + 7)
    stop.set()
    await running

    assert platform.sent[-2:] == ["slow-1", "slow-2"]
