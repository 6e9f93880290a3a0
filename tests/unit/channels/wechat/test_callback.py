"""The callback lets nobody in but the platform, each request once, in the account's mode alone."""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from assistant.channels.wechat.crypto import MessageCipher
from tests.wechat_platform import AES_KEY, APP_ID, TOKEN, Phone, Response, signature
from tests.wechat_service import Connected, connected

TEXT = {"MsgType": "text", "Content": "能吃盐吗"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database: what is tested here happens before it, or the same on both in other tests."""
    return sqlite_url


async def _nothing_happened(account: Connected) -> bool:
    return await account.items("mother-1") == [] and account.rasa.asked == []


async def test_the_address_is_proved_by_returning_the_echo(account: Connected) -> None:
    parameters, _ = account.phone.request("mother-1", "")
    parameters["echostr"] = "5837372929163612873"

    async with account.phone.session.get(account.service.url, params=parameters) as answer:
        text = await answer.text()

    assert (answer.status, text) == (200, "5837372929163612873")
    assert answer.content_type == "text/plain"


@pytest.mark.parametrize("echo", ["<script>alert(1)</script>", "", "a" * 300])
async def test_an_echo_of_another_form_is_not_returned(account: Connected, echo: str) -> None:
    parameters, _ = account.phone.request("mother-1", "")
    parameters["echostr"] = echo

    async with account.phone.session.get(account.service.url, params=parameters) as answer:
        assert answer.status == 400


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "msg_signature", "encrypt_type"])
async def test_a_missing_parameter_is_refused(account: Connected, name: str) -> None:
    parameters, body = account.phone.request("mother-1", account.phone.body("mother-1", TEXT))
    del parameters[name]

    answer = await account.phone.send(parameters, body.encode())

    assert answer.status in (400, 403)
    assert await _nothing_happened(account)


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "msg_signature", "openid"])
async def test_a_changed_parameter_is_refused(account: Connected, name: str) -> None:
    parameters, body = account.phone.request("mother-1", account.phone.body("mother-1", TEXT))
    first = parameters[name][0]
    parameters[name] = ("1" if first != "1" else "2") + parameters[name][1:]

    answer = await account.phone.send(parameters, body.encode())

    assert answer.status in (400, 403)
    assert await _nothing_happened(account)


@pytest.mark.parametrize("away", [-301, 301, -86_400])
async def test_a_stale_or_future_timestamp_is_refused(account: Connected, away: int) -> None:
    answer = await account.phone.post("mother-1", account.phone.body("mother-1", TEXT), at=time.time() + away)

    assert answer.status == 403
    assert await _nothing_happened(account)


async def test_a_request_is_accepted_once(account: Connected) -> None:
    parameters, body = account.phone.request("mother-1", account.phone.body("mother-1", TEXT))
    first = await account.phone.send(parameters, body.encode())

    again = await account.phone.send(parameters, body.encode())

    assert (first.status, again.status) == (200, 409)
    assert len(await account.items("mother-1")) == 2


async def test_ten_copies_of_one_request_at_once_are_accepted_once(account: Connected) -> None:
    parameters, body = account.phone.request("mother-1", account.phone.body("mother-1", TEXT))

    answers = await asyncio.gather(*(account.phone.send(parameters, body.encode()) for _ in range(10)))

    assert sorted(answer.status for answer in answers) == [200] + [409] * 9


async def test_no_byte_of_a_safe_body_can_be_changed(account: Connected) -> None:
    parameters, body = account.phone.request("mother-1", account.phone.body("mother-1", TEXT))
    raw = body.encode()
    blank = b" \t\r\n"
    accepted = []
    for place in range(0, len(raw), 7):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        answer = await account.phone.send(parameters, changed)
        if answer.status == 200 and not (raw[place] in blank and raw[place] ^ 1 in blank):
            accepted.append(place)

    assert accepted == []
    assert await _nothing_happened(account)


async def test_a_message_for_another_account_is_refused(account: Connected) -> None:
    account.phone.cipher = MessageCipher(AES_KEY, "wx00000000000000bb")

    answer = await account.phone.post("mother-1", account.phone.body("mother-1", TEXT))

    assert answer.status == 403


async def test_a_message_under_another_key_is_refused(account: Connected) -> None:
    account.phone.cipher = MessageCipher("A" * 43, APP_ID)

    answer = await account.phone.post("mother-1", account.phone.body("mother-1", TEXT))

    assert answer.status == 403


@pytest.mark.parametrize(
    ("ours", "theirs"), [("safe", "plain"), ("safe", "compatible"), ("compatible", "plain"), ("plain", "safe")]
)
async def test_a_weaker_or_another_mode_is_never_accepted(
    tmp_path: Path, database_url: str, ours: str, theirs: str
) -> None:
    async with connected(database_url, tmp_path, ASSISTANT_WECHAT_MODE=ours) as account:
        account.phone.mode = theirs

        answer = await account.phone.post("mother-1", account.phone.body("mother-1", TEXT))

        assert answer.status == 403
        assert await _nothing_happened(account)


@pytest.mark.parametrize("mode", ["plain", "compatible", "safe"])
async def test_every_mode_answers_in_kind(tmp_path: Path, database_url: str, mode: str) -> None:
    async with connected(database_url, tmp_path, ASSISTANT_WECHAT_MODE=mode) as account:
        delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert delivered.text.startswith("一岁以内不用加盐。")
    assert ("Encrypt" in delivered.last.raw) == (mode != "plain")


async def test_in_compatible_mode_only_the_encrypted_part_counts(tmp_path: Path, database_url: str) -> None:
    async with connected(database_url, tmp_path, ASSISTANT_WECHAT_MODE="compatible") as account:
        parameters, body = account.phone.request("mother-1", account.phone.body("mother-1", TEXT))

        await account.phone.send(parameters, body.replace("能吃盐吗", "宝宝没有呼吸了").encode())

        assert account.rasa.asked == ["能吃盐吗"]


@pytest.mark.parametrize("body", ["", "<xml></xml>", "no xml", "<xml><FromUserName>a</FromUserName></xml>", "\x00"])
async def test_a_signed_but_empty_or_broken_message_is_refused(account: Connected, body: str) -> None:
    answer = await account.phone.post("mother-1", body)

    assert 400 <= answer.status < 500


async def test_a_body_beyond_any_message_is_refused(account: Connected) -> None:
    parameters, _ = account.phone.request("mother-1", "")

    assert (await account.phone.send(parameters, b"a" * 70_000)).status == 413


async def test_a_compressed_body_is_refused(account: Connected) -> None:
    parameters, body = account.phone.request("mother-1", account.phone.body("mother-1", TEXT))

    async with account.phone.session.post(
        account.service.url, params=parameters, data=body.encode(), headers={"Content-Encoding": "deflate"}
    ) as answer:
        assert answer.status == 400


async def test_a_parameter_given_twice_is_refused(account: Connected) -> None:
    parameters, body = account.phone.request("mother-1", account.phone.body("mother-1", TEXT))

    answer = await account.phone.send([*parameters.items(), ("nonce", "1")], body.encode())

    assert answer.status == 400


@pytest.mark.parametrize(
    "fields",
    [
        {"MsgType": "event", "Event": "brand_new_event"},
        {"MsgType": "event", "Event": "LOCATION", "Latitude": "31.5", "Longitude": "120.3", "Precision": "10"},
        {"MsgType": "event", "Event": "VIEW", "EventKey": "https://guidance.example/"},
        {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "Status": "success"},
        {"MsgType": "event", "Event": "kf_create_session", "KfAccount": "a"},
        {"MsgType": "hologram"},
    ],
)
async def test_what_needs_no_answer_is_acknowledged_and_leaves_nothing(
    account: Connected, fields: dict[str, Any]
) -> None:
    delivered = await account.phone.deliver("mother-1", fields)

    assert delivered.last.raw == "success"
    assert await _nothing_happened(account)


async def test_plain_mode_gives_no_5xx_for_any_changed_byte(tmp_path: Path, database_url: str) -> None:
    async with connected(database_url, tmp_path, ASSISTANT_WECHAT_MODE="plain") as account:
        phone: Phone = account.phone
        raw = phone.body("mother-1", TEXT).encode()
        answers: list[Response] = []
        for place in range(0, len(raw), 5):
            timestamp, nonce = str(int(time.time())), f"n{place}"
            parameters = {"timestamp": timestamp, "nonce": nonce, "signature": signature(TOKEN, timestamp, nonce)}
            changed = raw[:place] + bytes([raw[place] ^ 4]) + raw[place + 1 :]
            answers.append(await phone.send(parameters, changed))

    assert {answer.status for answer in answers} <= {200, 400}
