"""What a follower wrote and who they are lies nowhere in the clear, and goes when they say so."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from assistant.store.tables import metadata
from tests.wechat_platform import APP_SECRET
from tests.wechat_service import Connected

PHONE = "13861724905"
OPENID = "oSecretMother_0001"


async def _everything_stored(account: Connected) -> dict[str, str]:
    """Every row of every table, as text."""
    engine = create_async_engine(account.service.settings.database_url, poolclass=NullPool)
    async with engine.connect() as connection:
        found = {}
        for table in metadata.sorted_tables:
            rows = await connection.execute(text(f'SELECT * FROM "{table.name}"'))
            found[table.name] = "\n".join(_row(tuple(row)) for row in rows)
    await engine.dispose()
    return found


def _row(row: tuple[Any, ...]) -> str:
    return " ".join(value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in row)


@pytest.mark.parametrize("written", [PHONE, "138-6172-4905", "１３８６１７２４９０５"])
async def test_a_phone_number_and_an_openid_are_stored_only_sealed(
    account: Connected, written: str, capfd: pytest.CaptureFixture[str]
) -> None:
    await account.phone.text(OPENID, f"我的电话是{written}，宝宝能吃盐吗")
    await account.phone.deliver(
        OPENID, {"MsgType": "voice", "MediaId": "m", "Format": "amr", "Recognition": f"电话{written}"}
    )
    conversation_id = await account.conversation_id(OPENID)
    await account.service.wechat.messenger.send_to_follower(conversation_id, f"请打{PHONE}", "m1")
    await account.until(lambda: bool(account.platform.sent))

    stored = await _everything_stored(account)

    assert [name for name, rows in stored.items() if PHONE in rows or written in rows or OPENID in rows] == []
    assert "手机号" in stored["items"]
    logged = "".join(capfd.readouterr())
    assert not [secret for secret in (PHONE, written, OPENID, APP_SECRET, account.platform.token) if secret in logged]


async def test_no_message_text_or_secret_reaches_the_log_when_things_fail(
    account: Connected, capfd: pytest.CaptureFixture[str]
) -> None:
    account.platform.fail("/cgi-bin/message/custom/send", 40003, 45015)
    parameters, body = account.phone.request(OPENID, account.phone.body(OPENID, {"MsgType": "text", "Content": "秘密"}))
    await account.phone.send(parameters | {"signature": "0" * 40}, body.encode())
    await account.phone.text(OPENID, "秘密的话")
    conversation_id = await account.conversation_id(OPENID)
    for number in range(2):
        await account.service.wechat.messenger.send_to_follower(conversation_id, "秘密的回话", f"m{number}")
    await account.until(lambda: account.platform.calls["/cgi-bin/message/custom/send"] == 2)
    await asyncio.sleep(0.2)

    logged = "".join(capfd.readouterr())

    assert "request_refused" in logged
    for secret in ("秘密", OPENID, APP_SECRET, account.platform.token, json.dumps("秘密")[1:-1]):
        assert secret not in logged


@pytest.mark.parametrize("said", ["删除", "是的"])
async def test_forgetting_deletes_the_follower_and_everything_of_theirs(account: Connected, said: str) -> None:
    account.rasa.parts["忘记我"] = {"kind": "offer_deletion"}
    await account.phone.text(OPENID, "记号甲乙，能吃盐吗")
    conversation_id = await account.conversation_id(OPENID)
    await account.phone.text(OPENID, "忘记我")
    body = account.phone.body(OPENID, {"MsgType": "text", "Content": said})

    done = await account.phone.post(OPENID, body)
    again = await account.phone.post(OPENID, body)

    assert "已经删除" in done.text
    assert again.text == done.text
    stored = await _everything_stored(account)
    holders = [name for name, rows in stored.items() if "记号甲乙" in rows or conversation_id in rows]
    assert set(holders) <= {"outbox"}  # the order to delete in Rasa
    assert stored["wechat_followers"] == ""
    fresh = await account.phone.text(OPENID, "能吃盐吗")
    assert "保存90天" in fresh.text


async def test_unfollowing_deletes_the_follower_as_the_platform_demands(account: Connected) -> None:
    await account.phone.text(OPENID, "能吃盐吗")

    delivered = await account.phone.event(OPENID, "unsubscribe")

    assert delivered.last.raw == "success"
    stored = await _everything_stored(account)
    assert stored["wechat_followers"] == stored["items"] == stored["wechat_deliveries"] == ""
