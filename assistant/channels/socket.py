"""The WebSocket of a conversation: say, listen, resume; what was missed comes first, nothing comes twice."""

import asyncio
import json
from typing import Any, Literal

import structlog
from aiohttp import WSMsgType, web
from pydantic import BaseModel, Field

from assistant.channels.api.contract import FeedbackIn, Identifier, MessageIn, Shape
from assistant.channels.api.conversations import alert_frame, handover_out, item_out, limit_caller, turn_request
from assistant.channels.api.routes import parse
from assistant.channels.credentials import check_origin
from assistant.channels.hub import RECHECK_SECONDS, wait_for_change
from assistant.channels.keys import CLOCK, HUB, TURNS, UNIT_OF_WORK
from assistant.channels.middleware import extras_of, message_for
from assistant.domain.site import Site
from assistant.errors import AssistantError, InvalidInput, NotAuthenticated, NotFound, Unavailable
from assistant.services.conversations import authorise, give_feedback, items_after
from assistant.services.handover import HandoverView, view_for_visitor
from assistant.services.sites import get_enabled_site
from assistant.store.records import Conversation

log = structlog.get_logger(__name__)

AUTHENTICATE_WITHIN_SECONDS = 5.0
NOT_AUTHENTICATED = 4401
"""Close code of the contract: the first frame was late, was no credential, or a wrong one."""

TRY_AGAIN_LATER = 1013
"""Nothing was said about the credential: the database is away, or the service is stopping."""

LARGEST_FRAME = 128 * 1024
PAGE = 200


class AuthFrame(Shape):
    """First frame: the credential, and the last item the client has."""

    type: Literal["auth"]
    token: str
    last_seq: int = Field(0, ge=0)


class AckFrame(Shape):
    """The client has everything up to `seq`."""

    type: Literal["ack"]
    seq: int = Field(ge=0)


class FeedbackFrame(FeedbackIn):
    """Feedback on one answer."""

    type: Literal["feedback"]
    answer_id: Identifier


class MessageFrame(MessageIn):
    """Something said."""

    type: Literal["message"]


FRAMES: dict[str, type[BaseModel]] = {"ack": AckFrame, "feedback": FeedbackFrame, "message": MessageFrame}


async def converse(request: web.Request) -> web.WebSocketResponse:
    """Serve one connection until it closes."""
    socket = web.WebSocketResponse(heartbeat=25, max_msg_size=LARGEST_FRAME)
    await socket.prepare(request)
    try:
        auth = await _authenticate(request, socket)
        conversation = await authorise(
            request.app[UNIT_OF_WORK], request.match_info["id"], auth.token, request.app[CLOCK]()
        )
        check_origin(request, await get_enabled_site(request.app[UNIT_OF_WORK], conversation.site_key))
    except Unavailable:
        await socket.close(code=TRY_AGAIN_LATER, message=b"not available at the moment")
        return socket
    except (AssistantError, asyncio.TimeoutError):
        await socket.close(code=NOT_AUTHENTICATED, message=b"authenticate first")
        return socket
    connection = Connection(request, socket, conversation, auth)
    await connection.serve()
    return socket


async def _authenticate(request: web.Request, socket: web.WebSocketResponse) -> AuthFrame:
    frame = await socket.receive(timeout=AUTHENTICATE_WITHIN_SECONDS)
    if frame.type is not WSMsgType.TEXT:
        raise InvalidInput("The first frame is no text.")
    auth = parse(AuthFrame, _load(frame.data))
    assert isinstance(auth, AuthFrame)  # noqa: S101  # parse returns what it was asked for
    return auth


class Expelled(NotAuthenticated):
    """The token or the site's key has ended while the socket was open."""


class Connection:
    """One open socket: a reader that takes frames in order and a writer that sends stored items in order."""

    def __init__(
        self, request: web.Request, socket: web.WebSocketResponse, conversation: Conversation, auth: AuthFrame
    ) -> None:
        self._request = request
        self._socket = socket
        self._conversation = conversation
        self._sent_seq = auth.last_seq
        self._token = auth.token
        self._shown: HandoverView | None = None
        self._unit_of_work = request.app[UNIT_OF_WORK]

    async def serve(self) -> None:
        """Send what was missed, then follow until the client leaves or the service stops."""
        writer = asyncio.create_task(self._write_items())
        try:
            async for frame in self._socket:
                if frame.type is WSMsgType.TEXT:
                    await self._take(frame.data)
        finally:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _write_items(self) -> None:
        hub = self._request.app[HUB]
        with hub.follow(self._conversation.id) as changed:
            while not hub.is_closing and not self._socket.closed:
                for item in await items_after(self._unit_of_work, self._conversation.id, self._sent_seq, PAGE):
                    shown = item_out(item).model_dump(mode="json", by_alias=True, exclude_none=True)
                    await self._send({"type": "message", **shown})
                    self._sent_seq = item.seq
                    if alert := alert_frame(item):
                        await self._send(alert)
                await self._show_handover()
                await wait_for_change(changed, RECHECK_SECONDS)
        await self._socket.close(code=1001, message=b"service is stopping")

    async def _show_handover(self) -> None:
        """Tell where a request for a person stands, and what the person has opened, when it has changed."""
        view = await view_for_visitor(self._unit_of_work, self._conversation.id)
        before, self._shown = self._shown, view
        if view is None or view == before:
            return
        if before is None or (view.state, view.since, view.ahead) != (before.state, before.since, before.ahead):
            await self._send({"type": "handover", **handover_out(view).model_dump(mode="json")})
        if view.read_seq > (before.read_seq if before else 0):
            await self._send({"type": "read", "seq": view.read_seq})

    async def _take(self, raw: str) -> None:
        client_message_id = None
        try:
            content = _load(raw)
            kind = content.get("type") if isinstance(content, dict) else None
            if kind not in FRAMES:
                raise InvalidInput(f"Frames have a type of {sorted(FRAMES)}.")
            frame = parse(FRAMES[kind], content)
            if isinstance(frame, MessageFrame):
                client_message_id = frame.client_message_id
                await self._say(frame)
            elif isinstance(frame, FeedbackFrame):
                await self._feedback(frame)
        except AssistantError as error:
            log.info("frame_refused", code=error.code, cause=str(error)[:300])
            refused = {"type": "error", "code": error.code, "message": message_for(error), **extras_of(error)}
            await self._send({**refused, "client_message_id": client_message_id})
            if isinstance(error, Expelled):
                await self._socket.close(code=NOT_AUTHENTICATED, message=b"authenticate again")
        except Exception as error:  # a fault in one frame must not end the conversation
            log.exception("unforeseen_error", frame=type(error).__name__)
            fault = AssistantError("unforeseen")
            await self._send({"type": "error", "code": fault.code, "message": message_for(fault)})

    async def _say(self, frame: MessageFrame) -> None:
        site = await self._still_welcome()
        limit_caller(self._request, site.key, self._conversation.id, site.settings.get("messages_per_minute"))
        await self._send({"type": "typing"})
        result = await self._request.app[TURNS].take(turn_request(frame, self._conversation))
        if result.seq == 0:
            await self._send({"type": "message", "seq": 0, "from": "assistant", "reply": result.reply})
            await self._socket.close(code=1000, message=b"conversation deleted")

    async def _still_welcome(self) -> Site:
        """Return the site if token and key still hold: a socket outlives neither an expiry nor a revocation."""
        try:
            await authorise(self._unit_of_work, self._conversation.id, self._token, self._request.app[CLOCK]())
            return await get_enabled_site(self._unit_of_work, self._conversation.site_key)
        except (NotAuthenticated, NotFound) as error:
            raise Expelled(str(error)) from error

    async def _feedback(self, frame: FeedbackFrame) -> None:
        known = await give_feedback(
            self._unit_of_work, self._conversation.id, frame.answer_id, frame.helpful, frame.comment
        )
        if not known:
            raise NotFound(f"This conversation has no answer {frame.answer_id}.")

    async def _send(self, frame: dict[str, Any]) -> None:
        await self._socket.send_str(json.dumps(frame, ensure_ascii=False))


def _load(raw: str) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidInput("A frame is not JSON.") from None
