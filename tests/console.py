"""Operators of a running system: accounts, logins, open consoles."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.live import Answered, LiveSystem, call

PASSWORD = "correct horse battery"
_ADMINISTRATORS: dict[str, "Console"] = {}


@dataclass
class Console:
    """One operator, logged in once."""

    system: LiveSystem
    name: str
    bearer: str
    csrf: str
    cookie: str

    def call(self, method: str, path: str, body: Any = None) -> Answered:
        """Call the operators' part of the API with the bearer."""
        return call(f"{self.system.url}/api/v1/operator/{path}", body, method=method, token=self.bearer)

    def with_cookie(self, method: str, path: str, body: Any = None, csrf: str | None = None) -> Answered:
        """Call it as a page does."""
        headers = {"Cookie": f"operator_session={self.cookie}"} | ({"X-CSRF-Token": csrf} if csrf else {})
        return call(f"{self.system.url}/api/v1/operator/{path}", body, method=method, headers=headers)

    @asynccontextmanager
    async def open(self) -> AsyncIterator["OpenConsole"]:
        """Keep the live stream open: on duty."""
        headers = {"Authorization": f"Bearer {self.bearer}"}
        url = f"{self.system.url}/api/v1/operator/events"
        async with aiohttp.ClientSession(headers=headers) as session, session.get(url) as response:
            assert response.status == 200
            console = OpenConsole(response)
            await console.desk_where(lambda desk: desk["on_duty"] > 0)
            yield console


@dataclass
class OpenConsole:
    """The live stream of one console."""

    response: aiohttp.ClientResponse

    async def event(self, name: str) -> Any:
        """Wait for the next event of this name."""
        async with asyncio.timeout(20):
            kind = ""
            async for raw in self.response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: ") and kind == name:
                    return json.loads(line[6:])
        raise AssertionError(f"The stream ended before {name!r} came.")

    async def desk_where(self, condition: Any) -> dict[str, Any]:
        """Wait until the desk looks like this."""
        while True:
            desk: dict[str, Any] = await self.event("desk")
            if condition(desk):
                return desk


def add_operator(system: LiveSystem, name: str, *roles: str) -> None:
    """Make an account: the first one with the command line, the others as its administrator does, which is quicker."""
    if system.url not in _ADMINISTRATORS:
        _add_with_command(system, "first-administrator", "administrator")
        _ADMINISTRATORS[system.url] = log_in(system, "first-administrator")
    body = {"name": name, "password": PASSWORD, "roles": list(roles)}
    added = _ADMINISTRATORS[system.url].call("POST", "accounts", body)
    assert added.status == 201, added


def _add_with_command(system: LiveSystem, name: str, *roles: str) -> None:
    arguments = [word for role in roles for word in ("--role", role)]
    added = system.command("operators", "add", name, *arguments, given=PASSWORD + "\n")
    assert added.returncode == 0, added.stderr


def log_in(system: LiveSystem, name: str, **more: Any) -> Console:
    """Log an operator in."""
    body = {"name": name, "password": PASSWORD, **more}
    login = call(f"{system.url}/api/v1/operator/session", body)
    assert login.status == 201, login
    return console_of(system, name, login)


def console_of(system: LiveSystem, name: str, login: Answered) -> Console:
    """What a login gave."""
    cookie = login.headers["Set-Cookie"].split(";")[0].partition("=")[2]
    return Console(system, name, login.json["bearer"], login.json["csrf_token"], cookie)
