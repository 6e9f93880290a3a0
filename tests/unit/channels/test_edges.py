"""Small parts of the web edge: limits, waking, readiness, locks."""

import asyncio

import pytest

from assistant.channels.hub import Hub, wait_for_change
from assistant.channels.limits import RateLimits
from assistant.channels.readiness import Readiness
from assistant.dialogue.locks import KeyedLocks
from assistant.errors import TooManyRequests


class Seconds:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_a_flood_does_not() -> None:
    limits = RateLimits(Seconds())
    for _ in range(60):
        limits.spend("visitor", 60)

    with pytest.raises(TooManyRequests) as refused:
        limits.spend("visitor", 60)

    assert refused.value.retry_after_seconds >= 1


def test_the_allowance_comes_back_with_time() -> None:
    clock = Seconds()
    limits = RateLimits(clock)
    for _ in range(60):
        limits.spend("visitor", 60)

    clock.now += 1.1

    limits.spend("visitor", 60)


def test_one_visitor_does_not_use_up_another_ones_allowance() -> None:
    limits = RateLimits(Seconds())
    limits.spend("one", 1)

    limits.spend("two", 1)


async def _answers() -> None:
    return None


async def _fails() -> None:
    raise ConnectionError("gone")


async def _up() -> bool:
    return True


async def _down() -> bool:
    return False


async def test_it_is_starting_until_rasa_was_ready_once() -> None:
    report = await Readiness(_answers, lambda: True, _down, now=Seconds()).report()

    assert not report.is_ready
    assert report.parts["rasa"] == "starting"


async def test_after_ninety_seconds_a_missing_rasa_is_only_degraded() -> None:
    clock = Seconds()
    readiness = Readiness(_answers, lambda: True, _down, now=clock)

    clock.now = 90.0

    report = await readiness.report()
    assert report.is_ready
    assert report.degraded == ("rasa",)


async def test_without_database_or_index_it_is_not_ready() -> None:
    no_database = await Readiness(_fails, lambda: True, _up, now=Seconds()).report()
    no_index = await Readiness(_answers, lambda: False, _up, now=Seconds()).report()

    assert not no_database.is_ready
    assert no_database.degraded == ("database",)
    assert not no_index.is_ready


async def test_followers_are_woken_and_others_are_not() -> None:
    hub = Hub()
    with hub.follow("one") as one, hub.follow("two") as two:
        hub.announce("one")

        assert one.is_set()
        assert not two.is_set()
        await wait_for_change(one, 5)
        assert not one.is_set()


async def test_closing_wakes_everyone() -> None:
    hub = Hub()
    with hub.follow("one") as one:
        hub.close()

        assert one.is_set()
        assert hub.is_closing


async def test_a_lock_is_held_by_one_in_order_and_forgotten_when_unused() -> None:
    locks, order = KeyedLocks(), []

    async def work(number: int) -> None:
        async with locks.hold("conversation"):
            order.append(f"{number} in")
            await asyncio.sleep(0)
            order.append(f"{number} out")

    await asyncio.gather(*(work(number) for number in range(3)))

    assert order == ["0 in", "0 out", "1 in", "1 out", "2 in", "2 out"]
    assert locks._locks == {}


async def test_a_lock_is_given_back_when_its_holder_fails() -> None:
    locks = KeyedLocks()
    with pytest.raises(ValueError, match="broken"):
        async with locks.hold("conversation"):
            raise ValueError("broken")

    async with asyncio.timeout(1), locks.hold("conversation"):
        pass
