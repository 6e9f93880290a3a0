"""RasaProcess keeps a server running, with a small fake in Rasa's place."""

import asyncio
import os
import signal
import socket
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from assistant.errors import ConfigurationError, RasaUnavailable
from assistant.process_log import ProcessLog
from assistant.supervisor import Pace, RasaLaunch, RasaProcess, RasaState

PATIENCE_SECONDS = 30
FAKE_RASA = """
    import argparse, http.server, os, sys, time
    parser = argparse.ArgumentParser()
    parser.add_argument("run")
    parser.add_argument("--port", type=int)
    parser.add_argument("--interface")
    options, _ = parser.parse_known_args()
    with open("starts.txt", "a") as starts:
        starts.write(f"{os.getpid()}\\n")
    print("the model is loaded", flush=True)
    if os.environ.get("FAKE") == "crash":
        sys.exit(3)
    if os.environ.get("FAKE") == "never-ready":
        time.sleep(600)
    if os.environ.get("FAKE") == "stubborn":
        import signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()

        def log_message(self, *parts):
            pass

    http.server.HTTPServer((options.interface, options.port), Handler).serve_forever()
"""
QUICK = Pace(check_every=0.05, check_timeout=0.3, failed_checks=3, start_limit=20, first_pause=0.05, longest_pause=0.2)


def make_launch(folder: Path, behaviour: str = "", pace: Pace = QUICK) -> RasaLaunch:
    package = folder / "assistant" / "nlu"
    package.mkdir(parents=True, exist_ok=True)
    for part in (package.parent, package):
        (part / "__init__.py").touch()
    (package / "serve.py").write_text(textwrap.dedent(FAKE_RASA), encoding="utf-8")
    model = folder / "model.tar.gz"
    model.touch()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return RasaLaunch(
        python=Path(sys.executable),
        model=model,
        port=port,
        endpoints=folder / "endpoints.yml",
        credentials=folder / "credentials.yml",
        working_folder=folder,
        env={"PATH": os.environ["PATH"], "FAKE": behaviour},
        log_file=folder / "log" / "rasa.log",
        pace=pace,
    )


class Changes:
    """Remembers every change of state and lets a test wait for one."""

    def __init__(self) -> None:
        self.seen: list[tuple[RasaState, str]] = []
        self._news: asyncio.Queue[tuple[RasaState, str]] = asyncio.Queue()

    def note(self, state: RasaState, reason: str) -> None:
        self.seen.append((state, reason))
        self._news.put_nowait((state, reason))

    async def wait_for(self, state: RasaState) -> str:
        while True:
            new, reason = await asyncio.wait_for(self._news.get(), PATIENCE_SECONDS)
            if new is state:
                return reason


@asynccontextmanager
async def running(launch: RasaLaunch) -> AsyncIterator[tuple[RasaProcess, Changes]]:
    changes, stop = Changes(), asyncio.Event()
    rasa = RasaProcess(launch, changes.note)
    task = asyncio.create_task(rasa.run(stop))
    try:
        yield rasa, changes
    finally:
        stop.set()
        await task
        await rasa.stop(5)


def is_alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    with suppress(FileNotFoundError, ProcessLookupError):
        if stat.parent.parent.is_dir() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return False  # dead, and only waiting to be collected by the machine's first process
        os.kill(pid, 0)
        return True
    return False


async def eventually(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not claim():  # noqa: ASYNC110 - other processes set no event
            await asyncio.sleep(0.02)


def starts(launch: RasaLaunch) -> list[int]:
    return [int(line) for line in (launch.working_folder / "starts.txt").read_text().split()]


async def test_a_started_rasa_becomes_ready(tmp_path: Path) -> None:
    async with running(make_launch(tmp_path)) as (rasa, changes):
        await rasa.wait_ready(PATIENCE_SECONDS)
        assert rasa.state is RasaState.READY
        assert [state for state, _ in changes.seen] == [RasaState.STARTING, RasaState.READY]


async def test_a_rasa_started_before_run_is_taken_over(tmp_path: Path) -> None:
    launch = make_launch(tmp_path)
    rasa, stop = RasaProcess(launch), asyncio.Event()
    await rasa.start()
    first = rasa.pid
    task = asyncio.create_task(rasa.run(stop))
    await rasa.wait_ready(PATIENCE_SECONDS)
    assert rasa.pid == first
    assert starts(launch) == [first]
    await rasa.stop(5)
    await task


async def test_a_killed_rasa_comes_back(tmp_path: Path) -> None:
    async with running(make_launch(tmp_path)) as (rasa, changes):
        await changes.wait_for(RasaState.READY)
        first = rasa.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert "SIGKILL" in await changes.wait_for(RasaState.DOWN)
        await changes.wait_for(RasaState.READY)
        assert rasa.pid not in (None, first)


async def test_a_hung_rasa_is_replaced(tmp_path: Path) -> None:
    async with running(make_launch(tmp_path)) as (rasa, changes):
        await changes.wait_for(RasaState.READY)
        first = rasa.pid
        assert first is not None
        os.kill(first, signal.SIGSTOP)
        assert "not answered 3 checks" in await changes.wait_for(RasaState.DOWN)
        await changes.wait_for(RasaState.READY)
        assert not is_alive(first)


async def test_a_rasa_that_is_never_ready_is_replaced(tmp_path: Path) -> None:
    pace = Pace(check_every=0.05, start_limit=0.5, first_pause=0.05, longest_pause=0.05)
    launch = make_launch(tmp_path, "never-ready", pace)
    async with running(launch) as (_, changes):
        assert "not ready after 0.5 s" in await changes.wait_for(RasaState.DOWN)
        await changes.wait_for(RasaState.STARTING)


async def test_pauses_between_starts_double_up_to_a_limit(tmp_path: Path) -> None:
    pace = Pace(check_every=0.05, first_pause=0.01, longest_pause=0.03)
    async with running(make_launch(tmp_path, "crash", pace)) as (_, changes):
        reasons = [await changes.wait_for(RasaState.DOWN) for _ in range(4)]
    assert "exit code 3" in reasons[0]
    assert [reason.split(" again in ")[1] for reason in reasons] == ["0.01 s.", "0.02 s.", "0.03 s.", "0.03 s."]


async def test_after_a_healthy_time_the_pause_is_short_again(tmp_path: Path) -> None:
    pace = Pace(check_every=0.05, first_pause=0.01, longest_pause=0.3, healthy_after=0)
    async with running(make_launch(tmp_path, "crash", pace)) as (_, changes):
        reasons = [await changes.wait_for(RasaState.DOWN) for _ in range(3)]
    assert all(reason.endswith(" again in 0.01 s.") for reason in reasons)


async def test_stop_leaves_no_process_behind(tmp_path: Path) -> None:
    launch = make_launch(tmp_path)
    async with running(launch) as (rasa, changes):
        await changes.wait_for(RasaState.READY)
        pid = rasa.pid
        await rasa.stop(5)
        assert pid is not None
        assert not is_alive(pid)
        assert rasa.state is RasaState.STOPPED
    assert starts(launch) == [pid]


async def test_a_rasa_that_ignores_the_request_to_stop_is_ended_by_force(tmp_path: Path) -> None:
    async with running(make_launch(tmp_path, "stubborn")) as (rasa, changes):
        await changes.wait_for(RasaState.READY)
        pid = rasa.pid
        assert pid is not None
        await rasa.stop(0.2)
        assert not is_alive(pid)


async def test_stopping_during_a_pause_starts_nothing(tmp_path: Path) -> None:
    launch = make_launch(tmp_path, "crash", Pace(check_every=0.05, first_pause=PATIENCE_SECONDS))
    async with running(launch) as (rasa, changes):
        await changes.wait_for(RasaState.DOWN)
        await rasa.stop(5)
    assert len(starts(launch)) == 1


async def test_a_cancelled_supervisor_ends_rasa(tmp_path: Path) -> None:
    changes = Changes()
    rasa = RasaProcess(make_launch(tmp_path), changes.note)
    task = asyncio.create_task(rasa.run(asyncio.Event()))
    await changes.wait_for(RasaState.READY)
    pid = rasa.pid
    assert pid is not None
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not is_alive(pid)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
async def test_rasa_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    launch = make_launch(tmp_path)
    parent_code = f"""
        import asyncio, os
        from pathlib import Path, PosixPath
        from assistant.supervisor import Pace, RasaLaunch, RasaProcess
        async def main():
            rasa = RasaProcess({launch!r})
            asyncio.create_task(rasa.run(asyncio.Event()))
            await rasa.wait_ready({PATIENCE_SECONDS})
            print(rasa.pid, flush=True)
            await asyncio.sleep(600)
        asyncio.run(main())
    """
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", textwrap.dedent(parent_code), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = int(await asyncio.wait_for(parent.stdout.readline(), PATIENCE_SECONDS))
    try:
        assert is_alive(child)
        parent.kill()
        await parent.wait()
        await eventually(lambda: not is_alive(child))
    finally:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


async def test_what_rasa_prints_goes_into_its_log(tmp_path: Path) -> None:
    launch = make_launch(tmp_path)
    async with running(launch) as (_, changes):
        await changes.wait_for(RasaState.READY)
    await eventually(lambda: launch.log_file.exists() and "the model is loaded" in launch.log_file.read_text())


async def test_the_log_is_rotated_by_size(tmp_path: Path) -> None:
    path = tmp_path / "rasa.log"
    with ProcessLog(path, largest_bytes=10_000, old_files=1).open_for_child() as output:
        for _ in range(400):
            os.write(output, b"0123456789" * 9 + b"\n")
    await eventually(lambda: (tmp_path / "rasa.log.1").exists())
    assert (tmp_path / "rasa.log.1").stat().st_size <= 10_000
    assert not (tmp_path / "rasa.log.2").exists()


async def test_waiting_for_a_rasa_that_does_not_come_says_where_to_look(tmp_path: Path) -> None:
    async with running(make_launch(tmp_path, "never-ready")) as (rasa, _):
        with pytest.raises(RasaUnavailable, match=r"rasa\.log"):
            await rasa.wait_ready(0.1)


async def test_a_port_that_is_taken_names_the_setting(tmp_path: Path) -> None:
    launch = make_launch(tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", launch.port))
        other.listen()
        with pytest.raises(ConfigurationError, match="ASSISTANT_RASA_PORT"):
            await RasaProcess(launch).start()


async def test_a_missing_model_says_how_to_make_it(tmp_path: Path) -> None:
    launch = make_launch(tmp_path)
    launch.model.unlink()
    with pytest.raises(ConfigurationError, match="make train"):
        await RasaProcess(launch).start()


async def test_a_model_that_appears_later_is_started(tmp_path: Path) -> None:
    launch = make_launch(tmp_path)
    launch.model.unlink()
    async with running(launch) as (rasa, changes):
        assert "make train" in await changes.wait_for(RasaState.DOWN)
        launch.model.touch()
        await rasa.wait_ready(PATIENCE_SECONDS)
