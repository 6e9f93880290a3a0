"""The service in this process, on a real port and database, without Rasa: quick to start, stop and start again."""

import asyncio
import shutil
import sqlite3
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from assistant.app import Service, running_parts
from assistant.channels.keys import HUB
from assistant.domain.site_profile import NoteState
from assistant.errors import Conflict
from assistant.services.clock import now_in_wuxi
from assistant.services.site_pages import Act, change_site, decide_note, enable_site, write_note
from assistant.services.sites import add_site
from assistant.settings import load_settings
from assistant.store.records import Item
from tests.live import ROOT, free_port

T = TypeVar("T")
ACT = Act(None, now_in_wuxi())


class InProcess:
    """One service in a thread of its own; the test's thread drives browsers meanwhile.

    Args:
        folder: Its own, for the database; the search index is taken over.
        **settings: Settings by the end of their variable, e.g. `MODE="production"`.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        index = ROOT / "var" / "index"
        if index.exists():
            shutil.copytree(index, folder / "index")
        given = {
            "VAR_FOLDER": str(folder),
            "PORT": str(self.port),
            "RASA_URL": f"http://127.0.0.1:{free_port()}",
            "DATA_KEY": "k" * 40,
            "INTERNAL_TOKEN": "t" * 40,
            **settings,
        }
        self.settings = load_settings({f"ASSISTANT_{name}": value for name, value in given.items()}, ROOT)
        self._loop = asyncio.new_event_loop()
        self._service: Service | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._stop = asyncio.Event()
        self._running: Future[None] | None = None

    @property
    def service(self) -> Service:
        """What runs."""
        assert self._service is not None, "The service is not running."
        return self._service

    def start(self) -> None:
        """Start and wait until the port answers."""
        ready: Future[None] = Future()
        self._running = asyncio.run_coroutine_threadsafe(self._serve(ready), self._loop)
        self._running.add_done_callback(lambda done: ready.done() or ready.set_exception(done.exception() or OSError()))
        ready.result(timeout=120)

    def stop(self) -> None:
        """Stop; open sockets are closed."""
        self._loop.call_soon_threadsafe(self._stop.set)
        assert self._running is not None
        self._running.result(timeout=30)

    def close(self) -> None:
        """Stop for good."""
        if self._service is not None:
            self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    def add_site(self, key: str, name: str, *origins: str, **settings: Any) -> None:
        """Let a site in, or put it back as it was asked for."""
        unit_of_work = self.service.database.unit_of_work

        async def work() -> None:
            try:
                await add_site(unit_of_work, key, name, origins, now_in_wuxi(), settings=settings)
            except Conflict:
                changes = {"name": name, "allowed_origins": origins, "settings": settings}
                await change_site(unit_of_work, key, changes, ACT)
                await enable_site(unit_of_work, key, True, ACT)

        self.do(work())

    def add_note(self, key: str, title: str, text: str, phone: str = "") -> None:
        """Add an approved note to a site."""
        unit_of_work = self.service.database.unit_of_work

        async def work() -> None:
            note = await write_note(unit_of_work, key, "information", title, text, phone, ACT)
            await decide_note(unit_of_work, key, note.id, NoteState.APPROVED, ACT)

        self.do(work())

    def operator_says(self, conversation_id: str, text: str) -> None:
        """Store an operator's line, as the console does, and wake whoever follows."""

        async def work() -> None:
            async with self.service.database.unit_of_work() as uow:
                seq = await uow.conversations.next_seq(conversation_id, 1)
                await uow.items.add(Item(conversation_id, seq, "operator", {"text": text}, now_in_wuxi()))
                await uow.commit()
            self.service.public[HUB].announce(conversation_id)

        self.do(work())

    def run_sql(self, statement: str, *values: Any) -> list[Any]:
        """Run a statement on the database file and return its rows."""
        with sqlite3.connect(self.settings.var_folder / "assistant.db") as database:
            return database.execute(statement, values).fetchall()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the service's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _serve(self, ready: "Future[None]") -> None:
        self._stop = asyncio.Event()
        async with running_parts(self.settings) as service:
            await service.loading
            runner = web.AppRunner(service.public, access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True).start()
            self._service = service
            ready.set_result(None)
            await self._stop.wait()
            self._service = None
            await runner.cleanup()
