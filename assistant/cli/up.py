"""Starting the service and Rasa, and keeping both running until told to stop."""

import asyncio
import os
import signal
import sys
from contextlib import AsyncExitStack
from time import monotonic

import structlog
from aiohttp import web

from assistant.app import Service, running_parts
from assistant.cli.progress import ProgressLines
from assistant.cli.train import RASA_ENVIRONMENT, is_current, train_now
from assistant.errors import ConfigurationError
from assistant.logs import configure_logs
from assistant.settings import Settings
from assistant.supervisor import RasaLaunch, RasaProcess, RasaState

log = structlog.get_logger(__name__)

DRAIN_SECONDS = 10.0
"""Longest wait, at the stop, for replies in flight."""

RASA_GRACE_SECONDS = 5.0
READY_SECONDS = 90.0
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
"""All that Rasa gets of this process's environment: no secret but the one it needs."""


def up(settings: Settings, train: bool = True) -> int:
    """Train if needed, start everything, print the addresses, and serve until Ctrl-C or SIGTERM."""
    if train and not is_current(settings):
        failed = train_now(settings)
        if failed:
            return failed
    configure_logs(json_lines=not (settings.is_development and sys.stderr.isatty()))
    asyncio.run(_serve(settings))
    return 0


async def _serve(settings: Settings) -> None:
    started, stop = monotonic(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    print("Starting: database, knowledge base, search index, Rasa ...", flush=True)
    async with AsyncExitStack() as stack:
        rasa = RasaProcess(rasa_launch(settings), _note_state)
        stack.push_async_callback(rasa.stop, RASA_GRACE_SECONDS)
        await rasa.start()
        service = await stack.enter_async_context(running_parts(settings, progress=ProgressLines()))
        await stack.enter_async_context(_listening(service, settings))
        watching = asyncio.create_task(rasa.run(stop))
        reporting = asyncio.create_task(_report(service, stop))
        await _until_ready(service, stop)
        if not stop.is_set():
            print(_addresses(settings, monotonic() - started), flush=True)
        await stop.wait()
        print("Stopping: replies in flight are finished first ...", flush=True)
        await asyncio.gather(watching, reporting, return_exceptions=True)


def rasa_launch(settings: Settings) -> RasaLaunch:
    """How Rasa is started for these settings."""
    return RasaLaunch(
        python=settings.root / ".venv-rasa" / "bin" / "python",
        model=settings.model_path,
        port=settings.rasa_port,
        endpoints=settings.root / "endpoints.yml",
        credentials=settings.nlu_folder / "credentials.yml",
        working_folder=settings.root,
        env=rasa_environment(settings),
        log_file=settings.var_folder / "log" / "rasa.log",
    )


def rasa_environment(settings: Settings) -> dict[str, str]:
    """Rasa's environment: thread limits, where actions are, and the token for them."""
    inherited = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
    }
    return {
        **inherited,
        **RASA_ENVIRONMENT,
        "PYTHONUTF8": "1",
        "ASSISTANT_ACTIONS_URL": f"{settings.internal_url}/actions",
        "ASSISTANT_INTERNAL_TOKEN": settings.internal_token.value,
        "RASA_TRACKER_DB": settings.rasa_tracker_url,
    }


class _listening:  # reads as a verb where it is entered
    """Both listeners, opened and closed together."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._settings = settings
        self._runners = (
            web.AppRunner(service.public, access_log=None, shutdown_timeout=DRAIN_SECONDS),
            web.AppRunner(service.internal, access_log=None, shutdown_timeout=DRAIN_SECONDS),
        )

    async def __aenter__(self) -> None:
        settings = self._settings
        places = ((settings.host, settings.port), ("127.0.0.1", settings.internal_port))
        for runner, (host, port) in zip(self._runners, places, strict=True):
            await runner.setup()
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                raise ConfigurationError(
                    f"Port {port} on {host} cannot be used: {error.strerror}. Stop what uses it, or set "
                    "ASSISTANT_PORT, ASSISTANT_INTERNAL_PORT."
                ) from None

    async def __aexit__(self, *_error: object) -> None:
        # The public listener first: replies in flight still need the internal one for Rasa's action calls.
        for runner in self._runners:
            await runner.cleanup()


def _note_state(state: RasaState, reason: str) -> None:
    log.info("rasa_state", state=state.value, reason=reason)


async def _report(service: Service, stop: asyncio.Event) -> None:
    """Keep the metrics' view of Rasa fresh."""
    while not stop.is_set():
        report = await service.readiness.report()
        service.metrics.rasa_is(report.parts["rasa"] == "ok")
        try:
            await asyncio.wait_for(stop.wait(), 5.0)
        except asyncio.TimeoutError:
            continue


async def _until_ready(service: Service, stop: asyncio.Event) -> None:
    deadline = monotonic() + READY_SECONDS
    while not stop.is_set() and monotonic() < deadline:
        report = await service.readiness.report()
        if report.is_ready and not report.degraded:
            return
        await asyncio.sleep(0.25)


def _addresses(settings: Settings, seconds: float) -> str:
    lines = [
        f"Ready after {seconds:.0f} s.",
        f"  demo page     {settings.public_url}/",
        f"  API           {settings.public_url}/api/v1/   described at {settings.public_url}/docs",
        "  first operator: .venv/bin/assistant operators add NAME --role administrator",
        "Ctrl-C stops everything.",
    ]
    return "\n".join(lines)
