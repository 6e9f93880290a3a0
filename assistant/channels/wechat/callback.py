"""The address that the platform calls: GET proves that it is ours, POST brings messages and events."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web

from assistant.channels.limits import RateLimits
from assistant.channels.wechat import wording
from assistant.channels.wechat.alarms import Alarms
from assistant.channels.wechat.deliveries import ACKNOWLEDGE_SECONDS, Deliveries
from assistant.channels.wechat.envelope import NOTHING_TO_SAY, Envelope
from assistant.channels.wechat.errands import Errand, errand_of, opened_by
from assistant.channels.wechat.menu import Menu
from assistant.channels.wechat.messages import Inbound
from assistant.channels.wechat.metrics import WeChatMeter
from assistant.channels.wechat.signature import Signed, check_request
from assistant.domain.wechat import FollowerMessage
from assistant.errors import AssistantError, InvalidInput, TooManyRequests, Unavailable
from assistant.services.clock import Clock
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.services.wechat_followers import Visitor, forget_follower
from assistant.services.wechat_inbox import Arrival, Inbox
from assistant.services.wechat_sealing import WeChatSealing

PATH = "/wechat/official-account"
LARGEST_BODY = 64 * 1024
"""A text message has at most 2,048 bytes; encrypted and with every other field it stays far below this."""

_ECHO = re.compile(r"[A-Za-z0-9+/=_\-]{1,256}")


@dataclass(frozen=True, slots=True)
class Callback:
    """The account's callback.

    Attributes:
        token: Of the callback.
        envelope: Opens bodies and closes replies.
        deliveries: Answers deliveries.
        inbox: Remembers requests that bring no errand.
        menu: What clicks say.
        alarms: Reads what cannot be kept.
        meter: Counts refusals.
        unit_of_work: Opens a transaction.
        sealing: Names followers.
        clock: The present instant.
        limits: How fast a follower may write.
        per_minute: Messages a minute.
    """

    token: str
    envelope: Envelope
    deliveries: Deliveries
    inbox: Inbox
    menu: Menu
    alarms: Alarms
    meter: WeChatMeter
    unit_of_work: UnitOfWorkFactory
    sealing: WeChatSealing
    clock: Clock
    limits: RateLimits
    per_minute: int

    def add_to(self, app: web.Application) -> None:
        """Add both routes."""
        app.router.add_get(PATH, self.prove, allow_head=False)
        app.router.add_post(PATH, self.deliver)

    async def prove(self, request: web.Request) -> web.Response:
        """Answer the platform's question whether this address is ours."""
        signed = self._signed(request)
        echo = signed.parameters.get("echostr", "")
        if not _ECHO.fullmatch(echo):
            raise self._refused(InvalidInput("echostr is missing or malformed."))
        await self._remember(signed)
        return web.Response(text=echo, content_type="text/plain")

    async def deliver(self, request: web.Request) -> web.StreamResponse:
        """Take a message or event, and answer it or acknowledge it."""
        signed = self._signed(request)
        body = await _read(request)
        try:
            inbound = self.envelope.open(body, signed)
        except AssistantError as error:
            raise self._refused(error) from None
        errand = errand_of(inbound, self.menu)
        if errand is None:
            await self._note_event(inbound, signed)
            return web.Response(text=NOTHING_TO_SAY)
        key, message = await self._answer(inbound, errand, signed)
        return await self._respond(request, inbound, signed, key, message)

    async def _answer(self, inbound: Inbound, errand: Errand, signed: Signed) -> tuple[str, FollowerMessage | None]:
        try:
            if self._is_too_fast(inbound.openid) and not self.alarms.text(errand):
                await self.inbox.note_request(signed.nonce_key)
                return "", FollowerMessage(wording.TOO_MANY)
            return await self.deliveries.receive(self._arrival(inbound, errand, signed), errand)
        except asyncio.TimeoutError:
            return "", self._without_store(errand, wording.SLOW)
        except Unavailable:
            return "", self._without_store(errand, wording.BUSY)
        except AssistantError as error:
            raise self._refused(error) from None

    def _arrival(self, inbound: Inbound, errand: Errand, signed: Signed) -> Arrival:
        return Arrival(
            visitor=Visitor(inbound.openid, opened_by(inbound), inbound.scene),
            identity=inbound.identity,
            errand=errand.to_json(),
            nonce=signed.nonce_key,
            wait_until=self.clock() + timedelta(seconds=ACKNOWLEDGE_SECONDS),
        )

    async def _respond(
        self, request: web.Request, inbound: Inbound, signed: Signed, key: str, message: FollowerMessage | None
    ) -> web.StreamResponse:
        """Write the response here, so that it is known whether it was handed over."""
        if message is None:
            text, kind = NOTHING_TO_SAY, "text/plain"
        else:
            text, kind = self.envelope.close(message, inbound, signed.nonce, self.clock()), "application/xml"
        response = web.Response(text=text, content_type=kind)
        response.headers["X-Content-Type-Options"] = "nosniff"
        await response.prepare(request)
        await response.write_eof()
        if key:
            self.deliveries.arrived(key)
        return response

    async def _remember(self, signed: Signed) -> None:
        try:
            await self.inbox.note_request(signed.nonce_key)
        except AssistantError as error:
            raise self._refused(error) from None

    async def _note_event(self, inbound: Inbound, signed: Signed) -> None:
        """Take note of an event that nobody waits for; only a deletion needs the database, and is delivered again."""
        try:
            await self._remember(signed)
        except Unavailable:
            if inbound.event == "unsubscribe":
                raise
        if inbound.event == "unsubscribe":
            await forget_follower(self.unit_of_work, self.sealing, inbound.openid, self.clock())
        if inbound.report:
            self.meter.reported(inbound.report)

    def _signed(self, request: web.Request) -> Signed:
        try:
            return check_request(request.query, self.token, self.clock())
        except AssistantError as error:
            raise self._refused(error) from None

    def _is_too_fast(self, openid: str) -> bool:
        try:
            self.limits.spend(f"wechat {openid}", self.per_minute)
        except TooManyRequests:
            return True
        return False

    def _without_store(self, errand: Errand, otherwise: str) -> FollowerMessage:
        """What can be said without the database: an alarm, or `otherwise`."""
        return FollowerMessage(self.alarms.text(errand) or otherwise)

    def _refused(self, error: AssistantError) -> AssistantError:
        self.meter.refused(error.code)
        return error


async def _read(request: web.Request) -> bytes:
    """Return the body.

    Raises:
        InvalidInput: It is compressed, which the platform's never are.
        HTTPRequestEntityTooLarge: It is larger than any message.
    """
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise InvalidInput("The body is compressed; the platform's never are.")
    if (request.content_length or 0) > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, request.content_length or 0)
    body = await request.read()
    if len(body) > LARGEST_BODY:
        raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, len(body))
    return body
