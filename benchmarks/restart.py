"""How long after a kill -9 and a new start parents are answered again, step by step."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Awaitable, Callable
from statistics import median
from time import perf_counter

import aiohttp

from assistant.channels.wechat.callback import PATH
from benchmarks.amount import Amount
from benchmarks.figures import table
from benchmarks.parents import ApiEntrance
from benchmarks.systems import prepared_system
from benchmarks.wechat import account
from tests.live import LiveSystem
from tests.wechat_platform import Phone, PlatformServer

ALARM = "宝宝一直在抽搐，嘴唇发紫"
QUESTION = "六个月宝宝辅食先加什么"
STEPS = (
    "port takes connections",
    "first WeChat delivery acknowledged or answered",
    "conversation opened",
    "emergency answered",
    "searched question answered",
    "/readyz says ready",
)
PAUSE = 0.05
LIMIT = aiohttp.ClientTimeout(total=120)


def measure(amount: Amount) -> list[str]:
    """Return the figures as lines of Markdown."""
    rounds = asyncio.run(_measure(amount.restarts))
    rows = [
        (step, f"**{median(values):.1f}**", f"{max(values):.1f}")
        for step, values in zip(STEPS, zip(*rounds, strict=True), strict=True)
    ]
    return [
        *table(("seconds from the start of `assistant up`", "median", "slowest"), rows),
        "",
        f"{len(rounds)} starts, each after a kill -9; Rasa starts beside it.",
    ]


async def _measure(count: int) -> list[tuple[float, ...]]:
    async with PlatformServer(quota=False).running() as platform:
        with prepared_system() as system:
            system.env |= account(platform)
            await asyncio.to_thread(system.start)
            return [await _restart(system, platform, number) for number in range(count)]


async def _restart(system: LiveSystem, platform: PlatformServer, number: int) -> tuple[float, ...]:
    async with aiohttp.ClientSession(timeout=LIMIT) as session:
        talk = await ApiEntrance(session, system.url).open()
        await asyncio.to_thread(system.stop, signal.SIGKILL)
        phone, follower = Phone(session, f"{system.url}{PATH}", platform=platform), f"follower-{number}"
        delivery = phone.body(follower, {"MsgType": "text", "Content": QUESTION})
        began = perf_counter()
        starting = asyncio.create_task(asyncio.to_thread(system.start))

        async def delivered() -> bool:
            return (await phone.post(follower, delivery)).status == 200

        async def opened() -> bool:
            await ApiEntrance(session, system.url).open()
            return True

        async def alarmed() -> bool:
            await talk.say(ALARM)
            return True

        async def answered() -> bool:
            await (await ApiEntrance(session, system.url).open()).say(QUESTION)
            return True

        async def ready() -> bool:
            async with session.get(f"{system.url}/readyz") as response:
                return response.status == 200

        steps = (lambda: _connects(system), delivered, opened, alarmed, answered, ready)
        times = await asyncio.gather(*(_until(step, began) for step in steps))
        await starting
    return tuple(times)


async def _until(step: Callable[[], Awaitable[bool]], began: float) -> float:
    """Try a step until it succeeds; return the seconds since `began`."""
    while True:
        with contextlib.suppress(aiohttp.ClientError, OSError, AssertionError):
            if await step():
                return perf_counter() - began
        await asyncio.sleep(PAUSE)


async def _connects(system: LiveSystem) -> bool:
    with socket.socket() as probe:
        probe.setblocking(False)
        address = ("127.0.0.1", int(system.env["ASSISTANT_PORT"]))
        await asyncio.get_running_loop().sock_connect(probe, address)
    return True
