"""Run the test suites, two at a time, and close with what failed and the last line of each.

Most of the time a suite waits: for a process to start, for a page, for a clock that is looked at. So the parts by
themselves and the whole system are tested side by side. The service's tests run in its environment, Rasa's in Rasa's;
a suite that fails keeps no other from running. Standard library alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).resolve().parent.parent
SERVICE = (".venv/bin/python", "-m", "pytest")
RASA = (".venv-rasa/bin/python", "-m", "pytest")


@dataclass(frozen=True)
class Suite:
    """Tests that run together: what they are called, and the command."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """How a suite ended; `failures` are the lines of pytest's summary, with the test and the reason."""

    suite: Suite
    code: int
    last_line: str
    failures: tuple[str, ...]


MOST_NAMED = 20
"""Failed tests of a suite that are named at the end; where more fail, they mostly have one cause."""

COLUMNS = "200"
"""Wide enough for the name of a failed test and the reason on one line."""

LANES = (
    (Suite("parts", (*SERVICE, "tests/unit", "tests/content")), Suite("Rasa", (*RASA, "tests/rasa"))),
    (Suite("system", (*SERVICE, "tests/integration")),),
)
"""Suites of one lane run one after the other, lanes side by side."""

_PRINTING = Lock()


def main() -> int:
    """Return 0 when every suite passed, else 1."""
    with ThreadPoolExecutor(len(LANES)) as pool:
        results = [result for lane in pool.map(_run_lane, LANES) for result in lane]
    print("\nResults")
    for result in results:
        for line in result.failures[:MOST_NAMED]:
            print(f"{result.suite.name + ':':8}{line}")
        if len(result.failures) > MOST_NAMED:
            print(f"{result.suite.name + ':':8}and {len(result.failures) - MOST_NAMED} more, above")
    for result in results:
        ending = "" if result.code == 0 else f"  [failed, exit code {result.code}]"
        print(f"{result.suite.name + ':':8}{result.last_line}{ending}", flush=True)
    return int(any(result.code for result in results))


def _run_lane(lane: tuple[Suite, ...]) -> list[Result]:
    return [_run(suite) for suite in lane]


def _run(suite: Suite) -> Result:
    """Run one suite with its output shown as it comes, each line with its name."""
    _say(suite, " ".join(suite.command))
    failures, last_line = [], "nothing was printed"
    with subprocess.Popen(
        suite.command,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": COLUMNS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        for line in process.stdout or ():
            _say(suite, line.rstrip())
            last_line = line.strip() or last_line
            if line.startswith(("FAILED ", "ERROR ")):
                failures.append(line.strip())
    return Result(suite, process.returncode, last_line, tuple(failures))


def _say(suite: Suite, line: str) -> None:
    with _PRINTING:
        print(f"{suite.name:6} | {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
