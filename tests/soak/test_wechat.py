"""The official account in full counts: storms at one and two instances, kills, a hundred thousand forgeries."""

import asyncio
import os
import resource
import shutil
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from assistant.channels.wechat.callback import PATH
from assistant.logs import configure_logs
from tests.live import ROOT, free_port
from tests.wechat_mutations import Forger
from tests.wechat_platform import TOKEN, Phone, PlatformServer
from tests.wechat_service import connected
from tests.wechat_storm import ANSWER, Storm, storm

pytestmark = pytest.mark.timeout(1800)

USERS = int(os.environ.get("SOAK_WECHAT_USERS", "500"))
ATTEMPTS = int(os.environ.get("SOAK_WECHAT_ATTEMPTS", "100000"))
SEED = int(os.environ.get("SOAK_WECHAT_SEED", "20261125"))
"""With another seed each, several shorter runs make up the full count."""

PER_SECOND = 12.0
"""Followers a second; each brings three copies, and the phones share the two cores with the service."""

SLOW_SECONDS = 6.0
LOADING_SECONDS = 10.0
"""How long after a start entries and index are there, as `python -m benchmarks restart` tells it."""

KILLS = 2
MOST_GROWTH_MEGABYTES = 40


class Instance:
    """One process of the service."""

    def __init__(self, database_url: str, platform_url: str, folder: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}{PATH}"
        self._arguments = (database_url, platform_url, str(folder), str(self.port), str(SLOW_SECONDS))
        self._loads = False
        self._log = folder / f"instance-{self.port}.log"
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it and wait until it answers."""
        loading = str(LOADING_SECONDS if self._loads else 0)
        with self._log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.wechat_process", *self._arguments, loading,
                cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        self._loads = True
        assert self.process.stdout is not None
        assert await self.process.stdout.readline() == b"ready\n", self._log.read_text()

    async def stop(self, number: int = signal.SIGTERM) -> None:
        """End it and wait until it is gone."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(number)
            await self.process.communicate()


@asynccontextmanager
async def _instances(
    count: int, database_url: str, folder: Path
) -> AsyncIterator[tuple[Phone, PlatformServer, Sequence[Instance]]]:
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(PlatformServer().running())
        instances = [Instance(database_url, platform.url, folder) for _ in range(count)]
        for instance in instances:
            stack.push_async_callback(instance.stop)
            await instance.start()
        connector = aiohttp.TCPConnector(limit=0)
        session = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        yield Phone(session, *(one.url for one in instances), platform=platform), platform, instances


def _sqlite(migrated: Path, folder: Path) -> str:
    shutil.copyfile(migrated, folder / "assistant.db")
    return f"sqlite+aiosqlite:///{folder / 'assistant.db'}"


def _tell(name: str, outcome: Storm, platform: PlatformServer) -> None:
    print(
        f"\n{name}: {USERS} followers x 3; followers by answers {outcome.shares}; statuses {dict(outcome.statuses)}; "
        f"slowest reply {outcome.slowest:.2f} s; messages sent {len(platform.sent)}; over quota "
        f"{platform.refused_over_quota}; tokens fetched {platform.calls['/cgi-bin/stable_token']}"
    )


async def test_a_storm_at_one_instance(tmp_path: Path, migrated_sqlite: Path) -> None:
    async with _instances(1, _sqlite(migrated_sqlite, tmp_path), tmp_path) as (phone, platform, _):
        outcome = await storm(phone, platform, USERS, PER_SECOND, copies=3, settle_seconds=120)

    _tell("one instance, SQLite", outcome, platform)
    assert outcome.shares == {1: USERS}
    assert platform.refused_over_quota == 0


async def test_a_storm_at_two_instances(tmp_path: Path, migrated_postgres: str) -> None:
    async with _instances(2, migrated_postgres, tmp_path) as (phone, platform, _):
        outcome = await storm(phone, platform, USERS, PER_SECOND, copies=3, settle_seconds=120)

    _tell("two instances, PostgreSQL", outcome, platform)
    assert outcome.shares == {1: USERS}
    assert platform.refused_over_quota == 0


async def test_kills_in_the_middle_of_a_storm(tmp_path: Path, migrated_sqlite: Path) -> None:
    async with _instances(1, _sqlite(migrated_sqlite, tmp_path), tmp_path) as running:
        await _storm_with_kills("one instance, SQLite", *running)


async def test_kills_in_the_middle_of_a_storm_at_two_instances(tmp_path: Path, migrated_postgres: str) -> None:
    async with _instances(2, migrated_postgres, tmp_path) as running:
        await _storm_with_kills("two instances, PostgreSQL", *running)


async def _storm_with_kills(name: str, phone: Phone, platform: PlatformServer, instances: Sequence[Instance]) -> None:
    """Kill one instance after the other while followers ask, and start it again at once."""
    running = asyncio.create_task(storm(phone, platform, USERS, PER_SECOND, copies=0, settle_seconds=120))
    down = 0.0
    for number in range(KILLS):
        await asyncio.sleep(USERS / PER_SECOND / (KILLS + 1))
        killed_at = asyncio.get_running_loop().time()
        instance = instances[number % len(instances)]
        await instance.stop(signal.SIGKILL)
        await instance.start()
        down = max(down, asyncio.get_running_loop().time() - killed_at)
    outcome = await running

    _tell(f"{KILLS} kills, {name}", outcome, platform)
    copies = sum(count - 1 for count in outcome.answers.values() if count > 1)
    later = Counter(one.openid for one in platform.sent if ANSWER in one.text)
    unanswered = [user for user, count in outcome.answers.items() if not count]
    print(
        f"second copies: {copies}; followers answered later: {len(later)}; longest until it took calls {down:.1f} s; "
        f"given up by the platform {len(outcome.given_up)}; without an answer {len(unanswered)}"
    )
    assert not unanswered
    assert copies <= KILLS * 30
    assert platform.refused_over_quota == 0


@pytest.mark.parametrize("mode", ["safe", "compatible", "plain"])
async def test_a_hundred_thousand_forgeries(
    tmp_path: Path, migrated_sqlite: Path, mode: str, capfd: pytest.CaptureFixture[str]
) -> None:
    configure_logs("INFO")
    count = ATTEMPTS if mode == "safe" else ATTEMPTS // 10
    statuses: Counter[int] = Counter()
    accepted, logged, sizes = [], 0, []
    async with connected(_sqlite(migrated_sqlite, tmp_path), tmp_path, ASSISTANT_WECHAT_MODE=mode) as account:
        forger = Forger(account.phone, seed=SEED)
        for number in range(count):
            attempt = forger.attempt()
            answer = await account.phone.send(attempt.parameters, attempt.body)
            statuses[answer.status] += 1
            if answer.status == 200 and not attempt.may_pass:
                accepted.append(attempt)
            if number % (count // 10) == count // 10 - 1:
                sizes.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
                written = "".join(capfd.readouterr())
                logged += len(written)
                assert "秘密" not in written
                assert TOKEN not in written

    with capfd.disabled():
        print(
            f"\n{mode}, seed {SEED}: {count} attempts, statuses {dict(statuses)}, wrongly accepted {len(accepted)}, "
            f"peak memory MB by tenths {sizes}, log {logged} B"
        )
    assert accepted == []
    assert not [status for status in statuses if not 200 <= status < 500]
    assert sizes[-1] - sizes[2] <= MOST_GROWTH_MEGABYTES
