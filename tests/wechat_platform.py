"""WeChat as a stand-in: a real server with the platform's API, and a phone that delivers as the platform does."""

import asyncio
import hashlib
import itertools
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import aiohttp
from aiohttp import web

from assistant.channels.wechat.crypto import MessageCipher

APP_ID = "wx00000000000000aa"
APP_SECRET = "0123456789abcdef0123456789abcdef"
TOKEN = "invented"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = "gh_invented0001"

TRY_SECONDS = 5.0
TRIES = 3
MISHAPS: dict[str, Callable[[], web.Response]] = {
    "page": lambda: web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html"),
    "empty": lambda: web.Response(text=""),
    "list": lambda: web.json_response([]),
}
"""Answers that no platform should give, and a proxy in front of it does."""

_MESSAGE_IDS = itertools.count(7_000_000_000_000_001)


def signature(*parts: str) -> str:
    """The platform's signature, computed here on its own."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


@dataclass
class Sent:
    """A message that the platform accepted for a follower."""

    openid: str
    kind: str
    text: str
    body: dict[str, Any]
    path: str


@dataclass
class PlatformServer:
    """The platform's API: tokens, messages, menu, templates, quota; it fails when told to.

    Attributes:
        url: Where it listens.
        sent: What was accepted, in order.
        calls: Calls by path.
        errors: Errors to give, by path: each call takes the next one, an answer or one of the mishaps below.
        latency: Seconds before each answer.
        quota: Whether the 5-in-48-hours limit is enforced, from messages told by `opened`.
    """

    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    errors: dict[str, list[dict[str, Any] | str]] = field(default_factory=dict)
    latency: float = 0.0
    quota: bool = True
    menu: dict[str, Any] | None = None
    token: str = ""
    refused_over_quota: int = 0
    left: Counter[str] = field(default_factory=Counter)
    tokens_given: int = 0

    def opened(self, openid: str, messages: int = 5) -> None:
        """A follower did something that opens the way for so many messages."""
        self.left[openid] = max(messages, self.left[openid])

    def fail(self, path: str, *errcodes: int) -> None:
        """Let the next calls of a path fail with these numbers."""
        self.errors.setdefault(path, []).extend({"errcode": code, "errmsg": "told to fail"} for code in errcodes)

    def mishap(self, path: str, *ways: str) -> None:
        """Let the next calls of a path go wrong on their way.

        `drop`: the connection breaks before the call is read; `swallow`: it breaks after the call was carried out;
        `page`: a proxy answers 502 with a page; `empty`: 200 with nothing; `list`: JSON that is no object.
        """
        self.errors.setdefault(path, []).extend(ways)

    def texts_to(self, openid: str) -> list[str]:
        """What a follower got by customer-service message."""
        return [one.text for one in self.sent if one.openid == openid and one.path.endswith("custom/send")]

    @asynccontextmanager
    async def running(self) -> AsyncIterator["PlatformServer"]:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        path = request.path
        self.calls[path] += 1
        body = await request.json() if request.can_read_body else {}
        await asyncio.sleep(self.latency)
        planned = self.errors.get(path)
        told = planned.pop(0) if planned else None
        if isinstance(told, dict):
            return web.json_response(told)
        if told in MISHAPS:
            return MISHAPS[told]()
        answer = self._answer_honestly(request, path, body) if told != "drop" else web.Response()
        if told is not None and request.transport is not None:
            request.transport.abort()
        return answer

    def _answer_honestly(self, request: web.Request, path: str, body: dict[str, Any]) -> web.Response:
        if path == "/cgi-bin/stable_token":
            return web.json_response(self._give_token(body))
        if request.query.get("access_token") != self.token or not self.token:
            return web.json_response({"errcode": 40001, "errmsg": "invalid credential"})
        return web.json_response(self._call(path, body))

    def _give_token(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("appid") != APP_ID:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if body.get("secret") != APP_SECRET:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if not self.token or body.get("force_refresh"):
            self.token = secrets.token_hex(20)
        self.tokens_given += 1
        return {"access_token": self.token, "expires_in": 7200}

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        if path == "/cgi-bin/message/custom/send":
            return self._take_service_message(path, body)
        if path in ("/cgi-bin/message/template/send", "/cgi-bin/message/subscribe/bizsend"):
            text = " ".join(value["value"] for value in body["data"].values())
            self.sent.append(Sent(body["touser"], "template", text, body, path))
            return {"errcode": 0, "errmsg": "ok", "msgid": len(self.sent)}
        if path == "/cgi-bin/menu/create":
            self.menu = body
            return {"errcode": 0, "errmsg": "ok"}
        if path == "/cgi-bin/menu/get":
            return {"menu": self.menu} if self.menu else {"errcode": 46003, "errmsg": "menu no exist"}
        if path == "/cgi-bin/openapi/quota/get":
            used = self.calls[body["cgi_path"]]
            return {"errcode": 0, "quota": {"daily_limit": 500000, "used": used, "remain": 500000 - used}}
        return {"errcode": 404, "errmsg": "no such call"}

    def _take_service_message(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        openid = body["touser"]
        if self.quota and self.left[openid] <= 0:
            self.refused_over_quota += 1
            return {"errcode": 45047, "errmsg": "out of response count limit"}
        self.left[openid] -= 1
        text = body.get("text", {}).get("content", "") or body.get("news", {}).get("articles", [{}])[0].get("title", "")
        assert len(text.encode()) <= 2048, "The platform takes 2,048 bytes."
        self.sent.append(Sent(openid, body["msgtype"], text, body, path))
        return {"errcode": 0, "errmsg": "ok"}


@dataclass
class Response:
    """What the callback answered: its status, and the message that a follower would see."""

    status: int
    seconds: float
    text: str = ""
    kind: str = ""
    raw: str = ""


@dataclass
class Delivered:
    """How a delivery went: every try, and the message that the follower saw."""

    tries: list[Response]

    @property
    def last(self) -> Response:
        return self.tries[-1]

    @property
    def text(self) -> str:
        return self.last.text


class Phone:
    """Delivers to a callback as the platform does: signed, encrypted in the account's mode, up to three times.

    Args:
        session: HTTP session.
        urls: Callback addresses; tries go round among them.
        mode: plain, compatible or safe.
        platform: Told which allowance a message opens.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *urls: str,
        mode: str = "safe",
        platform: PlatformServer | None = None,
    ) -> None:
        self.session = session
        self.urls = urls
        self.mode = mode
        self.platform = platform
        self.cipher = MessageCipher(AES_KEY, APP_ID)

    async def text(self, openid: str, content: str, **more: Any) -> Delivered:
        return await self.deliver(openid, {"MsgType": "text", "Content": content}, **more)

    async def event(self, openid: str, event: str, key: str = "", **more: Any) -> Delivered:
        return await self.deliver(openid, {"MsgType": "event", "Event": event, "EventKey": key}, **more)

    async def deliver(
        self, openid: str, fields: dict[str, Any], *, copies: int = 0, created_at: int | None = None
    ) -> Delivered:
        """Deliver once, and again while no answer comes in five seconds; or `copies` at once whatever comes."""
        body = self.body(openid, fields, created_at)
        if self.platform is not None:
            self.platform.opened(openid, 3 if fields["MsgType"] == "event" else 5)
        if copies:
            return Delivered(list(await asyncio.gather(*(self.post(openid, body, number) for number in range(copies)))))
        tries = []
        for number in range(TRIES):
            began = time.monotonic()
            tries.append(await self.post(openid, body, number))
            if tries[-1].status == 200:
                break
            await asyncio.sleep(max(TRY_SECONDS - (time.monotonic() - began), 0))
        return Delivered(tries)

    def body(self, openid: str, fields: dict[str, Any], created_at: int | None = None) -> str:
        """The message as XML."""
        whole = {"ToUserName": ACCOUNT, "FromUserName": openid, "CreateTime": created_at or int(time.time()), **fields}
        if fields["MsgType"] != "event":
            whole.setdefault("MsgId", next(_MESSAGE_IDS))
        return "<xml>" + "".join(f"<{name}>{_cdata(value)}</{name}>\n" for name, value in whole.items()) + "</xml>"

    def request(self, openid: str, body: str, at: float | None = None) -> tuple[dict[str, str], str]:
        """Parameters and body of one signed request."""
        timestamp, nonce = str(int(at or time.time())), str(secrets.randbelow(10**10))
        parameters = {"timestamp": timestamp, "nonce": nonce, "openid": openid}
        parameters["signature"] = signature(TOKEN, timestamp, nonce)
        if self.mode == "plain":
            return parameters, body
        encrypted = self.cipher.encrypt(body)
        parameters["encrypt_type"] = "aes"
        parameters["msg_signature"] = signature(TOKEN, timestamp, nonce, encrypted)
        inner = f"<ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>\n<Encrypt><![CDATA[{encrypted}]]></Encrypt>\n"
        plain = (
            body.removeprefix("<xml>").removesuffix("</xml>").replace(f"<ToUserName>{_cdata(ACCOUNT)}</ToUserName>", "")
        )
        return parameters, f"<xml>{inner}{plain if self.mode == 'compatible' else ''}</xml>"

    async def post(self, openid: str, body: str, number: int = 0, at: float | None = None) -> Response:
        """Make one signed request and read its answer."""
        parameters, signed = self.request(openid, body, at)
        return await self.send(parameters, signed.encode(), number)

    async def send(self, parameters: Any, body: bytes, number: int = 0) -> Response:
        """Make a request as it is."""
        began = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=TRY_SECONDS)
        try:
            async with self.session.post(
                self.urls[number % len(self.urls)], params=parameters, data=body, timeout=timeout
            ) as answer:
                raw = await answer.text()
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            return Response(0, time.monotonic() - began, raw=type(error).__name__)
        return self.read(answer.status, time.monotonic() - began, raw)

    def read(self, status: int, seconds: float, raw: str) -> Response:
        """What a follower sees of an answer."""
        if status != 200 or raw == "success":
            return Response(status, seconds, raw=raw)
        root = ElementTree.fromstring(raw)  # noqa: S314  # our own service wrote it
        if self.mode != "plain":
            encrypted = root.findtext("Encrypt") or ""
            parts = (TOKEN, root.findtext("TimeStamp") or "", root.findtext("Nonce") or "", encrypted)
            assert signature(*parts) == root.findtext("MsgSignature")
            root = ElementTree.fromstring(self.cipher.decrypt(encrypted))  # noqa: S314  # our own service wrote it
        kind = root.findtext("MsgType") or ""
        text = root.findtext("Content") or root.findtext("Articles/item/Title") or ""
        assert len(text.encode()) <= 2048
        return Response(status, seconds, text, kind, raw)


def _cdata(value: Any) -> str:
    if isinstance(value, int | float):
        return str(value)
    return f"<![CDATA[{value}]]>"
