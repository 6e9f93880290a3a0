"""Whose address counts behind a reverse proxy."""

from ipaddress import ip_network

from aiohttp import web
from pytest_aiohttp.plugin import AiohttpClient

from assistant.channels.proxies import caller_of, see_through

OURS = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))


def test_without_a_trusted_proxy_the_header_is_ignored() -> None:
    assert caller_of("203.0.113.9", ["198.51.100.1"], OURS) == "203.0.113.9"
    assert caller_of("127.0.0.1", ["198.51.100.1"], ()) == "127.0.0.1"


def test_the_nearest_address_that_is_no_proxy_is_the_caller() -> None:
    assert caller_of("127.0.0.1", ["198.51.100.1, 10.1.2.3"], OURS) == "198.51.100.1"


def test_what_a_caller_wrote_in_front_is_not_believed() -> None:
    assert caller_of("127.0.0.1", ["1.1.1.1, 198.51.100.1"], OURS) == "198.51.100.1"


def test_nonsense_in_the_header_leaves_the_last_known_address() -> None:
    assert caller_of("127.0.0.1", ["<script>"], OURS) == "127.0.0.1"
    assert caller_of("10.0.0.1", ["", "2001:db8::1"], OURS) == "2001:db8::1"


async def test_handlers_and_sockets_see_the_callers_address(aiohttp_client: AiohttpClient) -> None:
    async def tell(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade") != "websocket":
            return web.Response(text=request.remote or "")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(request.remote or "")
        await socket.close()
        return socket

    app = web.Application(middlewares=[see_through(OURS)])
    app.router.add_get("/", tell)
    client = await aiohttp_client(app)
    headers = {"X-Forwarded-For": "198.51.100.1"}

    assert await (await client.get("/", headers=headers)).text() == "198.51.100.1"
    async with client.ws_connect("/", headers=headers) as socket:
        assert await socket.receive_str() == "198.51.100.1"
