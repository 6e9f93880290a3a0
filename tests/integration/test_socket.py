"""The WebSocket: authenticate first, get what was missed, nothing twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.live import LiveSystem, Talk


@asynccontextmanager
async def connected(talk: Talk, *, token: str | None = None, last_seq: int = 0) -> AsyncIterator[Any]:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{talk.url}/socket") as socket:
        await socket.send_json({"type": "auth", "token": talk.token if token is None else token, "last_seq": last_seq})
        yield socket


async def frames(socket: Any, kind: str, count: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    async with asyncio.timeout(20):
        while len(found) < count:
            frame = json.loads(await socket.receive_str())
            if frame["type"] == kind:
                found.append(frame)
    return found


async def test_a_message_is_answered_over_the_socket_and_both_items_arrive_in_order(live: LiveSystem) -> None:
    talk = live.talk()

    async with connected(talk) as socket:
        await socket.send_json({"type": "message", "text": "宝宝八个月可以吃盐吗", "client_message_id": "w1"})
        said, answered = await frames(socket, "message", 2)

    assert (said["seq"], said["from"], said["text"]) == (1, "caregiver", "宝宝八个月可以吃盐吗")
    assert (answered["seq"], answered["from"]) == (2, "assistant")
    assert answered["reply"]["citations"]


async def test_typing_is_shown_before_the_answer(live: LiveSystem) -> None:
    async with connected(live.talk()) as socket:
        await socket.send_json({"type": "message", "text": "你好"})

        first = json.loads(await socket.receive_str())

    assert first["type"] == "typing"


async def test_a_reconnect_gets_what_was_missed_and_nothing_twice(live: LiveSystem) -> None:
    talk = live.talk()
    async with connected(talk) as socket:
        await socket.send_json({"type": "message", "text": "你好"})
        await frames(socket, "message", 2)
    await asyncio.to_thread(talk.say, "谢谢")

    async with connected(talk, last_seq=2) as socket:
        missed = await frames(socket, "message", 2)

    assert [item["seq"] for item in missed] == [3, 4]


async def test_what_another_connection_says_arrives_live(live: LiveSystem) -> None:
    talk = live.talk()

    async with connected(talk) as socket:
        await asyncio.to_thread(talk.say, "你好")
        items = await frames(socket, "message", 2)

    assert [item["seq"] for item in items] == [1, 2]


@pytest.mark.parametrize("token", ["", "nonsense", "foreign"])
async def test_a_wrong_token_closes_with_4401(live: LiveSystem, token: str) -> None:
    wrong = live.talk().token if token == "foreign" else token

    async with connected(live.talk(), token=wrong) as socket:
        await socket.receive(timeout=10)

        assert socket.close_code == 4401


@pytest.mark.parametrize("first", ["not json", "[]", '{"type": "message", "text": "hi"}', '{"type": "auth"}'])
async def test_a_first_frame_that_is_no_credential_closes_with_4401(live: LiveSystem, first: str) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{live.talk().url}/socket") as socket:
        await socket.send_str(first)
        await socket.receive(timeout=10)

        assert socket.close_code == 4401


async def test_silence_closes_with_4401(live: LiveSystem) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{live.talk().url}/socket") as socket:
        await socket.receive(timeout=15)

        assert socket.close_code == 4401


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "invalid_input"),
        ("[]", "invalid_input"),
        ('{"type": "nonsense"}', "invalid_input"),
        ('{"type": "message"}', "invalid_input"),
        ('{"type": "message", "text": "\\u200b"}', "empty_text"),
        ('{"type": "message", "choice": "none"}', "choice_expired"),
        ('{"type": "feedback", "answer_id": "a_0", "helpful": true}', "not_found"),
    ],
)
async def test_a_bad_frame_is_refused_and_the_conversation_goes_on(live: LiveSystem, frame: str, code: str) -> None:
    talk = live.talk()

    async with connected(talk) as socket:
        await socket.send_str(frame)
        (refused,) = await frames(socket, "error", 1)
        await socket.send_json({"type": "message", "text": "你好"})
        answered = await frames(socket, "message", 2)

    assert refused["code"] == code
    assert refused["message"]
    assert [item["seq"] for item in answered] == [1, 2]


async def test_a_long_poll_wakes_when_something_is_said(live: LiveSystem) -> None:
    talk = live.talk()
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {talk.token}"}) as session:
        waiting = asyncio.create_task(_poll(session, f"{talk.url}/messages?after=0&wait=20"))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(talk.say, "你好")

        async with asyncio.timeout(10):
            items = await waiting

    assert [item["from"] for item in items] == ["caregiver", "assistant"]


async def _poll(session: aiohttp.ClientSession, url: str) -> list[dict[str, Any]]:
    async with session.get(url) as response:
        found: list[dict[str, Any]] = (await response.json())["items"]
        return found
