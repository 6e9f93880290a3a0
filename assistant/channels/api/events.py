"""What an open console is told live, as server-sent events; keeping it open is being on duty."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import web

from assistant.channels.api.desk_views import desk_out
from assistant.channels.call_lines import call_of
from assistant.channels.credentials import let_in
from assistant.channels.hub import RECHECK_SECONDS
from assistant.channels.keys import CALL_LINES, CLOCK, HUB, OPERATOR, UNIT_OF_WORK
from assistant.domain.account import Role
from assistant.domain.handover import DESK
from assistant.errors import AssistantError
from assistant.services.handover import give_sign_of_life, go_off_duty

BEAT_SECONDS = 10.0


async def stream(request: web.Request) -> web.StreamResponse:
    """Send `desk` when the inbox has changed and `line` when the call goes on, until the page leaves."""
    await let_in(request, Role.OPERATOR)
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    response.headers["X-Accel-Buffering"] = "no"
    await response.prepare(request)
    with suppress(ConnectionError, AssistantError):
        await _Stream(request, response, on_duty=request.query.get("duty") != "off").run()
    return response


class _Stream:
    """One open console."""

    def __init__(self, request: web.Request, response: web.StreamResponse, on_duty: bool) -> None:
        self._request = request
        self._response = response
        self._on_duty = on_duty
        self._operator_id = request[OPERATOR].id
        self._desk = ""
        self._line = 0

    async def run(self) -> None:
        hub, loop = self._request.app[HUB], asyncio.get_running_loop()
        next_beat = 0.0
        with hub.follow(DESK, call_of(self._operator_id)) as changed:
            while not hub.is_closing:
                if loop.time() >= next_beat:
                    await self._beat()
                    next_beat = loop.time() + BEAT_SECONDS
                await self._send_desk()
                await self._send_lines()
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(changed.wait(), RECHECK_SECONDS)
                changed.clear()

    async def _beat(self) -> None:
        """Look whether the login still holds, and be on duty or not; raises when it has ended."""
        await let_in(self._request, Role.OPERATOR)
        unit_of_work = self._request.app[UNIT_OF_WORK]
        if self._on_duty:
            await give_sign_of_life(unit_of_work, self._operator_id, self._request.app[CLOCK]())
        else:
            await go_off_duty(unit_of_work, self._operator_id)
        await self._response.write(b": still here\n\n")

    async def _send_desk(self) -> None:
        shown = (await desk_out(self._request, self._operator_id)).model_dump_json(by_alias=True)
        if shown != self._desk:
            self._desk = shown
            await self._send("desk", shown)

    async def _send_lines(self) -> None:
        for number, text in self._request.app[CALL_LINES].after(self._operator_id, self._line):
            self._line = number
            line: dict[str, Any] = {"number": number, "text": text}
            await self._send("line", json.dumps(line, ensure_ascii=False))

    async def _send(self, name: str, data: str) -> None:
        await self._response.write(f"event: {name}\ndata: {data}\n\n".encode())
