"""Turn 200 of one conversation against turn 5 of a fresh one, through the API and through bare Rasa.

A long conversation is led up to a window of five turns; each turn of the window follows at once upon one of the turns
3-7 of a fresh conversation, with another question: both processes remember the vectors of what was just asked. The
second window ends where the service's Rasa session is longest: a new one begins behind every 30th turn.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field

from benchmarks.amount import Amount
from benchmarks.figures import percentile, ratio_of_medians, table
from benchmarks.parents import Conversation, Entrance, entrances
from benchmarks.questions import questions
from benchmarks.systems import running_system
from tests.live import LiveSystem

EARLY_FROM = 3
WINDOW_TURNS = 5
WINDOWS_FROM = (198, 206)
LAST_TURN = 211
SESSION_TURNS = 30
HEAD = ("through", "late turns", "p50 ms turns 3-7", "p50 ms late", "late / early (95 %)", "pairs")


@dataclass(slots=True)
class Ages:
    """Milliseconds of early and late turns side by side, by the late window's first turn."""

    early: dict[int, list[float]] = field(default_factory=lambda: {start: [] for start in WINDOWS_FROM})
    late: dict[int, list[float]] = field(default_factory=lambda: {start: [] for start in WINDOWS_FROM})
    after_renewal: list[float] = field(default_factory=list)


def measure(amount: Amount) -> list[str]:
    """Return the figures as lines of Markdown."""
    with running_system() as system:
        return asyncio.run(_measure(system, amount.long_conversations))


async def _measure(system: LiveSystem, conversations: int) -> list[str]:
    api_times, rasa_times, asked = Ages(), Ages(), questions()
    async with entrances(system) as (api, rasa):
        for _ in range(conversations):
            await _lead(api, asked, api_times)
            await _lead(rasa, asked, rasa_times)
    rows = [*_rows("API", api_times), *_rows("bare Rasa", rasa_times)]
    return [
        *table(HEAD, rows),
        "",
        f"Through the API, turns 31, 61 ... 211, sent at once while the new Rasa session behind the turn before may "
        f"still be starting: p50 {percentile(api_times.after_renewal, 50):.0f} ms, "
        f"p95 {percentile(api_times.after_renewal, 95):.0f} ms, n {len(api_times.after_renewal)}.",
    ]


async def _lead(entrance: Entrance, asked: Iterator[str], into: Ages) -> None:
    """Lead one long conversation to its end and compare its windows with fresh conversations."""
    talk, turn = await entrance.open(), 0
    while turn < LAST_TURN:
        if turn + 1 in WINDOWS_FROM:
            early, late = await _window(entrance, talk, asked)
            into.early[turn + 1] += early
            into.late[turn + 1] += late
            turn += WINDOW_TURNS
            continue
        said = await talk.say(next(asked))
        turn += 1
        if turn > 1 and turn % SESSION_TURNS == 1:
            into.after_renewal.append(said.milliseconds)


async def _window(entrance: Entrance, old: Conversation, asked: Iterator[str]) -> tuple[list[float], list[float]]:
    fresh = await entrance.open()
    for _ in range(EARLY_FROM - 1):
        await fresh.say(next(asked))
    early, late = [], []
    for _ in range(WINDOW_TURNS):
        early.append((await fresh.say(next(asked))).milliseconds)
        late.append((await old.say(next(asked))).milliseconds)
    return early, late


def _rows(name: str, taken: Ages) -> list[tuple[str, ...]]:
    return [
        (
            name,
            f"{start}-{start + WINDOW_TURNS - 1}",
            f"{percentile(taken.early[start], 50):.0f}",
            f"{percentile(taken.late[start], 50):.0f}",
            str(ratio_of_medians(taken.late[start], taken.early[start])),
            str(len(taken.late[start])),
        )
        for start in WINDOWS_FROM
    ]
