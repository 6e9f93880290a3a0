"""Deliveries of the official account at a steady rate: how many are answered in time, the queue, the time to drain.

The whole system runs with real Rasa; the platform is the tests' stand-in, and so are the phones, which sign, encrypt
and hang up after five seconds as the platform does.
"""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from time import perf_counter

import aiohttp

from assistant.channels.wechat import wording
from assistant.channels.wechat.callback import PATH
from benchmarks.amount import Amount
from benchmarks.figures import percentile, table
from benchmarks.questions import questions
from benchmarks.systems import prepared_system
from tests.live import LiveSystem, call
from tests.wechat_platform import AES_KEY, APP_ID, APP_SECRET, TOKEN, Delivered, Phone, PlatformServer

RATES = (8, 20)
WARM_UP_MESSAGES = 20
MESSAGES_PER_FOLLOWER = 3
MOST_DRAIN_SECONDS = 120.0
HEAD = ("messages/s", "deliveries", "200 in 5 s", "answer as the reply", "acknowledged", "p50 ms", "p95 ms",
        "slowest ms", "queue's peak", "drained after s", "without an answer")  # fmt: skip

_QUEUE = re.compile(r"^assistant_wechat_queue (\S+)$", re.MULTILINE)
_FOLLOWERS = count(1)


@dataclass
class Load:
    """What one rate led to; times in seconds."""

    delivered: list[Delivered] = field(default_factory=list)
    openids: list[str] = field(default_factory=list)
    queue_peak: float = 0.0
    drain: float = 0.0


def measure(amount: Amount) -> list[str]:
    """Return the figures as lines of Markdown."""
    return asyncio.run(_measure(amount))


async def _measure(amount: Amount) -> list[str]:
    async with PlatformServer(quota=False).running() as platform:
        with prepared_system() as system:
            system.env |= account(platform)
            await asyncio.to_thread(system.start)
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(connector=connector) as session:
                phone = Phone(session, f"{system.url}{PATH}", platform=platform)
                for text, _ in zip(questions(), range(WARM_UP_MESSAGES), strict=False):
                    await phone.text("warm-up", text)
                rows = [await _row(system, platform, phone, rate, amount.wechat_seconds) for rate in RATES]
    return [*table(HEAD, rows), "", f"{amount.wechat_seconds:.0f} s at each rate, {MESSAGES_PER_FOLLOWER} messages "
            "of each follower, safe mode."]  # fmt: skip


def account(platform: PlatformServer) -> dict[str, str]:
    """Return the settings that switch the account on, with the stand-in as its platform."""
    return {
        "ASSISTANT_WECHAT_MODE": "safe",
        "ASSISTANT_WECHAT_APP_ID": APP_ID,
        "ASSISTANT_WECHAT_APP_SECRET": APP_SECRET,
        "ASSISTANT_WECHAT_TOKEN": TOKEN,
        "ASSISTANT_WECHAT_AES_KEY": AES_KEY,
        "ASSISTANT_WECHAT_API_URL": platform.url,
    }


async def _row(
    system: LiveSystem, platform: PlatformServer, phone: Phone, rate: int, seconds: float
) -> tuple[str, ...]:
    load = await _load(system, platform, phone, rate, seconds)
    first = [delivered.tries[0] for delivered in load.delivered]
    in_time = sum(one.status == 200 and one.seconds <= 5 for one in first)
    kinds = Counter(_kind(one.text) for one in first)
    milliseconds = [one.seconds * 1000 for one in first]
    late = Counter(one.openid for one in platform.sent)
    seen = zip(load.openids, load.delivered, strict=True)
    owed = Counter(openid for openid, delivered in seen if _kind(delivered.text) != "answer")
    missing = sum(max(number - late[openid], 0) for openid, number in owed.items())
    return (
        str(rate),
        str(len(first)),
        f"**{in_time / len(first):.2%}**",
        f"{kinds['answer'] / len(first):.1%}",
        f"{kinds['acknowledged'] / len(first):.1%}",
        f"{percentile(milliseconds, 50):.0f}",
        f"{percentile(milliseconds, 95):.0f}",
        f"{max(milliseconds):.0f}",
        f"{load.queue_peak:.0f}",
        f"{load.drain:.1f}",
        str(missing),
    )


def _kind(text: str) -> str:
    if text == wording.COMING:
        return "acknowledged"
    return "other" if text in ("", wording.SLOW, wording.BUSY) else "answer"


async def _load(system: LiveSystem, platform: PlatformServer, phone: Phone, rate: int, seconds: float) -> Load:
    load, running, asked = Load(), [], questions()
    watching = asyncio.create_task(_watch(system, load))
    began = perf_counter()
    openid = ""
    for number in range(int(rate * seconds)):
        if number % MESSAGES_PER_FOLLOWER == 0:
            openid = f"follower-{next(_FOLLOWERS)}"
        load.openids.append(openid)
        running.append(asyncio.create_task(phone.text(openid, next(asked))))
        await asyncio.sleep(max(began + (number + 1) / rate - perf_counter(), 0))
    load.delivered = list(await asyncio.gather(*running))
    ended = began + seconds
    while await asyncio.to_thread(_queue, system) > 0 and perf_counter() - ended < MOST_DRAIN_SECONDS:  # noqa: ASYNC110
        await asyncio.sleep(0.5)
    load.drain = max(perf_counter() - ended, 0.0)
    watching.cancel()
    await asyncio.sleep(3)  # the outbox sends the last late answers
    return load


async def _watch(system: LiveSystem, load: Load) -> None:
    while True:
        load.queue_peak = max(load.queue_peak, await asyncio.to_thread(_queue, system))
        await asyncio.sleep(1)


def _queue(system: LiveSystem) -> float:
    """Deliveries without an answer, as the service's metrics tell, which are a second old at most."""
    answered = call(f"{system.internal_url}/metrics", token=system.internal_token)
    found = _QUEUE.search(str(answered.json))
    return float(found[1]) if found else 0.0
