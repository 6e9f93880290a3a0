"""The only caller of Rasa."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import aiohttp

from assistant.domain.message import Intent
from assistant.errors import RasaUnavailable
from assistant.language.normalise import strip_command_prefix

FAILURES_BEFORE_PAUSE = 2
PAUSE_SECONDS = 5.0
"""After two failures in a row Rasa is left alone this long, so that parents don't wait for its time limit each turn."""


@dataclass(frozen=True, slots=True)
class RasaTurn:
    """What Rasa said to one message.

    Attributes:
        intent: As understood.
        texts: Sentences from Rasa's responses, in order.
        parts: JSON messages of our actions (kind, and what belongs to it), in order.
    """

    intent: Intent
    texts: tuple[str, ...]
    parts: tuple[Mapping[str, Any], ...]


class RasaClient:
    """Sends turns to Rasa's REST channel on loopback.

    Args:
        session: HTTP session; closed by whoever made it.
        url: Where Rasa listens.
        timeout_seconds: Longest wait for one turn.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, timeout_seconds: float) -> None:
        self._session = session
        self._url = url
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, connect=1.0)
        self._failures = 0
        self._paused_until = 0.0

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> RasaTurn:
        """Return Rasa's answer to what a person wrote.

        Raises:
            RasaUnavailable: Rasa is down, slow, or answered something that is not its format.
        """
        return await self._send(conversation_id, strip_command_prefix(text), metadata)

    async def begin_session(self, conversation_id: str) -> None:
        """Start a new Rasa session for the conversation; slots are carried over, old events are not replayed."""
        await self._send(conversation_id, "/session_start", {})

    async def is_ready(self) -> bool:
        """Whether Rasa answers; it opens its port once the model is loaded."""
        try:
            async with self._session.get(self._url, timeout=aiohttp.ClientTimeout(total=1.0)) as response:
                ready = response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False
        if ready:
            self._failures, self._paused_until = 0, 0.0
        return ready

    async def _send(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> RasaTurn:
        if monotonic() < self._paused_until:
            raise RasaUnavailable("Rasa failed a moment ago and is being left alone for some seconds.")
        body = {"sender": conversation_id, "message": text, "metadata": dict(metadata)}
        try:
            address = f"{self._url}/webhooks/rest/webhook"
            async with self._session.post(address, json=body, timeout=self._timeout) as response:
                response.raise_for_status()
                messages = await response.json()
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            self._note_failure()
            raise RasaUnavailable(
                f"Rasa at {self._url} did not answer the turn: {error!r}. See var/log/rasa.log."
            ) from error
        self._failures = 0
        return _read_messages(messages)

    def _note_failure(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES_BEFORE_PAUSE:
            self._paused_until = monotonic() + PAUSE_SECONDS


def _read_messages(messages: Any) -> RasaTurn:
    if not isinstance(messages, list):
        raise RasaUnavailable(f"Rasa answered {type(messages).__name__} where a list of messages was expected.")
    intent, texts, parts = Intent("none", 0.0), [], []
    for message in messages:
        custom = message.get("custom")
        if isinstance(custom, dict) and custom.get("kind") == "understood":
            intent = Intent(str(custom["intent"]), float(custom["confidence"]))
        elif isinstance(custom, dict):
            parts.append(custom)
        elif message.get("text"):
            texts.append(str(message["text"]))
    return RasaTurn(intent, tuple(texts), tuple(parts))
