"""Checks the installation: each fault with one line on what is wrong and one on how to mend it."""

import asyncio
from collections.abc import Callable

from assistant.cli import environment_checks, file_checks, running_checks
from assistant.cli.check import Check, Outcome
from assistant.settings import Settings, load_settings


def doctor() -> int:
    """Check this installation, print what was found and return the exit code."""
    return print_checks(asyncio.run(run_checks(load_settings())))


async def run_checks(settings: Settings) -> list[Check]:
    """Look at everything a run needs; changes nothing.

    Returns:
        The checks in the order of a set-up: environments, files, database, what is running.
    """
    environments, files, running = await asyncio.gather(
        environment_checks.check_environments(settings),
        asyncio.to_thread(file_checks.check_files, settings),
        running_checks.check_running(settings),
    )
    return [*environments, *files, *running]


def print_checks(checks: list[Check], write: Callable[[str], None] = print) -> int:
    """Print the report and return the exit code: 1 when a check failed, else 0."""
    for check in checks:
        write(f"{check.outcome.value:7} {check.name}: {check.finding}")
        if check.remedy:
            write(f"        -> {check.remedy}")
    faults = sum(check.outcome is Outcome.FAILED for check in checks)
    write(f"{len(checks)} checks, {faults} failed." if faults else f"{len(checks)} checks, none failed.")
    return 1 if faults else 0
