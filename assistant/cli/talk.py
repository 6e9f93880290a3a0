"""Asking in the terminal: through the running service, or with the parts started for this one question."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from assistant.cli.local_http import call
from assistant.cli.secrets import settings_with_secrets
from assistant.domain.site import DEMO_KEY
from assistant.settings import Settings

Say = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]
"""Takes the body of a message, returns the reply of the public contract."""


def ask(question: str) -> int:
    """Print the answer to one question with its sources."""

    async def once() -> None:
        async with _conversation(settings_with_secrets()) as say:
            print(in_words(await say({"text": question})))

    asyncio.run(once())
    return 0


def chat() -> int:
    """Talk until an empty line or the end of the input; a number presses a button."""

    async def talk() -> None:
        async with _conversation(settings_with_secrets()) as say:
            print("您好，请问想了解什么？（直接回车结束）")
            choices: list[dict[str, str]] = []
            while text := (await asyncio.to_thread(_read_line)).strip():
                pressed = text.isdigit() and 1 <= int(text) <= len(choices)
                reply = await say({"choice": choices[int(text) - 1]["choice_id"]} if pressed else {"text": text})
                print(in_words(reply))
                choices = reply["choices"]

    asyncio.run(talk())
    return 0


def in_words(reply: dict[str, Any]) -> str:
    """Return a reply as plain text: sentences, steps, numbers to call, buttons."""
    lines = list(reply["texts"])
    for card in reply["cards"]:
        if card["type"] == "emergency":
            lines += [
                card["title"],
                *(f"  {n}. {step}" for n, step in enumerate(card["steps"], 1)),
                f"拨打 {card['call']}",
            ]
        elif card["type"] == "contact":
            lines.append(f"{card['name']}：{card['phone']}")
        elif card["type"] == "answer":
            lines.append(f"全文：{card['url']}")
    lines += [f"  [{number}] {choice['label']}" for number, choice in enumerate(reply["choices"], 1)]
    return "\n".join(lines)


def _read_line() -> str:
    try:
        return input("> ")
    except EOFError:
        return ""


@asynccontextmanager
async def _conversation(settings: Settings) -> AsyncIterator[Say]:
    address = f"http://127.0.0.1:{settings.port}"
    try:
        _, opened = await asyncio.to_thread(call, f"{address}/api/v1/conversations", {"site_key": DEMO_KEY})
    except ConnectionError:
        async with _own_parts(settings) as say_here:
            yield say_here
        return

    async def say(body: dict[str, Any]) -> dict[str, Any]:
        url = f"{address}/api/v1/conversations/{opened['conversation_id']}/messages"
        status, answered = await asyncio.to_thread(call, url, body, opened["token"])
        if status >= 400:
            return {"texts": [answered["error"]["message"]], "cards": [], "choices": []}
        reply: dict[str, Any] = answered["reply"]
        return reply

    yield say


@asynccontextmanager
async def _own_parts(settings: Settings) -> AsyncIterator[Say]:
    """Start triage and retrieval in this process; without Rasa they answer alone."""
    from assistant.app import running_parts
    from assistant.channels.keys import CLOCK, TURNS, UNIT_OF_WORK
    from assistant.dialogue.turns import TurnRequest
    from assistant.logs import configure_logs
    from assistant.services.conversations import open_conversation
    from assistant.services.sites import get_enabled_site

    configure_logs(level="ERROR")
    print("（服务没有启动，这次只用检索回答；`make run` 启动完整对话）")
    async with running_parts(settings) as parts:
        await parts.loading
        app = parts.public
        site = await get_enabled_site(app[UNIT_OF_WORK], DEMO_KEY)
        opened = await open_conversation(app[UNIT_OF_WORK], site, "terminal", app[CLOCK]())

        async def say(body: dict[str, Any]) -> dict[str, Any]:
            request = TurnRequest(
                opened.conversation_id, "terminal", body.get("text"), body.get("choice"), None, secrets.token_hex(8)
            )
            return (await app[TURNS].take(request)).reply

        yield say
