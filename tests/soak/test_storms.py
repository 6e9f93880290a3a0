"""Full counts: what takes too long for every run of the tests (`make soak`)."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import Answered, LiveSystem, Talk, call, make_system

pytestmark = pytest.mark.timeout(1800)

SEED = 20261123
REQUESTS = 5_000
CHARACTERS = (
    "宝宝发烧咳嗽吃奶睡觉疫苗补贴抽搐没有呼吸0123456789度个月岁 ，。？！abcXYZ/{}\"'<>\\"
    "😭🆘👶\u200b\u200d\u202e\u0000\ufeff\ud7ff"
)


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSystem]:
    """A running system of its own."""
    system = make_system(tmp_path_factory.mktemp("soak"))
    system.start()
    yield system
    if system.process is not None and system.process.poll() is None:
        system.stop()


def _random_body(chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    text = "".join(chance.choices(CHARACTERS, k=chance.choice((0, 3, 20, 200, 2_001, 25_000))))
    if kind == 0:
        return chance.randbytes(chance.choice((0, 5, 500)))
    if kind == 1:
        return repr({"text": text}).encode("utf-8", "surrogatepass")
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\u0000", "\\u0000")
    return f'{{"text": "{quoted}"}}'.encode("utf-8", "surrogatepass")


def test_thousands_of_odd_requests_never_give_a_5xx_and_leave_pairs(own: LiveSystem) -> None:
    chance = random.Random(SEED)
    talks = [own.talk() for _ in range(8)]
    bodies = [(talks[number % 8], _random_body(chance)) for number in range(REQUESTS)]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda one: _post(*one), bodies))

    counts = Counter(answer.status for answer in answers)
    print("statuses:", dict(counts))
    assert not [status for status in counts if status >= 500]
    for talk in talks:
        _assert_pairs(talk)


def test_messages_go_on_through_repeated_deaths_of_rasa(own: LiveSystem) -> None:
    talks = [own.talk() for _ in range(6)]
    stop_at = time.monotonic() + 180

    def chat(talk: Talk) -> list[int]:
        statuses = []
        while time.monotonic() < stop_at:
            statuses.append(talk.send(text="宝宝八个月可以吃盐吗").status)
        return statuses

    with ThreadPoolExecutor(6) as pool:
        running = [pool.submit(chat, talk) for talk in talks]
        kills = 0
        while time.monotonic() < stop_at - 40:
            own.wait_until(lambda: own.ready()["degraded"] == [], 120)
            os.kill(own.rasa_pid(), signal.SIGKILL)
            kills += 1
            time.sleep(5)
        statuses = Counter(status for one in running for status in one.result())

    print("kills:", kills, "statuses:", dict(statuses))
    assert kills >= 3
    assert set(statuses) == {200}
    for talk in talks:
        _assert_pairs(talk)


def test_five_hundred_visitors_get_one_answer_each(own: LiveSystem) -> None:
    talks = [own.talk() for _ in range(500)]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda talk: _three_times(talk), talks))

    assert all(len({answer.json["reply"]["answer_id"] for answer in tries}) == 1 for tries in answers)
    for talk in talks[::50]:
        assert len(talk.items()) == 2


def _three_times(talk: Talk) -> list[Answered]:
    return [talk.send(text="宝宝八个月可以吃盐吗", client_message_id="once") for _ in range(3)]


def _post(talk: Talk, body: bytes) -> Answered:
    return call(f"{talk.url}/messages", raw=body, method="POST", token=talk.token)


def _assert_pairs(talk: Talk) -> None:
    items, after = [], 0
    while page := talk.items(after):
        items += page
        after = page[-1]["seq"]
    assert [item["seq"] for item in items] == list(range(1, len(items) + 1))
    assert [item["from"] for item in items] == ["caregiver", "assistant"] * (len(items) // 2)
