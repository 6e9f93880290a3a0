"""A few at a time, in order, those in a hurry at once."""

import asyncio

import pytest

from assistant.channels.wechat.gate import Gate, GateClosed


async def _through(gate: Gate, name: str, order: list[str], leave: asyncio.Event) -> None:
    async with gate.enter(name):
        order.append(name)
        await leave.wait()


async def test_who_waits_comes_in_order_and_who_is_in_a_hurry_first() -> None:
    gate, order, leave = Gate(2), [], asyncio.Event()
    crowd = [asyncio.create_task(_through(gate, f"{number}", order, leave)) for number in range(5)]
    await asyncio.sleep(0)
    assert gate.is_crowded

    await asyncio.sleep(0)
    gate.hurry("4")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert order == ["0", "1", "4"]

    leave.set()
    await asyncio.gather(*crowd)
    assert order == ["0", "1", "4", "2", "3"]
    assert not gate.is_crowded


async def test_the_expected_wait_grows_with_the_queue_and_is_nothing_without() -> None:
    gate, order, leave = Gate(1), [], asyncio.Event()
    assert gate.expected_seconds == 0
    crowd = [asyncio.create_task(_through(gate, f"{number}", order, leave)) for number in range(9)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert gate.expected_seconds > 0
    leave.set()
    await asyncio.gather(*crowd)
    assert gate.expected_seconds == 0


async def test_who_gives_up_waiting_leaves_the_place_to_others() -> None:
    gate, order, leave = Gate(1), [], asyncio.Event()
    first = asyncio.create_task(_through(gate, "first", order, leave))
    await asyncio.sleep(0)
    second = asyncio.create_task(_through(gate, "second", order, leave))
    third = asyncio.create_task(_through(gate, "third", order, leave))
    await asyncio.sleep(0)

    second.cancel()
    leave.set()
    await asyncio.gather(first, third)

    assert order == ["first", "third"]


async def test_a_closed_gate_sends_away_who_waits_and_lets_who_is_inside_finish() -> None:
    gate, order, leave = Gate(1), [], asyncio.Event()
    inside = asyncio.create_task(_through(gate, "inside", order, leave))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(_through(gate, "waiting", order, leave))
    await asyncio.sleep(0)

    gate.close()
    leave.set()

    await inside
    with pytest.raises(GateClosed):
        await waiting
    with pytest.raises(GateClosed):
        await _through(gate, "late", order, leave)
    assert order == ["inside"]
