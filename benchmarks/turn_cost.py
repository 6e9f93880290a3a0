"""Where a turn's time goes under load: processor time of the service and of Rasa for each turn.

Two processes on two cores can take no more turns a second than the dearer of them allows; this says which one that is,
and what bare Rasa, which is asked without the service in front, spends on the same questions.
"""

import asyncio
import os
from pathlib import Path

from benchmarks.amount import Amount
from benchmarks.figures import table
from benchmarks.parents import Entrance, entrances
from benchmarks.resources import process_tree
from benchmarks.systems import running_system
from benchmarks.throughput import under_load
from tests.live import LiveSystem

HEAD = ("through", "turns/s", "service, ms a turn", "Rasa, ms a turn", "both, ms a turn", "cores busy")


def measure(amount: Amount) -> list[str]:
    """Return the figures as lines of Markdown."""
    with running_system() as system:
        return asyncio.run(_measure(system, amount))


async def _measure(system: LiveSystem, amount: Amount) -> list[str]:
    async with entrances(system) as (api, rasa):
        rows = [await _row(name, entrance, system, amount) for name, entrance in (("API", api), ("bare Rasa", rasa))]
    return [
        *table(HEAD, rows),
        "",
        f"{amount.parents} conversations at a time, {amount.seconds:.0f} s each, on {os.cpu_count()} cores; the "
        "benchmark's own client and the database's work inside the service are part of the machine's load.",
    ]


async def _row(name: str, entrance: Entrance, system: LiveSystem, amount: Amount) -> tuple[str, ...]:
    assert system.process is not None
    rasa = process_tree(system.rasa_pid())
    service = process_tree(system.process.pid) - rasa
    before = _processor_seconds(service), _processor_seconds(rasa)
    turns = len(await under_load(entrance, amount.parents, amount.seconds))
    spent = _processor_seconds(service) - before[0], _processor_seconds(rasa) - before[1]
    per_turn = [f"{1000 * seconds / turns:.1f}" for seconds in (*spent, sum(spent))]
    return (name, f"{turns / amount.seconds:.1f}", *per_turn, f"{sum(spent) / amount.seconds:.2f}")


def _processor_seconds(pids: set[int]) -> float:
    """User and system time that processes have used since they began."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
