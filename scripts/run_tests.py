"""Run both test suites and close with the last line of each.

The service's tests run in its environment, Rasa's in Rasa's; one that fails does not keep the other from running.
Standard library alone.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUITES = (
    ("service", (".venv/bin/python", "-m", "pytest")),
    ("Rasa", (".venv-rasa/bin/python", "-m", "pytest", "tests/rasa")),
)


def main() -> int:
    """Return 0 when both suites passed, else 1."""
    results = [(name, *_run(name, command)) for name, command in SUITES]
    print("\nResults")
    for name, code, last_line in results:
        print(f"{name + ':':9}{last_line}" + ("" if code == 0 else f"  [failed, exit code {code}]"), flush=True)
    return int(any(code for _, code, _ in results))


def _run(name: str, command: tuple[str, ...]) -> tuple[int, str]:
    """Run one suite with its output shown as it comes; return its exit code and its last line."""
    print(f"\n== {name}: {' '.join(command)}", flush=True)
    last_line = "nothing was printed"
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last_line = line.strip() or last_line
    return process.returncode, last_line


if __name__ == "__main__":
    sys.exit(main())
