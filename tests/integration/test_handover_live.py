"""A person is asked for, writes, and goes again; a mother, two operators and the assistant at once."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.console import Console, add_operator, log_in
from tests.integration.test_socket import connected
from tests.live import LiveSystem, Talk, call

PHONE = "13912345678"


@pytest.fixture(scope="module")
def wang(live: LiveSystem) -> Console:
    add_operator(live, "desk-wang", "operator")
    return log_in(live, "desk-wang")


@pytest.fixture(scope="module")
def zhao(live: LiveSystem) -> Console:
    add_operator(live, "desk-zhao", "operator")
    return log_in(live, "desk-zhao")


async def until(socket: Any, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Read frames until one fits."""
    async with asyncio.timeout(20):
        while True:
            frame: dict[str, Any] = json.loads(await socket.receive_str())
            if fits(frame):
                return frame


def in_thread(work: Callable[..., Any], *arguments: Any, **named: Any) -> Awaitable[Any]:
    return asyncio.to_thread(work, *arguments, **named)


def waiting_for(talk: Talk) -> Callable[[dict[str, Any]], bool]:
    return lambda desk: any(one["conversation_id"] == talk.id for one in desk["handovers"])


def row_of(desk: dict[str, Any], talk: Talk) -> dict[str, Any]:
    return next(one for one in desk["handovers"] if one["conversation_id"] == talk.id)


def alerts_of(desk: dict[str, Any], talk: Talk) -> list[dict[str, Any]]:
    return [one for one in desk["alerts"] if one["conversation_id"] == talk.id]


async def test_from_the_request_to_the_end(live: LiveSystem, wang: Console, zhao: Console) -> None:
    talk = live.talk()
    await in_thread(talk.say, f"我家宝宝8个月，住滨湖区，电话{PHONE}，总是便秘怎么办")
    async with wang.open() as first, zhao.open() as second, connected(talk) as socket:
        asked = await in_thread(talk.say, "转人工")
        assert asked["handover"]
        waiting = await until(socket, lambda frame: frame["type"] == "handover")
        assert waiting["state"] == "waiting"
        row = row_of(await first.desk_where(waiting_for(talk)), talk)
        assert row_of(await second.desk_where(waiting_for(talk)), talk)["id"] == row["id"]
        assert row["summary"]["age_months"] == 8
        assert [("便秘" in question) for question in row["summary"]["questions"]] == [True]
        assert PHONE not in str(row)

        path = f"handovers/{row['id']}"
        outcomes = await asyncio.gather(*(in_thread(one.call, "POST", f"{path}/take") for one in (wang, zhao)))
        assert sorted(one.status for one in outcomes) == [200, 409]
        mine, other = (wang, zhao) if outcomes[0].status == 200 else (zhao, wang)
        assert (await until(socket, lambda frame: frame["type"] == "handover"))["state"] == "on"
        seen = await in_thread(mine.call, "GET", path)
        assert [item["from"] for item in seen.json["items"]] == ["caregiver", "assistant"] * 2
        assert (await until(socket, lambda frame: frame["type"] == "read"))["seq"] == 4
        assert (await in_thread(other.call, "GET", path)).status == 404

        words = {"text": "您好，孩子几天没拉了？请带上接种本，到梁溪路12号。", "client_message_id": "w-1"}
        sent = [await in_thread(mine.call, "POST", f"{path}/messages", words) for _ in range(2)]
        assert [one.json for one in sent] == [{"seq": 5}, {"seq": 5}]
        heard = await until(socket, lambda frame: frame.get("from") == "operator")
        assert (heard["seq"], heard["text"]) == (5, words["text"])

        silent = await in_thread(talk.say, "四天了，能吃西梅泥吗")
        assert (silent["texts"], silent["handover"]) == ([], True)
        alarm = await in_thread(talk.say, "他现在抽搐了，叫不醒")
        assert alarm["texts"][0] == "【自动安全提醒】"
        assert "120" in "".join(alarm["texts"])
        alert = await until(socket, lambda frame: frame["type"] == "alert")
        assert alert["urgency"] == "call120"
        for console in (first, second):
            desk = await console.desk_where(
                lambda desk: any(one["conversation_id"] == talk.id for one in desk["alerts"])
            )
            shown = next(one for one in desk["alerts"] if one["conversation_id"] == talk.id)
            assert any(rule.startswith("RF") for rule in shown["rules"])
        assert (await in_thread(mine.call, "GET", path)).json["items"][-1]["reply"]["urgency"] == "call120"

        closed = await in_thread(mine.call, "POST", f"{path}/close", {"wrap_up": "given_back"})
        assert closed.json["state"] == "closed"
        assert (await until(socket, lambda frame: frame.get("state") == "closed"))["type"] == "handover"
    again = await in_thread(talk.say, "再说一遍")
    assert words["text"] in "".join(again["texts"])
    listed = call(f"{talk.url}/messages?after=0", token=talk.token).json
    assert listed["handover"]["state"] == "closed"
    assert [item["seq"] for item in listed["items"]] == list(range(1, len(listed["items"]) + 1))


async def test_off_duty_a_message_is_taken_and_a_number_kept_only_sealed(live: LiveSystem, wang: Console) -> None:
    with sqlite3.connect(live.var / "assistant.db") as database:
        database.execute("DELETE FROM duty")
    talk = live.talk()

    refused = await in_thread(talk.say, "转人工")
    leave = next(choice for choice in refused["choices"] if choice["label"] == "给坐席留言")
    await in_thread(talk.send, choice=leave["choice_id"])
    left = await in_thread(talk.say, f"想问托班补贴，请打{PHONE}")
    agree = next(choice for choice in left["choices"] if choice["label"] == "同意回电")
    await in_thread(talk.send, choice=agree["choice_id"])

    assert "没有人工坐席在线" in refused["texts"][0]
    follow_ups = (await in_thread(wang.call, "GET", "follow-ups")).json["follow_ups"]
    mine = next(one for one in follow_ups if one["conversation_id"] == talk.id)
    assert (mine["consented"], mine["has_phone"]) == (True, True)
    assert PHONE not in str(follow_ups)
    path = f"follow-ups/{mine['id']}/phone"
    assert (await in_thread(wang.call, "POST", path, {"reason": "x"})).status == 400
    assert (await in_thread(wang.call, "POST", path, {"reason": "按约回电"})).json == {"value": PHONE}
    with sqlite3.connect(live.var / "assistant.db") as database:
        dump = "\n".join(line for line in database.iterdump())
    assert PHONE not in dump
    assert PHONE not in live.output[-1].read_text(errors="replace")


async def test_a_deleted_conversation_is_gone_from_the_inbox(live: LiveSystem, wang: Console) -> None:
    talk = live.talk()
    async with wang.open() as console:
        await in_thread(talk.say, "转人工")
        row = row_of(await console.desk_where(waiting_for(talk)), talk)
        await in_thread(call, talk.url, method="DELETE", token=talk.token)
        await console.desk_where(lambda desk: not waiting_for(talk)(desk))

    assert (await in_thread(wang.call, "GET", f"handovers/{row['id']}")).status == 404
    assert (await in_thread(wang.call, "POST", f"handovers/{row['id']}/take")).status == 404


async def test_lines_of_a_speech_recogniser_reach_the_operators_own_console(live: LiveSystem, wang: Console) -> None:
    async with wang.open() as console:
        spoken = {"lines": ["宝宝十个月了", "发烧三十九度，刚刚抽搐"], "new_call": True}
        answered = await in_thread(wang.call, "POST", "transcript", spoken)
        lines = [await console.event("line"), await console.event("line")]

    assert [line["text"] for line in lines] == spoken["lines"]
    assert answered.json["red_flags"][0]["urgency"] == "call120"
    assert answered.json["age_months"] == 10
