"""Just after a start, while entries and index are still being loaded: deliveries are taken, an alarm is answered."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.channels.wechat import wording
from assistant.services.opening import Opening
from tests.wechat_service import SAID_IN_TIME, Connected, connected


@pytest.fixture
def opening() -> Opening:
    """Opens when the test says so."""
    return Opening()


@pytest.fixture
async def starting(sqlite_url: str, tmp_path: Path, opening: Opening) -> AsyncIterator[Connected]:
    """An account whose service has just started."""
    async with connected(sqlite_url, tmp_path, opening=opening) as running:
        yield running


async def test_a_question_is_kept_and_acknowledged_and_answered_once_everything_is_loaded(
    starting: Connected, opening: Opening
) -> None:
    delivered = await starting.phone.text("mother-1", "能吃盐吗")
    assert delivered.text in SAID_IN_TIME
    assert starting.rasa.asked == []

    opening.open()
    await starting.until(lambda: bool(starting.platform.sent))

    assert [one.text[:9] for one in starting.platform.sent] == ["一岁以内不用加盐。"]
    assert starting.rasa.asked == ["能吃盐吗"]


async def test_an_alarm_is_answered_at_once_though_others_wait(starting: Connected) -> None:
    waiting = [await starting.phone.text(f"father-{number}", "能吃盐吗") for number in range(8)]

    delivered = await starting.phone.text("mother-1", "宝宝抽搐了，嘴唇发紫")

    assert "120" in delivered.text
    assert delivered.text not in SAID_IN_TIME
    assert starting.platform.sent == []
    assert all(one.text in SAID_IN_TIME for one in waiting)


async def test_an_alarm_does_not_wait_behind_the_same_followers_question(starting: Connected, opening: Opening) -> None:
    await starting.phone.text("mother-1", "能吃盐吗")

    delivered = await starting.phone.text("mother-1", "宝宝抽搐了，嘴唇发紫")

    assert "120" in delivered.text
    assert delivered.text not in SAID_IN_TIME
    assert starting.rasa.asked == []
    opening.open()
    await starting.until(lambda: bool(starting.platform.sent))
    assert starting.platform.sent[0].text.startswith("一岁以内不用加盐。")


async def test_what_needs_no_entry_is_answered_at_once(starting: Connected) -> None:
    welcome = await starting.phone.event("mother-1", "subscribe")
    picture = await starting.phone.deliver("mother-2", {"MsgType": "image", "PicUrl": "http://x/1", "MediaId": "m"})

    assert welcome.text.startswith(wording.WELCOME[:10])
    assert picture.text not in ("", *SAID_IN_TIME)
    assert "照片" in picture.text


async def test_deliveries_of_one_follower_keep_their_order(starting: Connected, opening: Opening) -> None:
    for number in (1, 2, 3):
        await starting.phone.text("mother-1", f"{number}号问题能吃盐吗")

    opening.open()
    await starting.until(lambda: len(starting.rasa.asked) == 3)

    assert [text[0] for text in starting.rasa.asked] == ["1", "2", "3"]
