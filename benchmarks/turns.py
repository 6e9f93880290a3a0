"""One turn through the API against the same turn through Rasa's own REST channel, and the API's alone.

Both turns of a pair carry the same question and follow each other at once; which goes first alternates. The Rasa is the
same process with the same model and actions, so the difference is what the service adds: triage, what it stores, words.
Both processes remember the vectors of what was just asked, so the turn that goes second is the faster one; those that
went first are compared with those that went first, and the second with the second.
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
    rows, ratios = [], []
    for order, ours, bare in (("asked first", 0, 1), ("asked second", 1, 0)):
        taken = _neighbours(pairs[ours::2], pairs[bare::2])
        through_api = [api_said.milliseconds for api_said, _ in taken]
        through_rasa = [rasa_said.milliseconds for _, rasa_said in taken]
        rows += [times(f"API, {order}", through_api), times(f"Rasa's REST channel, {order}", through_rasa)]
        ratios.append(f"{order} **{ratio_of_medians(through_api, through_rasa)}**")
    rows.append(times("API, alone", [said.milliseconds for said in alone if said.through_rasa]))
    return [
        *table(("one turn through", "p50 ms", "p95 ms", "turns"), rows),
        "",
        f"API / Rasa, ratio of medians (95 % bootstrap interval): {', '.join(ratios)}.",
        f"Rasa took no part in the answer: {_without_rasa([said for pair in pairs for said in pair])} of "
        f"{2 * len(pairs)} turns in pairs, {_without_rasa(alone)} of {len(alone)} turns alone; those are left out.",
    ]


def _neighbours(ours: Sequence[tuple[Said, Said]], bare: Sequence[tuple[Said, Said]]) -> list[tuple[Said, Said]]:
    """Join the API's turn of one pair with Rasa's of the next, where Rasa took part in both."""
    joined = [(one[0], other[1]) for one, other in zip(ours, bare, strict=False)]
    return [(one, other) for one, other in joined if one.through_rasa and other.through_rasa]


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
