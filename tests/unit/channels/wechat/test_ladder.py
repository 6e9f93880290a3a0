"""The reply ladder: in time as the reply, else by customer-service message, else with the next message."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from assistant.channels.wechat import wording
from assistant.services.clock import now_in_wuxi
from tests.wechat_service import Connected, ToldRasa, connected


async def test_an_answer_in_time_is_the_reply_to_the_request(account: Connected) -> None:
    delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert delivered.last.status == 200
    assert delivered.text.startswith("一岁以内不用加盐。")
    assert "https://guidance.example/handbook/salt" in delivered.text
    assert account.platform.sent == []
    assert [item.sender for item in await account.items("mother-1")] == ["caregiver", "assistant"]
