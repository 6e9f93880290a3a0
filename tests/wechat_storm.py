"""Many followers at once, every delivery three times; and what each of them saw in the end."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.wechat_platform import Delivered, Phone, PlatformServer

QUESTION = "宝宝能吃盐吗"
SLOW_QUESTION = "宝宝慢慢能吃盐吗"
ANSWER = "一岁以内不用加盐。"
"""What the answer to both begins with."""


@dataclass
class Storm:
    """What a storm led to.

    Attributes:
        answers: Answers that each follower saw, copies of one reply counted once.
        statuses: Of every try.
        slowest: Seconds of the slowest try that was answered.
        texts: How the replies to all tries began.
        given_up: Followers whose message the platform gave up: not one of its three tries was answered.
    """

    answers: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    texts: Counter[str] = field(default_factory=Counter)
    given_up: set[str] = field(default_factory=set)

    @property
    def shares(self) -> dict[int, int]:
        """How many followers saw how many answers."""
        return dict(sorted(Counter(self.answers.values()).items()))


async def storm(
    phone: Phone, platform: PlatformServer, users: int, per_second: float, copies: int, settle_seconds: float
) -> Storm:
    """Let each user ask once, a tenth of them what takes Rasa long; wait until late answers are there."""
    outcome, running = Storm(), []
    for number in range(users):
        running.append(asyncio.create_task(_ask(phone, number, copies)))
        await asyncio.sleep(1 / per_second)
    for number, delivered in enumerate(await asyncio.gather(*running)):
        outcome.answers[f"user-{number}"] = 0
        _note(outcome, f"user-{number}", delivered)

    def is_answered() -> bool:
        seen = Counter(one.openid for one in platform.sent if ANSWER in one.text)
        return all(count or seen[user] or user in outcome.given_up for user, count in outcome.answers.items())

    await _until(is_answered, settle_seconds)
    late = Counter(one.openid for one in platform.sent if ANSWER in one.text)
    for user in outcome.answers:
        outcome.answers[user] += late[user]
    return outcome


async def _ask(phone: Phone, number: int, copies: int) -> Delivered:
    text = SLOW_QUESTION if number % 10 == 0 else QUESTION
    return await phone.text(f"user-{number}", text, copies=copies)


def _note(outcome: Storm, user: str, delivered: Delivered) -> None:
    outcome.statuses.update(one.status for one in delivered.tries)
    outcome.texts.update(one.text[:12] for one in delivered.tries)
    outcome.answers[user] += any(ANSWER in one.text for one in delivered.tries)
    if not any(one.status == 200 for one in delivered.tries):
        outcome.given_up.add(user)
    answered = [one.seconds for one in delivered.tries if one.status == 200]
    outcome.slowest = max([outcome.slowest, *answered])


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    deadline = asyncio.get_running_loop().time() + seconds
    while not condition() and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110  # nobody tells
        await asyncio.sleep(0.1)
    await asyncio.sleep(1.0)  # a second copy would come now
