"""Keeps Rasa running: starts it, watches it, replaces it when it dies or hangs, and leaves no orphan behind."""

import asyncio
import atexit
import os
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import aiohttp

from assistant.errors import ConfigurationError, RasaUnavailable
from assistant.process_log import ProcessLog

DIES_WITH_PARENT = """
import ctypes, os, signal, sys
if sys.platform.startswith("linux"):
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != int(sys.argv[1]):
        sys.exit(1)
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
"""Run by the child before it becomes Rasa: asks the kernel to end it with its parent (PR_SET_PDEATHSIG is 1).

A preexec function would do the same, but Python code between fork and exec can deadlock once threads are running.
"""


class RasaState(Enum):
    """What is known of Rasa."""

    STARTING = "starting"
    READY = "ready"
    DOWN = "down"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient the supervisor is; all in seconds but `failed_checks`.

    Attributes:
        check_every: Pause between two checks of a running Rasa.
        check_timeout: Longest wait for the answer to one check.
        failed_checks: Failed checks in a row after which a Rasa that was ready counts as hung.
        start_limit: Longest time from start to ready.
        first_pause: Pause before the first new start; doubles with each further one.
        longest_pause: Upper end of that pause.
        healthy_after: Time since the start after which the pause begins at `first_pause` again.
    """

    check_every: float = 5.0
    check_timeout: float = 5.0
    failed_checks: int = 3
    start_limit: float = 120.0
    first_pause: float = 1.0
    longest_pause: float = 30.0
    healthy_after: float = 60.0


@dataclass(frozen=True, slots=True)
class RasaLaunch:
    """How to start Rasa.

    Attributes:
        python: Interpreter of Rasa's own environment.
        model: Trained model.
        port: Port to listen on.
        endpoints: Rasa's endpoints file.
        credentials: Rasa's credentials file.
        working_folder: The checkout; our graph components are imported from it.
        env: Whole environment of the process; nothing is inherited beside it.
        log_file: Gets warnings and errors of Rasa; rotated by size.
        host: Address to listen on; Rasa belongs on loopback.
        pace: How patient to be.
    """

    python: Path
    model: Path
    port: int
    endpoints: Path
    credentials: Path
    working_folder: Path
    env: Mapping[str, str]
    log_file: Path
    host: str = "127.0.0.1"
    pace: Pace = field(default_factory=Pace)

    @property
    def url(self) -> str:
        """Where Rasa answers."""
        return f"http://{self.host}:{self.port}/"

    def arguments(self) -> tuple[str, ...]:
        """Return Rasa's command line, without the interpreter."""
        return (
            *("-m", "assistant.nlu.serve", "run", "--quiet", "--interface", self.host, "--port", str(self.port)),
            *("--model", str(self.model), "--endpoints", str(self.endpoints), "--credentials", str(self.credentials)),
        )


def _ignore(state: RasaState, reason: str) -> None:
    """Take a change of state and do nothing with it."""


class RasaProcess:
    """One Rasa, replaced as often as needed.

    Start it from the main thread: Linux ends the child with the thread that started it.

    Args:
        settings: How to start it.
        on_change: Called on the event loop with each new state and a sentence on its cause.
    """

    def __init__(self, settings: RasaLaunch, on_change: Callable[[RasaState, str], None] = _ignore) -> None:
        self._settings = settings
        self._on_change = on_change
        self._process: asyncio.subprocess.Process | None = None
        self._log = ProcessLog(settings.log_file)
        self._state = RasaState.STOPPED
        self._starting = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._ready = asyncio.Event()

    @property
    def state(self) -> RasaState:
        """What is known at this moment."""
        return self._state

    @property
    def pid(self) -> int | None:
        """Process id of the running Rasa, or None."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start Rasa once and return without waiting for it to be ready; does nothing after `stop()`.

        Raises:
            ConfigurationError: The interpreter or the model is missing, or the port is taken.
        """
        async with self._starting:
            if self._stopping.is_set():
                return
            self._refuse_impossible_start()
            self._report(RasaState.STARTING, f"Rasa is starting on port {self._settings.port}.")
            self._process = await self._spawn()
            atexit.register(self._end_at_exit)

    async def wait_ready(self, timeout: float) -> None:
        """Wait until Rasa answers; `run` must be running, or nobody asks it.

        Args:
            timeout: Longest wait in seconds.

        Raises:
            RasaUnavailable: It was not ready in time.
        """
        try:
            await asyncio.wait_for(self._ready.wait(), timeout)
        except asyncio.TimeoutError:
            raise RasaUnavailable(
                f"Rasa was not ready after {timeout:g} s. Its last words are in {self._settings.log_file}."
            ) from None

    async def run(self, stop: asyncio.Event) -> None:
        """Keep Rasa running until `stop` is set or `stop()` is called; a Rasa that was started already is taken over.

        On return Rasa may still be running, so that turns under way end; `stop()` ends it.
        """
        clock = asyncio.get_running_loop().time
        pause = self._settings.pace.first_pause
        stopper = asyncio.ensure_future(_first_of(stop, self._stopping))
        try:
            while not stopper.done():
                began = clock()
                reason = await self._live_once(stopper)
                if stopper.done():
                    return
                if clock() - began >= self._settings.pace.healthy_after:
                    pause = self._settings.pace.first_pause
                self._report(RasaState.DOWN, f"{reason} Starting it again in {pause:g} s.")
                await asyncio.wait([stopper], timeout=pause)
                pause = min(pause * 2, self._settings.pace.longest_pause)
        finally:
            stopper.cancel()
            with suppress(asyncio.CancelledError):
                await stopper

    async def stop(self, grace_seconds: float) -> None:
        """End Rasa for good: politely first, by force when it has not ended after `grace_seconds`."""
        self._stopping.set()
        async with self._starting:  # a start under way must first show which process to end
            if self._process:
                _signal_group(self._process.pid, signal.SIGTERM)
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._process.wait(), grace_seconds)
                await self._end_by_force()
        self._report(RasaState.STOPPED, "Rasa has stopped.")

    async def _live_once(self, stopper: "asyncio.Future[None]") -> str:
        """Start Rasa and watch it until it dies, hangs or `stopper` is done; return why it ended."""
        try:
            if self.pid is None:
                await self.start()
        except (ConfigurationError, OSError) as error:
            return f"Rasa could not be started: {error}"
        if self._process is None:
            return "It was told to stop."
        watch = asyncio.ensure_future(self._watch())
        ended = asyncio.ensure_future(self._process.wait())
        waiting: set[asyncio.Future[Any]] = {watch, ended, stopper}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if stopper.done():
                return "It was told to stop."
            if ended.done():
                return f"Rasa ended by itself ({_ending(ended.result())}); see {self._settings.log_file}."
            return watch.result()
        finally:
            for task in (watch, ended):
                task.cancel()
            await asyncio.gather(watch, ended, return_exceptions=True)
            if not stopper.done():
                await self._end_by_force()

    async def _watch(self) -> str:
        """Ask Rasa again and again; return what is wrong when it is not ready in time or stops answering."""
        pace, clock = self._settings.pace, asyncio.get_running_loop().time
        latest = clock() + pace.start_limit
        while not await self._answers():
            if clock() > latest:
                return f"Rasa was not ready after {pace.start_limit:g} s; see {self._settings.log_file}."
            await asyncio.sleep(min(0.25, pace.check_every))
        self._report(RasaState.READY, "Rasa is ready.")
        failed = 0
        while failed < pace.failed_checks:
            await asyncio.sleep(pace.check_every)
            failed = 0 if await self._answers() else failed + 1
        return f"Rasa runs but has not answered {failed} checks in a row."

    async def _answers(self) -> bool:
        timeout = aiohttp.ClientTimeout(total=self._settings.pace.check_timeout)
        try:
            async with aiohttp.request("GET", self._settings.url, timeout=timeout) as response:
                return response.status == 200
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            return False

    async def _end_by_force(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        _signal_group(process.pid, signal.SIGKILL)
        await process.wait()
        atexit.unregister(self._end_at_exit)

    async def _spawn(self) -> asyncio.subprocess.Process:
        with self._log.open_for_child() as output:
            return await asyncio.create_subprocess_exec(
                str(self._settings.python),
                *("-c", DIES_WITH_PARENT, str(os.getpid())),
                *self._settings.arguments(),
                cwd=self._settings.working_folder,
                env=dict(self._settings.env),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def _end_at_exit(self) -> None:
        if self._process:
            _signal_group(self._process.pid, signal.SIGKILL)

    def _refuse_impossible_start(self) -> None:
        settings = self._settings
        if not settings.python.exists():
            raise ConfigurationError(f"{settings.python} is missing. Run `make install` to make Rasa's environment.")
        if not settings.model.exists():
            raise ConfigurationError(f"The model {settings.model} is missing. Run `make train`.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((settings.host, settings.port))
            except OSError as error:
                raise ConfigurationError(
                    f"Port {settings.port}, wanted for Rasa, cannot be opened ({error.strerror}). "
                    "Stop the program that uses it or set ASSISTANT_RASA_PORT to another port."
                ) from error

    def _report(self, state: RasaState, reason: str) -> None:
        self._state = state
        if state is RasaState.READY:
            self._ready.set()
        else:
            self._ready.clear()
        self._on_change(state, reason)


def _signal_group(pid: int, number: signal.Signals) -> None:
    """Signal a child started in its own session, and whatever it started; a group that is gone is no error."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


async def _first_of(*events: asyncio.Event) -> None:
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


def _ending(return_code: int) -> str:
    return f"signal {signal.Signals(-return_code).name}" if return_code < 0 else f"exit code {return_code}"
