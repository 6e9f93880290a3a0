"""One turn through the API against the same turn through Rasa's own REST channel, and the API's alone.

Both turns of a pair carry the same question and follow each other at once; which goes first alternates. The Rasa is the
same process with the same model and actions, so the difference is what the service adds: triage, what it stores, words.
"""

import asyncio
from collections.abc import Sequence

from benchmarks.amount import Amount
from benchmarks.figures import ratio_of_medians, table, times
from benchmarks.parents import Conversation, Entrance, Said, entrances
from benchmarks.questions import questions
from benchmarks.systems import running_system
from tests.live import LiveSystem

TURNS_PER_CONVERSATION = 5


def measure(amount: Amount) -> list[str]:
    """Return the figures as lines of Markdown."""
    with running_system() as system:
        return asyncio.run(_measure(system, amount))


async def _measure(system: LiveSystem, amount: Amount) -> list[str]:
    async with entrances(system) as (api, rasa):
        pairs = await take_pairs(api, rasa, amount.pairs)
        alone = await _take_alone(api, amount.alone)
    whole = [(ours, bare) for ours, bare in pairs if ours.through_rasa and bare.through_rasa]
    ours = [pair[0].milliseconds for pair in whole]
    bare = [pair[1].milliseconds for pair in whole]
    rows = [
        times("API, in pairs", ours),
        times("Rasa's REST channel, in pairs", bare),
        times("API, alone", [said.milliseconds for said in alone if said.through_rasa]),
    ]
    return [
        *table(("one turn through", "p50 ms", "p95 ms", "turns"), rows),
        "",
        f"API / Rasa, ratio of medians (95 % bootstrap interval): **{ratio_of_medians(ours, bare)}**.",
        f"Left out, because Rasa took no part in the answer: {len(pairs) - len(whole)} of {len(pairs)} pairs, "
        f"{_without_rasa(alone)} of {len(alone)} turns alone.",
    ]


async def take_pairs(first: Entrance, second: Entrance, count: int) -> list[tuple[Said, Said]]:
    """Ask `count` questions at both entrances, in turn, with new conversations every five questions."""
    asked, pairs = questions(), []
    for number in range(count):
        if number % TURNS_PER_CONVERSATION == 0:
            talks = await first.open(), await second.open()
        pairs.append(await _pair(talks, next(asked), second_goes_first=number % 2 == 1))
    return pairs


async def _pair(talks: tuple[Conversation, Conversation], text: str, *, second_goes_first: bool) -> tuple[Said, Said]:
    if second_goes_first:
        second = await talks[1].say(text)
        return await talks[0].say(text), second
    return await talks[0].say(text), await talks[1].say(text)


async def _take_alone(entrance: Entrance, count: int) -> list[Said]:
    asked, taken = questions(), []
    for number in range(count):
        if number % TURNS_PER_CONVERSATION == 0:
            talk = await entrance.open()
        taken.append(await talk.say(next(asked)))
    return taken


def _without_rasa(taken: Sequence[Said]) -> int:
    return sum(not said.through_rasa for said in taken)
