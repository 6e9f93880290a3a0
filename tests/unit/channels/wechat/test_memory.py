"""A follower's child is remembered beyond the conversation after an explicit yes, and forgotten at a word."""

import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.dialogue import wording
from assistant.domain.entry import Entry
from assistant.services.child_memory import remember_consent
from assistant.services.clock import now_in_wuxi
from assistant.services.retention import delete_expired
from assistant.store.database import Database
from assistant.store.records import RememberedChildren
from tests import wechat_platform, wechat_service
from tests.builders import an_entry
from tests.wechat_service import Connected, connected

MOTHER = "oMotherWhoComesBack_1"
ABOUT_SALT = "宝宝8个月能吃盐吗"


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = now_in_wuxi()

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def account(
    database_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Connected]:
    """An account whose entry on salt is for children of 6 to 23 months, so that the age is used and shown."""
    salt: Entry = an_entry("salt", title="宝宝能吃盐吗", answer="一岁以内不用加盐。", age_months=(6, 23))
    monkeypatch.setitem(wechat_service.ENTRIES, "salt", salt)
    told = SimpleNamespace(time=lambda: clock.now.timestamp(), monotonic=time.monotonic)
    monkeypatch.setattr(wechat_platform, "time", told)
    async with connected(database_url, tmp_path, clock=clock) as running:
        yield running


async def _said(account: Connected, clock: Clock, text: str) -> str:
    """Say something; return the texts of the reply."""
    clock.now += timedelta(seconds=5)
    await account.phone.text(MOTHER, text)
    items = await account.items(MOTHER)
    return "\n".join(items[-1].body["texts"])


async def _remembered(account: Connected) -> RememberedChildren | None:
    key = account.service.wechat.callback.sealing.follower_key(MOTHER)
    async with account.service.database.unit_of_work() as uow:
        return await uow.remembered_children.get(key)


def _database(account: Connected) -> Database:
    return account.service.database


async def test_nothing_is_remembered_before_an_explicit_yes_and_it_is_asked_once(
    account: Connected, clock: Clock
) -> None:
    first = await _said(account, clock, ABOUT_SALT)
    assert remember_consent(365).text in first
    assert await _remembered(account) is None

    assert wording.NOT_REMEMBERED in await _said(account, clock, "不用")
    again = await _said(account, clock, ABOUT_SALT)

    assert remember_consent(365).text not in again
    assert await _remembered(account) is None


async def test_a_yes_is_stored_with_its_wording_and_the_age_has_moved_on_after_four_months(
    account: Connected, clock: Clock
) -> None:
    await _said(account, clock, ABOUT_SALT)
    assert wording.REMEMBERED in await _said(account, clock, "记住")
    kept = await _remembered(account)
    assert kept is not None
    assert (kept.consent_version, kept.consent_wording) == ("2026-11/365", remember_consent(365).text)
    assert kept.consented_at == clock.now

    clock.now += timedelta(days=124)
    counts = await delete_expired(_database(account).unit_of_work, clock.now)
    assert counts["conversations"] == 1
    back = await _said(account, clock, "能吃盐吗")

    assert "按1岁来说" in back
    assert remember_consent(365).text not in back


async def test_a_correction_changes_what_is_remembered(account: Connected, clock: Clock) -> None:
    await _said(account, clock, ABOUT_SALT)
    await _said(account, clock, "记住")
    await _said(account, clock, "打错了，是10个月，能吃盐吗")

    clock.now += timedelta(days=100)
    await delete_expired(_database(account).unit_of_work, clock.now)

    assert "按1岁1个月来说" in await _said(account, clock, "能吃盐吗")


async def test_forget_me_deletes_at_once_and_for_good(account: Connected, clock: Clock) -> None:
    await _said(account, clock, ABOUT_SALT)
    await _said(account, clock, "记住")

    assert wording.FORGOTTEN in await _said(account, clock, "忘记我")

    assert await _remembered(account) is None
    clock.now += timedelta(days=40)
    assert "来说" not in (await _said(account, clock, "能吃盐吗")).split("要我记住")[0]


async def test_deleting_everything_and_unfollowing_delete_it_too(account: Connected, clock: Clock) -> None:
    for end in ("删除", "unsubscribe"):
        await _said(account, clock, ABOUT_SALT)
        await _said(account, clock, "记住")
        assert await _remembered(account) is not None
        if end == "unsubscribe":
            clock.now += timedelta(days=100)
            await delete_expired(_database(account).unit_of_work, clock.now)
            await account.phone.event(MOTHER, "unsubscribe")
        else:
            await _said(account, clock, "忘记我")
            clock.now += timedelta(seconds=5)
            await account.phone.text(MOTHER, end)
        assert await _remembered(account) is None


async def test_what_nobody_used_for_long_is_deleted_on_time(account: Connected, clock: Clock) -> None:
    await _said(account, clock, ABOUT_SALT)
    await _said(account, clock, "记住")
    clock.now += timedelta(days=366)

    counts = await delete_expired(_database(account).unit_of_work, clock.now)

    assert counts["remembered_children"] == 1
    assert await _remembered(account) is None
