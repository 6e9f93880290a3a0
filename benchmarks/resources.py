"""Seconds from `assistant up` to ready at a second start, the first turn, and both processes' memory after turns."""

import asyncio
from pathlib import Path
from time import perf_counter

import aiohttp

from benchmarks.amount import Amount
from benchmarks.figures import table
from benchmarks.parents import TURN_LIMIT, ApiEntrance, Said, entrances
from benchmarks.questions import questions
from benchmarks.systems import prepared_system
from tests.live import LiveSystem

TURNS_PER_CONVERSATION = 5


def measure(amount: Amount) -> list[str]:
    """Return the figures as lines of Markdown."""
    with prepared_system() as system:
        seconds = []
        for number in range(2):
            if number:
                system.stop()
            started = perf_counter()
            system.start()
            seconds.append(perf_counter() - started)
        first = asyncio.run(_first_turn(system))
        asyncio.run(_talk(system, amount.resource_turns))
        rows = _memory(system)
    return [
        f"From the command `assistant up` to ready: {seconds[0]:.1f} s at the first start, "
        f"**{seconds[1]:.1f} s** at the second.",
        f"The first turn after that: {first.milliseconds:.0f} ms"
        f"{'' if first.through_rasa else ', answered without Rasa'}.",
        "",
        *table((f"after {amount.resource_turns} turns", "resident (RSS) MB", "proportional (PSS) MB"), rows),
    ]


async def _first_turn(system: LiveSystem) -> Said:
    """Ask the first question after a start, which pays for whatever loads on first use."""
    async with aiohttp.ClientSession(timeout=TURN_LIMIT) as session:
        talk = await ApiEntrance(session, system.url).open()
        return await talk.say(next(questions()))


async def _talk(system: LiveSystem, count: int) -> None:
    asked = questions()
    async with entrances(system) as (api, _rasa):
        for _ in range(0, count, TURNS_PER_CONVERSATION):
            await _few_turns(api, [next(asked) for _ in range(TURNS_PER_CONVERSATION)])


async def _few_turns(api: ApiEntrance, texts: list[str]) -> None:
    talk = await api.open()
    for text in texts:
        await talk.say(text)


def _memory(system: LiveSystem) -> list[tuple[str, ...]]:
    """Rows for the service, for Rasa with whatever it started, and for both."""
    assert system.process is not None
    rasa = process_tree(system.rasa_pid())
    service = process_tree(system.process.pid) - rasa
    sums = [memory_megabytes(service), memory_megabytes(rasa), memory_megabytes(service | rasa)]
    names = ("service", "Rasa", "**both**")
    return [(name, f"{rss:.0f}", f"{pss:.0f}") for name, (rss, pss) in zip(names, sums, strict=True)]


def process_tree(pid: int) -> set[int]:
    """A process and everything it started, from /proc."""
    found = {pid}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found |= process_tree(int(child))
    return found


def memory_megabytes(pids: set[int]) -> tuple[float, float]:
    """Sum of resident and of proportional memory; the latter counts a page shared by n processes n-fold less."""
    rss = sum(_kilobytes(pid, "Rss") for pid in pids)
    pss = sum(_kilobytes(pid, "Pss") for pid in pids)
    return rss / 1024, pss / 1024


def _kilobytes(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))
