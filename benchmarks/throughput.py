"""Turns a second with parallel conversations: through the API, through bare Rasa, and of stock Rasa projects.

All run side by side and take turns under load, so that each round meets the same machine. A parent leaves after five
turns and the next one comes; opening a conversation through the API is part of its time. One stock project chooses a
ready sentence and does nothing else; the other calls our actions, so it searches the knowledge base as ours does.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from time import perf_counter

import aiohttp

from benchmarks.amount import Amount
from benchmarks.figures import percentile, table
from benchmarks.parents import TURN_LIMIT, Entrance, RasaEntrance, Said, entrances, warm_up
from benchmarks.questions import questions
from benchmarks.rasa_process import running_rasa
from benchmarks.stock_project import MODEL, Answering, trained_project
from benchmarks.systems import running_system
from tests.live import LiveSystem

TURNS_PER_CONVERSATION = 5
API, BARE = "API", "bare Rasa"
STOCK = {
    Answering.SENTENCES: "stock Rasa, ready sentences",
    Answering.ACTIONS: "stock Rasa, our actions",
}
HEAD = ("system", "turns/s", "rounds", "p50 ms", "p95 ms", "turns", "without Rasa")


def measure(amount: Amount) -> list[str]:
    """Return the figures as lines of Markdown."""
    folders = {STOCK[answering]: trained_project(answering, amount.epochs) for answering in Answering}
    with running_system() as system, ExitStack() as stack:
        actions = {
            "ASSISTANT_ACTIONS_URL": f"{system.internal_url}/actions",
            "ASSISTANT_INTERNAL_TOKEN": system.internal_token,
        }
        stock = {
            name: stack.enter_context(running_rasa(folder, f"models/{MODEL}.tar.gz", actions))
            for name, folder in folders.items()
        }
        return asyncio.run(_measure(system, stock, amount))


async def _measure(system: LiveSystem, stock: dict[str, str], amount: Amount) -> list[str]:
    async with entrances(system) as (api, bare), aiohttp.ClientSession(timeout=TURN_LIMIT) as session:
        systems: dict[str, Entrance] = {API: api, BARE: bare}
        for name, url in stock.items():
            systems[name] = RasaEntrance(session, url)
            await warm_up(systems[name])
        rounds: dict[str, list[list[Said]]] = {name: [] for name in systems}
        for _ in range(amount.rounds):
            for name, entrance in systems.items():
                rounds[name].append(await under_load(entrance, amount.parents, amount.seconds))
    return _report(rounds, amount)


def _report(rounds: dict[str, list[list[Said]]], amount: Amount) -> list[str]:
    rate = {name: sum(map(len, taken)) / (amount.seconds * amount.rounds) for name, taken in rounds.items()}
    ratios = [f"{ours} / {name}: **{rate[ours] / rate[name]:.2f}**." for name in STOCK.values() for ours in (API, BARE)]
    return [
        *table(HEAD, [_row(name, taken, rate[name], amount.seconds) for name, taken in rounds.items()]),
        "",
        f"{amount.parents} conversations at a time, {amount.rounds} x {amount.seconds:.0f} s each; stock projects: "
        f"{amount.epochs} epochs, tracker in memory.",
        *ratios,
    ]


async def under_load(entrance: Entrance, parents: int, seconds: float) -> list[Said]:
    """Let parents talk at the same time; return the turns that ended in time."""
    until, asked = perf_counter() + seconds, questions()
    told: list[Said] = []
    await asyncio.gather(*(_keep_talking(entrance, asked, until, told) for _ in range(parents)))
    return told


async def _keep_talking(entrance: Entrance, asked: Iterator[str], until: float, told: list[Said]) -> None:
    while perf_counter() < until:
        talk = await entrance.open()
        for text in islice(asked, TURNS_PER_CONVERSATION):
            said = await talk.say(text)
            if perf_counter() >= until:
                return
            told.append(said)


def _row(name: str, rounds: list[list[Said]], rate: float, seconds: float) -> tuple[str, ...]:
    turns = [said for taken in rounds for said in taken]
    milliseconds = [said.milliseconds for said in turns]
    return (
        name,
        f"**{rate:.1f}**",
        ", ".join(f"{len(taken) / seconds:.1f}" for taken in rounds),
        f"{percentile(milliseconds, 50):.0f}",
        f"{percentile(milliseconds, 95):.0f}",
        str(len(turns)),
        str(sum(not said.through_rasa for said in turns)),
    )
