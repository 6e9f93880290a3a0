"""The official account's part of the service on a real database and a real port, with a Rasa that does as told."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from assistant.channels.hub import Hub
from assistant.channels.keys import METRICS
from assistant.channels.metrics import Metrics
from assistant.channels.middleware import answer_errors, identify
from assistant.channels.wechat import wording
from assistant.channels.wechat.callback import PATH
from assistant.channels.wechat.parts import WeChat, join_wechat
from assistant.cli.listeners import BACKLOG
from assistant.dialogue.compose import Composer
from assistant.dialogue.rasa_client import RasaTurn
from assistant.dialogue.router import Router, Tasks
from assistant.dialogue.triage import TriageReader, load_reader
from assistant.dialogue.turns import Turns
from assistant.domain.message import Intent
from assistant.errors import RasaUnavailable
from assistant.language.reader import read
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers
from assistant.services.child_memory import REMEMBERED_DAYS, ChildMemory
from assistant.services.clock import now_in_wuxi
from assistant.services.opening import Opening
from assistant.services.outbox import OutboxWorker
from assistant.services.private_values import PrivateValues
from assistant.settings import Settings, load_settings
from assistant.store.database import Database
from assistant.store.records import OutboxMessage
from tests.builders import an_entry
from tests.fakes import FakeRetriever
from tests.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, Phone, PlatformServer

ROOT = Path(__file__).resolve().parent.parent
DATA_KEY = "invented-data-key-of-forty-characters-xx"
PUBLIC_URL = "https://guidance.example"

SALT = an_entry("salt", title="宝宝能吃盐吗", answer="一岁以内不用加盐。")
SLEEP = an_entry("sleep", title="夜里总醒怎么办", answer="先看看是不是饿了。")
LONG = an_entry(
    "long", title="很长的回答", answer="第一句。", body="## 怎么做\n" + "先看宝宝的样子，再决定做什么。" * 120
)
ENTRIES = {entry.id: entry for entry in (SALT, SLEEP, LONG)}


@cache
def triage_reader() -> TriageReader:
    """The real rules, loaded once."""
    return load_reader(ROOT / "knowledge_base" / "triage")


SAID_IN_TIME = (wording.COMING, wording.SLOW)
"""What a follower reads when the answer takes longer: the second where the machine is too busy even to note it."""


@dataclass
class ToldRasa:
    """Answers by words in the text, after a delay of that word's; a text without any is about salt.

    Attributes:
        parts: What the actions find, by a word of the text.
        delays: Seconds before the answer, by a word of the text.
        asked: Texts that reached it.
        answers: Cleared, it answers nothing until it is set again.
    """

    parts: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    is_down: bool = False
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.answers.set()

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> RasaTurn:
        self.asked.append(text)
        await asyncio.sleep(next((delay for word, delay in self.delays.items() if word in text), 0.0))
        await self.answers.wait()
        if self.is_down:
            raise RasaUnavailable("told to be down")
        default = {"kind": "answer", "entry_ids": ["salt"], "question": text}
        part = next((part for word, part in self.parts.items() if word in text), default)
        return RasaTurn(Intent("ask_parenting", 0.9), (), (part,))

    async def begin_session(self, conversation_id: str) -> None:
        return None


def wechat_settings(database_url: str, platform_url: str, folder: Path, **more: str) -> Settings:
    """Settings with the account switched on."""
    env = {
        "ASSISTANT_DATABASE_URL": database_url,
        "ASSISTANT_VAR_FOLDER": str(folder),
        "ASSISTANT_PUBLIC_URL": PUBLIC_URL,
        "ASSISTANT_DATA_KEY": DATA_KEY,
        "ASSISTANT_INTERNAL_TOKEN": "t" * 40,
        "ASSISTANT_PER_SITE_PER_MINUTE": "600",
        "ASSISTANT_WECHAT_MODE": "safe",
        "ASSISTANT_WECHAT_APP_ID": APP_ID,
        "ASSISTANT_WECHAT_APP_SECRET": APP_SECRET,
        "ASSISTANT_WECHAT_TOKEN": TOKEN,
        "ASSISTANT_WECHAT_AES_KEY": AES_KEY,
        "ASSISTANT_WECHAT_API_URL": platform_url,
    }
    return load_settings({**env, **more}, ROOT)


@dataclass
class Running:
    """One instance that runs."""

    url: str
    wechat: WeChat
    database: Database
    settings: Settings
    metrics: Metrics
    outbox: OutboxWorker


@asynccontextmanager
async def running_instance(
    settings: Settings,
    rasa: ToldRasa,
    clock: Callable[[], datetime] = now_in_wuxi,
    name: str = "one",
    listening: socket.socket | None = None,
    opening: Opening | None = None,
) -> AsyncIterator[Running]:
    """Run the account's part of the service: real triage, turns, store, outbox and listener.

    With an `opening`, nothing but triage is there until it opens, as after a start.
    """
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.close)
        await database.open()
        session = await stack.enter_async_context(aiohttp.ClientSession())
        metrics = Metrics()
        turns = _turns(database, rasa, clock, opening)
        parts = (
            settings,
            session,
            database.unit_of_work,
            turns,
            triage_reader(),
            PrivateValues(DATA_KEY.encode()),
            clock,
            metrics.registry,
            opening,
        )
        wechat = join_wechat(*parts)
        url = await _listen(stack, wechat, metrics, listening or socket.create_server(("127.0.0.1", 0)))
        stop, outbox = asyncio.Event(), OutboxWorker(database.unit_of_work, wechat.senders, clock, name)
        sending = asyncio.create_task(outbox.run(stop, poll_seconds=0.1))
        await stack.enter_async_context(wechat.running())
        try:
            yield Running(url, wechat, database, settings, metrics, outbox)
        finally:
            stop.set()
            await sending


async def _listen(stack: AsyncExitStack, wechat: WeChat, metrics: Metrics, listening: socket.socket) -> str:
    app = web.Application(middlewares=[identify, answer_errors], client_max_size=256 * 1024)
    app[METRICS] = metrics
    wechat.callback.add_to(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.SockSite(runner, listening, backlog=BACKLOG).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"


def _turns(database: Database, rasa: ToldRasa, clock: Callable[[], datetime], opening: Opening | None = None) -> Turns:
    answers = Answers(FakeRetriever(Outcome.ANSWER, "sleep"), lambda: ENTRIES, clock, opening)
    composer = Composer(lambda entry: f"{PUBLIC_URL}/handbook/{entry.id}")
    private = PrivateValues(DATA_KEY.encode())
    memory = ChildMemory(private, REMEMBERED_DAYS)
    router = Router(triage_reader(), rasa, answers, composer, read, Tasks(consent=memory.consent))
    return Turns(database.unit_of_work, router, triage_reader(), rasa, private, memory, Hub(), clock)


@asynccontextmanager
async def connected(
    database_url: str, folder: Path, rasa: ToldRasa | None = None, **more: Any
) -> AsyncIterator["Connected"]:
    """Run a platform, one instance and a phone."""
    settings_more = {name: more.pop(name) for name in list(more) if name.startswith("ASSISTANT_")}
    rasa = rasa or ToldRasa()
    async with PlatformServer().running() as platform, aiohttp.ClientSession() as session:
        settings = wechat_settings(database_url, platform.url, folder, **settings_more)
        async with running_instance(settings, rasa, **more) as service:
            phone = Phone(session, service.url, mode=settings.wechat.mode, platform=platform)
            yield Connected(service, platform, phone, rasa)


@dataclass
class Connected:
    """Everything that runs, and what tests ask of it."""

    service: Running
    platform: PlatformServer
    phone: Phone
    rasa: ToldRasa

    async def until(self, condition: Callable[[], bool], seconds: float = 15.0) -> None:
        """Wait for a condition."""
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110  # the condition lies in the platform, which tells nobody
                await asyncio.sleep(0.02)

    async def until_kept(self, openid: str, count: int = 1) -> None:
        """Wait until so many messages wait for the follower's next one."""
        conversation_id = await self.conversation_id(openid)
        found = -1
        async with asyncio.timeout(15):
            while found < count:
                await asyncio.sleep(0.05)
                async with self.service.database.unit_of_work() as uow:
                    found = len(await uow.wechat_followers.kept_keys(conversation_id))

    async def dead_letter(self) -> OutboxMessage:
        """Wait for a message that was given up, and return it; there is no other."""
        dead: list[OutboxMessage] = []
        async with asyncio.timeout(15):
            while not dead:
                await asyncio.sleep(0.05)
                async with self.service.database.unit_of_work() as uow:
                    dead = await uow.outbox.dead(10)
        (only,) = dead
        return only

    async def items(self, openid: str) -> list[Any]:
        """The transcript of a follower."""
        sealing = self.service.wechat.callback.sealing
        async with self.service.database.unit_of_work() as uow:
            follower = await uow.wechat_followers.get(sealing.follower_key(openid))
            return [] if follower is None else await uow.items.list_after(follower.conversation_id, 0, 500)

    async def conversation_id(self, openid: str) -> str:
        """The follower's conversation."""
        sealing = self.service.wechat.callback.sealing
        async with self.service.database.unit_of_work() as uow:
            follower = await uow.wechat_followers.get(sealing.follower_key(openid))
        assert follower is not None
        return follower.conversation_id

    async def set_handover(self, openid: str, value: Any) -> None:
        """Let an operator take the conversation, or leave it."""
        conversation_id = await self.conversation_id(openid)
        async with self.service.database.unit_of_work() as uow:
            await uow.conversations.set_handover(conversation_id, value)
            await uow.commit()
