"""Prepare a fresh machine: both Python environments, or a look at the ports.

`python3 scripts/bootstrap.py install [--tests]` makes what is missing and does nothing the second time;
`python3 scripts/bootstrap.py ports` says whether the ports that a run needs are free.
Standard library alone, for any Python from 3.8 on: this file runs before anything is installed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from installer import environments, ports
from installer.problem import SetUpProblem

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str] | None = None) -> int:
    """Run one command; every problem that was foreseen ends as one sentence and exit code 1."""
    parser = argparse.ArgumentParser(description="Prepare this checkout to run.")
    commands = parser.add_subparsers(dest="command", required=True)
    install = commands.add_parser("install", help="make both Python environments, or complete them")
    install.add_argument("--tests", action="store_true", help="also install what tests and checks need")
    install.add_argument("--root", type=Path, default=ROOT, help="the checkout (default: the one this script lies in)")
    commands.add_parser("ports", help="check that the ports of a run are free")
    options = parser.parse_args(arguments)
    try:
        if options.command == "install":
            environments.install(options.root.resolve(), with_tests=options.tests)
        else:
            ports.check_ports()
    except SetUpProblem as problem:
        print(f"Set-up stopped: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up was interrupted. Run the same command again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
