"""The client of Rasa against a real local server that behaves and misbehaves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from assistant.dialogue import rasa_client
from assistant.dialogue.rasa_client import RasaClient
from assistant.errors import RasaUnavailable

Serve = Callable[[Callable[[dict[str, Any]], Awaitable[web.Response]]], Awaitable[RasaClient]]


@pytest.fixture
async def serve(aiohttp_server: Any) -> AsyncIterator[Serve]:
    async with aiohttp.ClientSession() as session:

        async def start(answer: Callable[[dict[str, Any]], Awaitable[web.Response]]) -> RasaClient:
            async def handle(request: web.Request) -> web.Response:
                return await answer(await request.json())

            app = web.Application()
            app.router.add_post("/webhooks/rest/webhook", handle)
            server = await aiohttp_server(app)
            return RasaClient(session, str(server.make_url("")), timeout_seconds=0.5)

        yield start


async def test_texts_parts_and_intent_are_told_apart(serve: Serve) -> None:
    async def answer(_body: dict[str, Any]) -> web.Response:
        understood = {"kind": "understood", "intent": "greet", "confidence": 0.8}
        return web.json_response([{"custom": understood}, {"text": "您好"}, {"custom": {"kind": "person"}}])

    turn = await (await serve(answer)).turn("cv_1", "你好", {})

    assert (turn.intent.name, turn.intent.confidence) == ("greet", 0.8)
    assert turn.texts == ("您好",)
    assert turn.parts == ({"kind": "person"},)


@pytest.mark.parametrize("text", ["/greet", "／greet", " //greet"])
async def test_a_leading_slash_never_reaches_rasa(serve: Serve, text: str) -> None:
    seen: list[str] = []

    async def answer(body: dict[str, Any]) -> web.Response:
        seen.append(body["message"])
        return web.json_response([])

    await (await serve(answer)).turn("cv_1", text, {})

    assert seen == ["greet"]


async def test_a_slow_rasa_is_given_up(serve: Serve) -> None:
    async def answer(_body: dict[str, Any]) -> web.Response:
        await asyncio.sleep(5)
        return web.json_response([])

    client = await serve(answer)

    with pytest.raises(RasaUnavailable):
        await client.turn("cv_1", "你好", {})


@pytest.mark.parametrize(
    "response",
    [
        {"text": "not json"},
        {"text": "{}", "content_type": "application/json"},
        {"text": "null", "content_type": "application/json"},
        {"status": 500},
    ],
)
async def test_whatever_is_no_answer_counts_as_unavailable(serve: Serve, response: dict[str, Any]) -> None:
    async def answer(_body: dict[str, Any]) -> web.Response:
        return web.Response(**response)

    client = await serve(answer)

    with pytest.raises(RasaUnavailable):
        await client.turn("cv_1", "你好", {})


async def test_after_two_failures_rasa_is_left_alone_for_a_while(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    async def answer(_body: dict[str, Any]) -> web.Response:
        nonlocal calls
        calls += 1
        return web.Response(status=500) if calls <= 2 else web.json_response([{"text": "好"}])

    now = 1000.0
    monkeypatch.setattr(rasa_client, "monotonic", lambda: now)
    client = await serve(answer)
    for _ in range(4):
        with pytest.raises(RasaUnavailable):
            await client.turn("cv_1", "你好", {})
    assert calls == 2

    now += rasa_client.PAUSE_SECONDS + 0.1

    assert (await client.turn("cv_1", "你好", {})).texts == ("好",)


async def test_nothing_listening_is_unavailable() -> None:
    async with aiohttp.ClientSession() as session:
        client = RasaClient(session, "http://127.0.0.1:9", 0.5)

        assert not await client.is_ready()
        with pytest.raises(RasaUnavailable):
            await client.turn("cv_1", "你好", {})
