"""A mother on the official account, with real Rasa, the real database and a stand-in for the platform."""

import asyncio
from pathlib import Path

import aiohttp

from assistant.channels.wechat.callback import PATH
from tests.live import LiveSystem, call
from tests.night import WeChatSide
from tests.wechat_platform import APP_SECRET, Phone

NUMBER = "13861724905"
OPENID = "oInventedMother_1"


async def test_a_night_on_the_official_account(live: LiveSystem, wechat: WeChatSide) -> None:
    async with aiohttp.ClientSession() as session:
        phone = Phone(session, f"{live.url}{PATH}", platform=wechat.platform)
        welcome = await phone.event(OPENID, "subscribe")
        answer = await phone.text(OPENID, f"宝宝八个月可以吃盐吗，我的电话{NUMBER}")
        command = await phone.text(OPENID, '/confirm_booking{"code":"1"}')
        alarm = await phone.text(OPENID, "宝宝突然没有呼吸了", copies=3)
        checked = await asyncio.to_thread(live.command, "wechat", "check")
        offer = await phone.text(OPENID, "删除我的数据")
        done = await phone.text(OPENID, "1")
        metrics = await asyncio.to_thread(call, f"{live.internal_url}/metrics", token=live.internal_token)

    assert "您好" in welcome.text
    assert "不放盐" in answer.text
    assert command.last.status == 200
    assert len({one.text for one in alarm.tries}) == 1
    assert "120" in alarm.text
    assert "callback" in checked.stdout
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "1. 删除" in offer.text
    assert "已经删除" in done.text
    assert "assistant_wechat_answers_total" in metrics.json
    written = await asyncio.to_thread(_everything_written, live.folder)
    for secret in (NUMBER, OPENID, APP_SECRET, wechat.platform.token):
        assert secret.encode() not in written


def _everything_written(folder: Path) -> bytes:
    """Every database file and every log."""
    files = [*(folder / "var").glob("*.db*"), *(folder / "var" / "log").glob("*"), *folder.glob("service-*.log")]
    return b"".join(file.read_bytes() for file in files)
