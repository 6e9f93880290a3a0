"""The service in this process, on real ports and a real database, without Rasa: quick to start, stop and start again."""

import asyncio
import os
import shutil
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from assistant.app import Service, running_parts
from assistant.settings import load_settings
from tests.live import ROOT, free_port

T = TypeVar("T")


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

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the service's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=30)

    async def _serve(self, ready: "Future[None]") -> None:
        self._stop = asyncio.Event()
        async with running_parts(self.settings) as service:
            runner = web.AppRunner(service.public, access_log=None, shutdown_timeout=1.0)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", self.port, reuse_address=True).start()
            self._service = service
            ready.set_result(None)
            await self._stop.wait()
            self._service = None
            await runner.cleanup()


def own_environment() -> dict[str, str]:
    """The environment without this product's variables."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
