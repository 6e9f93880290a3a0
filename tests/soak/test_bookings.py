"""A thousand mixed acts at once, with processes killed in the middle of them: seats, ledger and requests agree."""

import asyncio
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from assistant.domain.booking_errors import BookingError
from assistant.services.booking_requests import ShownBooking
from assistant.store.database import Database
from tests.databases import (  # noqa: F401 - fixtures are found by name
    database,
    database_url,
    migrated_postgres,
    migrated_sqlite,
    postgres_cluster,
)
from tests.guidance import Office, a_mother, a_request, a_session, check_invariants
from tests.live import ROOT
from tests.soak.booking_worker import SESSIONS

pytestmark = pytest.mark.timeout(900)

ACTS, WORKERS, SEED = 1_000, 3, 20261124


async def test_a_thousand_mixed_acts_with_kills_keep_every_invariant(
    database: Database,  # noqa: F811
    database_url: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    office, chance = Office(database.unit_of_work), random.Random(SEED)
    await office.open(*(a_session(f"S{number}", capacity=2) for number in range(SESSIONS)))
    started, kills, running, logs = time.monotonic(), 0, [], []
    while len(running) < WORKERS:
        running.append(_start(database_url, tmp_path, logs))
    while sum(_acts(log) for log in logs) < ACTS:
        await asyncio.sleep(chance.uniform(0.2, 1.5))
        victim = chance.randrange(WORKERS)
        if _acts(logs[running[victim][1]]):
            _kill(running[victim][0])
            kills += 1
            running[victim] = _start(database_url, tmp_path, logs)
    for process, _ in running:
        _kill(process)

    acts = Counter(line["done"] for log in logs for line in _lines(log) if "done" in line)
    print(f"{sum(acts.values())} acts, {kills} kills, {time.monotonic() - started:.0f} s:", dict(acts))
    assert kills >= 10
    await check_invariants(database)
    repeated = await _repeat_what_was_cut_off(office, logs)
    print("cut off while booking:", repeated)
    await check_invariants(database)


async def test_two_hundred_attempts_at_the_last_seat_ten_times_over(database: Database) -> None:  # noqa: F811
    office = Office(database.unit_of_work)
    await office.open(*(a_session(f"R{number}", capacity=1) for number in range(10)))
    for number in range(10):
        started = time.perf_counter()
        tries = (office.bookings.book(a_mother(one), a_request(f"R{number}")) for one in range(200))
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        kinds = Counter(type(one).__name__ for one in outcomes)
        print(f"round {number}: {dict(kinds)} in {time.perf_counter() - started:.2f} s")
        assert kinds == {"ShownBooking": 1, "SessionFull": 199}
        winner = next(one for one in outcomes if isinstance(one, ShownBooking))
        await office.guardians.delete(a_mother(_mother_of(outcomes, winner)).identity)
    await check_invariants(database)


def _mother_of(outcomes: list[ShownBooking | BaseException], winner: ShownBooking) -> int:
    return outcomes.index(winner)


async def _repeat_what_was_cut_off(office: Office, logs: list[Path]) -> dict[str, int]:
    """Send every request again: one that was answered gives the same code, one that was cut off is whole or none."""
    counts: Counter[str] = Counter()
    for log in logs:
        lines = _lines(log)
        answered = {line["id"]: line["booked"] for line in lines if "booked" in line}
        asked = [line for line in lines if "mother" in line]
        for line in asked:
            mother = a_mother(line["mother"].removeprefix("cv_"))
            known = {shown.code for shown in await office.bookings.mine(mother)}
            if line["id"] in answered:
                assert answered[line["id"]] in known
                continue
            for waitlist in (True, False):
                request = a_request(line["session"], waitlist=waitlist, client_request_id=line["id"])
                try:
                    again = await office.bookings.book(mother, request)
                except BookingError as error:
                    counts[error.code] += 1
                else:
                    counts["whole" if again.code in known else "none, booked now"] += 1
                    break
    return dict(counts)


def _start(url: str, folder: Path, logs: list[Path]) -> tuple[subprocess.Popen[bytes], int]:
    log = folder / f"worker-{len(logs)}.log"
    log.touch()
    logs.append(log)
    command = [sys.executable, "-m", "tests.soak.booking_worker", url, str(SEED + len(logs)), str(log)]
    return subprocess.Popen(command, cwd=ROOT), len(logs) - 1


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def _lines(log: Path) -> list[dict[str, str]]:
    """Whole lines; the last one may have been cut off."""
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines(keepends=True) if line[-1] == "\n"]


def _acts(log: Path) -> int:
    return sum("done" in line for line in _lines(log))
