"""Parents who talk: through the service's API, or straight to a Rasa."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol
from uuid import uuid4

import aiohttp

from benchmarks.questions import questions
from tests.live import LiveSystem

TURN_LIMIT = aiohttp.ClientTimeout(total=60)
NOT_FROM_RASA = ("triage", "none")
"""Intents of replies that went out without Rasa: an alarm, and the fallback while Rasa is down or too slow."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: its time, and whether Rasa took part in the answer."""

    milliseconds: float
    through_rasa: bool


class Conversation(Protocol):
    """One open conversation."""

    async def say(self, text: str) -> Said:
        """Send a message and wait for the whole reply."""


class Entrance(Protocol):
    """A way to reach a system."""

    async def open(self) -> Conversation:
        """Begin a new conversation."""


class ApiEntrance:
    """The service's API.

    Args:
        session: Keeps connections open, as a browser would.
        url: Address of the service.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/api/v1/conversations"

    async def open(self) -> "ApiConversation":
        """Begin a conversation of the demo site."""
        opened = await _post(self._session, self._url, {"site_key": "demo"})
        return ApiConversation(self._session, f"{self._url}/{opened['conversation_id']}/messages", opened["token"])


@dataclass(frozen=True, slots=True)
class ApiConversation:
    """One conversation of the API."""

    session: aiohttp.ClientSession
    url: str
    token: str

    async def say(self, text: str) -> Said:
        """Send a message and wait for the whole reply."""
        started = perf_counter()
        answered = await _post(self.session, self.url, {"text": text}, {"Authorization": f"Bearer {self.token}"})
        spent = (perf_counter() - started) * 1000
        return Said(spent, answered["reply"]["intent"]["name"] not in NOT_FROM_RASA)


class RasaEntrance:
    """Rasa's own REST channel.

    Args:
        session: Keeps connections open, as the service does.
        url: Address of Rasa.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/webhooks/rest/webhook"

    async def open(self) -> "RasaConversation":
        """Begin a conversation; Rasa needs no more than a name."""
        return RasaConversation(self._session, self._url, uuid4().hex)


@dataclass(frozen=True, slots=True)
class RasaConversation:
    """One conversation of Rasa's REST channel."""

    session: aiohttp.ClientSession
    url: str
    sender: str

    async def say(self, text: str) -> Said:
        """Send a message and wait for the whole reply; no words at all mean that the actions failed."""
        started = perf_counter()
        messages = await _post(self.session, self.url, {"sender": self.sender, "message": text})
        return Said((perf_counter() - started) * 1000, bool(messages))


@asynccontextmanager
async def entrances(system: LiveSystem) -> AsyncIterator[tuple[ApiEntrance, RasaEntrance]]:
    """Open both ways into a running system, warmed up: the API, and the REST channel of the same Rasa."""
    async with aiohttp.ClientSession(timeout=TURN_LIMIT) as session:
        api = ApiEntrance(session, system.url)
        rasa = RasaEntrance(session, f"http://127.0.0.1:{system.env['ASSISTANT_RASA_PORT']}")
        for entrance in (api, rasa):
            await warm_up(entrance)
        yield api, rasa


async def warm_up(entrance: Entrance, turns: int = 10) -> None:
    """Let every lazy part load before the first time is taken."""
    conversation, asked = await entrance.open(), questions()
    for _ in range(turns):
        await conversation.say(next(asked))


async def _post(
    session: aiohttp.ClientSession, url: str, body: dict[str, Any], headers: dict[str, str] | None = None
) -> Any:
    async with session.post(url, json=body, headers=headers) as response:
        response.raise_for_status()
        return await response.json()
