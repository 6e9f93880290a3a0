"""What one night needs at once: WeChat on a loop of its own, operators' pages, and a look at everything written."""

import asyncio
import sqlite3
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TypeVar

import aiohttp
from playwright.sync_api import Browser, Page, expect

from assistant.channels.wechat.callback import PATH
from assistant.services.guidance_notices import stage_reminders
from assistant.store.database import Database
from tests.console import Console
from tests.live import LiveSystem
from tests.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, Delivered, Phone, PlatformServer

T = TypeVar("T")
SCREEN = {"width": 1366, "height": 768}
WAIT = 20_000


class WeChatSide:
    """The platform and followers' phones; the test's own thread drives browsers meanwhile."""

    def __init__(self) -> None:
        self.platform = PlatformServer()
        self._loop = asyncio.new_event_loop()

    @contextmanager
    def running(self) -> Iterator["WeChatSide"]:
        """Listen until the block ends."""
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        serving = self.platform.running()
        self._do(serving.__aenter__())
        try:
            yield self
        finally:
            self._do(serving.__aexit__(None, None, None))
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join(timeout=10)
            self._loop.close()

    def settings(self) -> dict[str, str]:
        """What switches the account on."""
        given = {"MODE": "safe", "APP_ID": APP_ID, "APP_SECRET": APP_SECRET, "TOKEN": TOKEN, "AES_KEY": AES_KEY}
        return {f"ASSISTANT_WECHAT_{name}": value for name, value in {**given, "API_URL": self.platform.url}.items()}

    def says(self, system: LiveSystem, openid: str, text: str, copies: int = 0) -> Delivered:
        """A follower writes; with `copies` the platform delivers it so many times at once."""

        async def write() -> Delivered:
            async with aiohttp.ClientSession() as session:
                phone = Phone(session, f"{system.url}{PATH}", platform=self.platform)
                return await phone.text(openid, text, copies=copies)

        return self._do(write())

    def sends_a_picture(self, system: LiveSystem, openid: str) -> Delivered:
        """A follower sends a photograph."""

        async def send() -> Delivered:
            async with aiohttp.ClientSession() as session:
                phone = Phone(session, f"{system.url}{PATH}", platform=self.platform)
                return await phone.deliver(openid, {"MsgType": "image", "PicUrl": "http://p.example/1", "MediaId": "m"})

        return self._do(send())

    def remind_from_a_second_instance(self, system: LiveSystem) -> None:
        """Look for reminders that are due, as another instance on the same database does, three times at once."""

        async def look() -> None:
            database = Database(f"sqlite+aiosqlite:///{system.var / 'assistant.db'}")
            await database.open()
            now = datetime.now(timezone.utc)
            await asyncio.gather(*(stage_reminders(database.unit_of_work, now) for _ in range(3)))
            await database.close()

        self._do(look())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)


@dataclass(frozen=True)
class Record:
    """The database of a system, read beside the service."""

    system: LiveSystem

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """Run one statement."""
        with sqlite3.connect(self.system.var / "assistant.db", timeout=20) as database:
            return database.execute(statement, values).fetchall()

    def count(self, table: str, **where: str) -> int:
        """How many rows have these values."""
        condition = " AND ".join(f"{column} = ?" for column in where) or "1"
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {condition}", *where.values())[0][0])

    def said(self, conversation_id: str) -> list[tuple[int, str, bool]]:
        """Number, sender and whether anything is shown, of every line."""
        found = self.rows(
            "SELECT seq, sender, body NOT LIKE '%\"texts\": []%' AND body NOT LIKE '%\"texts\":[]%' "
            "FROM items WHERE conversation_id = ? ORDER BY seq",
            conversation_id,
        )
        return [(seq, sender, bool(is_shown)) for seq, sender, is_shown in found]

    def logs(self) -> str:
        """Everything that the service and Rasa printed."""
        files = [*self.system.output, *(self.system.var / "log").glob("*")]
        return "\n".join(file.read_text(errors="replace") for file in files)

    def everything(self) -> bytes:
        """Every database file and every log, byte by byte: deleted rows that still lie in a file count too."""
        return b"".join(file.read_bytes() for file in self.system.var.glob("*.db*")) + self.logs().encode()


def open_console(browser: Browser, system: LiveSystem, login: Console) -> Page:
    """Open the inbox as an operator on duty."""
    origin = system.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(viewport=SCREEN, locale="zh-CN")
    context.add_cookies([{"name": "operator_session", "value": login.cookie, "url": origin}])
    context.add_init_script(f"localStorage.setItem('console-csrf', '{login.csrf}')")
    page = context.new_page()
    page.goto(f"{origin}/console/#/inbox")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    return page
