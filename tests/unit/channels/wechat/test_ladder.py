"""The reply ladder: in time as the reply, else by customer-service message, else with the next message."""

from tests.wechat_service import Connected


async def test_an_answer_in_time_is_the_reply_to_the_request(account: Connected) -> None:
    delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert delivered.last.status == 200
    assert delivered.text.startswith("一岁以内不用加盐。")
    assert "https://guidance.example/handbook/salt" in delivered.text
    assert account.platform.sent == []
    assert [item.sender for item in await account.items("mother-1")] == ["caregiver", "assistant"]
