"""Two instances on one database, and what a crash leaves behind; the full storms are in tests/soak."""

import asyncio
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from assistant.channels.wechat import deliveries, wording
from assistant.services import wechat_inbox
from tests.wechat_platform import Phone, PlatformServer
from tests.wechat_service import SAID_IN_TIME, Connected, ToldRasa, connected, running_instance, wechat_settings
from tests.wechat_storm import storm

USERS = 24
QUEUED = 4 * deliveries.AT_ONCE


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is up after half a second and neglected deliveries are found at once, so that tests need not wait."""
    monkeypatch.setattr(deliveries, "ACKNOWLEDGE_SECONDS", 0.5)
    monkeypatch.setattr("assistant.channels.wechat.callback.ACKNOWLEDGE_SECONDS", 0.5)
    monkeypatch.setattr(deliveries, "NEGLECTED_AFTER", timedelta(seconds=0.3))
    monkeypatch.setattr(deliveries, "LOOK_SECONDS", 0.2)


async def test_every_copy_at_two_instances_and_each_follower_gets_one_answer(tmp_path: Path, database_url: str) -> None:
    rasas = ToldRasa(delays={"慢慢": 1.0}), ToldRasa(delays={"慢慢": 1.0})
    async with PlatformServer().running() as platform, aiohttp.ClientSession() as session:
        settings = wechat_settings(database_url, platform.url, tmp_path)
        async with (
            running_instance(settings, rasas[0], name="one") as one,
            running_instance(settings, rasas[1], name="two") as two,
        ):
            phone = Phone(session, one.url, two.url, platform=platform)

            outcome = await storm(phone, platform, USERS, per_second=40, copies=3, settle_seconds=20)

    assert outcome.shares == {1: USERS}, outcome
    assert set(outcome.statuses) == {200}
    assert platform.refused_over_quota == 0
    assert len(rasas[0].asked) + len(rasas[1].asked) == USERS


async def test_what_a_crash_interrupted_is_answered_after_the_restart(tmp_path: Path, database_url: str) -> None:
    async with PlatformServer().running() as platform, aiohttp.ClientSession() as session:
        settings = wechat_settings(database_url, platform.url, tmp_path)
        async with running_instance(settings, ToldRasa(delays={"盐": 60.0})) as first:
            phone = Phone(session, first.url, platform=platform)
            delivered = await phone.text("mother-1", "能吃盐吗")
            for task in first.wechat.deliveries._serving.values():
                task.cancel()  # as a kill does: nothing of it is finished, the claim stays
        assert platform.sent == []
        async with running_instance(settings, ToldRasa()) as second:
            async with second.database.unit_of_work() as uow:
                key = second.wechat.callback.sealing.follower_key("mother-1")
                follower = await uow.wechat_followers.get(key)
                assert follower is not None
                await uow.wechat_followers.release(key, follower.busy_by or "")
                await uow.commit()
            async with asyncio.timeout(15):
                while not platform.sent:  # noqa: ASYNC110  # the platform tells nobody
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.5)

    assert delivered.text in SAID_IN_TIME
    (sent,) = platform.texts_to("mother-1")
    assert sent.startswith("一岁以内不用加盐。")


async def test_a_stop_does_not_wait_for_the_queue_and_the_next_start_answers_it(
    tmp_path: Path, database_url: str
) -> None:
    async with PlatformServer().running() as platform, aiohttp.ClientSession() as session:
        settings, slow = wechat_settings(database_url, platform.url, tmp_path), ToldRasa(delays={"盐": 0.8})
        async with running_instance(settings, slow) as first:
            phone = Phone(session, first.url, platform=platform)
            asked = (phone.text(f"mother-{number}", "能吃盐吗") for number in range(QUEUED))
            await asyncio.gather(*asked)
            begun = len(slow.asked)
        begun_while_stopping = len(slow.asked) - begun
        async with running_instance(settings, ToldRasa()):
            async with asyncio.timeout(15):
                while len(platform.sent) < QUEUED:  # noqa: ASYNC110  # the platform tells nobody
                    await asyncio.sleep(0.05)
            await asyncio.sleep(0.3)

    assert begun_while_stopping <= deliveries.AT_ONCE
    assert sorted(one.openid for one in platform.sent) == sorted(f"mother-{number}" for number in range(QUEUED))


async def test_a_reply_that_never_reached_the_platform_is_sent_by_itself(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wechat_inbox, "LOST_AFTER", wechat_inbox.AFTER_THE_REPLY)
    async with connected(database_url, tmp_path, ToldRasa(delays={"盐": 0.4})) as account:
        account.platform.opened("mother-1")
        body = account.phone.body("mother-1", {"MsgType": "text", "Content": "能吃盐吗"})
        gone = asyncio.create_task(account.phone.post("mother-1", body))
        await asyncio.sleep(0.15)
        gone.cancel()  # the connection breaks before the answer

        await account.until(lambda: bool(account.platform.sent), 20)

    (sent,) = account.platform.texts_to("mother-1")
    assert sent.startswith("一岁以内不用加盐。")


async def test_an_errand_that_fails_every_time_ends_with_a_sentence(
    account: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_TRIES", 1)

    async def fail(*_anything: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(account.service.wechat.deliveries._clerk._turns, "take", fail)

    delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert delivered.text == wording.NOT_DONE
    assert account.platform.sent == []
