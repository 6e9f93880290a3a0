"""A mother on the official account, with real Rasa, the real database and a stand-in for the platform."""

import asyncio
from pathlib import Path

import aiohttp

from assistant.channels.wechat.callback import PATH
from tests.live import call, make_system
from tests.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, Phone, PlatformServer

NUMBER = "13861724905"
OPENID = "oInventedMother_1"


async def test_a_night_on_the_official_account(tmp_path: Path) -> None:
    async with PlatformServer().running() as platform, aiohttp.ClientSession() as session:
        system = make_system(tmp_path)
        system.env |= {
            "ASSISTANT_WECHAT_MODE": "safe",
            "ASSISTANT_WECHAT_APP_ID": APP_ID,
            "ASSISTANT_WECHAT_APP_SECRET": APP_SECRET,
            "ASSISTANT_WECHAT_TOKEN": TOKEN,
            "ASSISTANT_WECHAT_AES_KEY": AES_KEY,
            "ASSISTANT_WECHAT_API_URL": platform.url,
        }
        await asyncio.to_thread(system.start)
        try:
            phone = Phone(session, f"{system.url}{PATH}", platform=platform)
            welcome = await phone.event(OPENID, "subscribe")
            answer = await phone.text(OPENID, f"宝宝八个月可以吃盐吗，我的电话{NUMBER}")
            command = await phone.text(OPENID, '/confirm_booking{"code":"1"}')
            alarm = await phone.text(OPENID, "宝宝突然没有呼吸了", copies=3)
            checked = await asyncio.to_thread(system.command, "wechat", "check")
            offer = await phone.text(OPENID, "删除我的数据")
            done = await phone.text(OPENID, "1")
            metrics = await asyncio.to_thread(call, f"{system.internal_url}/metrics", token=system.internal_token)
        finally:
            await asyncio.to_thread(system.stop)

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
    written = await asyncio.to_thread(_everything_written, tmp_path)
    for secret in (NUMBER, OPENID, APP_SECRET, platform.token):
        assert secret.encode() not in written


def _everything_written(folder: Path) -> bytes:
    """Every database file and every log."""
    files = [*(folder / "var").glob("*.db*"), *(folder / "var" / "log").glob("*"), *folder.glob("service-*.log")]
    return b"".join(file.read_bytes() for file in files)
