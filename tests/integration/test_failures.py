"""Rasa dies, the service is told to stop, secrets are missing: nothing is lost and nobody waits in vain."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live import LiveSystem, call, make_system


@pytest.mark.timeout(400)
def test_answers_go_on_while_rasa_is_dead_and_it_comes_back_by_itself(own: LiveSystem) -> None:
    talk = own.talk()
    assert talk.say("宝宝八个月可以吃盐吗")["intent"]["name"] != "none"
    booking = own.talk()
    assert "哪个区" in booking.say("我想预约育儿指导")["texts"][-1]
    killed = own.rasa_pid()

    os.kill(killed, signal.SIGKILL)
    while_dead = [talk.say("宝宝八个月可以吃盐吗") for _ in range(5)]
    emergency = talk.say("宝宝没有呼吸了叫不醒")

    assert all(reply["citations"][0]["entry_id"] == "salt-before-one" for reply in while_dead)
    assert emergency["urgency"] == "call120"
    metrics = call(f"{own.internal_url}/metrics", token=own.internal_token).json
    degraded = next(line for line in metrics.splitlines() if line.startswith("assistant_degraded_turns_total"))
    assert float(degraded.split()[1]) >= 1

    own.wait_until(lambda: own.ready()["degraded"] == [], 120)
    assert own.rasa_pid() != killed
    own.wait_until(lambda: talk.say("你好")["intent"]["name"] == "greet", 30)
    items = talk.items()
    assert [item["seq"] for item in items] == list(range(1, len(items) + 1))
    assert "出生" in booking.say("滨湖区")["texts"][-1], "The form was lost."


@pytest.mark.timeout(400)
def test_readiness_names_a_missing_rasa_as_degraded(own: LiveSystem) -> None:
    assert own.ready() == {"status": "ready", "parts": {"database": "ok", "index": "ok", "rasa": "ok"}, "degraded": []}

    os.kill(own.rasa_pid(), signal.SIGKILL)

    own.wait_until(lambda: own.ready()["degraded"] == ["rasa"], 20)
    assert own.ready()["status"] == "ready"


@pytest.mark.timeout(400)
def test_a_killed_service_leaves_no_rasa_behind_and_the_conversation_goes_on_after_a_restart(own: LiveSystem) -> None:
    talk = own.talk()
    talk.say("我家宝宝八个月")
    talk.say("我想预约育儿指导")
    rasa = own.rasa_pid()

    own.stop(signal.SIGKILL)
    own.wait_until_ended(rasa)
    own.start()

    assert "8个月" in talk.say("可以吃盐吗")["texts"][0]
    assert "出生" in talk.say("滨湖区")["texts"][-1], "The form that was open is gone."
    assert len(talk.items()) == 8


@pytest.mark.timeout(400)
def test_told_to_stop_it_finishes_the_replies_in_flight_and_leaves_no_process(own: LiveSystem) -> None:
    talks = [own.talk() for _ in range(6)]
    rasa = own.rasa_pid()

    with ThreadPoolExecutor(6) as pool:
        answers = [pool.submit(talk.send, text="宝宝八个月可以吃盐吗") for talk in talks]
        time.sleep(0.15)
        code = own.stop()
        statuses = [answer.result().status for answer in answers]

    assert code == 0
    assert statuses == [200] * 6
    assert not _is_running(rasa)


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"ASSISTANT_MODE": "production"}, "ASSISTANT_DATA_KEY"),
        ({"ASSISTANT_MODE": "live"}, "ASSISTANT_MODE"),
        ({"ASSISTANT_PORT": "eighty"}, "ASSISTANT_PORT"),
        ({"ASSISTANT_DATABASE_URL": "mysql://x"}, "mysql"),
        ({"ASSISTANT_ENCODER": "/no/such/folder"}, "/no/such/folder"),
    ],
)
def test_what_does_not_allow_a_start_is_named_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, env: dict[str, str], named: str
) -> None:
    system = make_system(tmp_path_factory.mktemp("refused"))
    system.env |= env

    refused = system.command("up", "--no-train")

    assert refused.returncode == 1
    assert named in refused.stderr
    assert "Traceback" not in refused.stderr


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
