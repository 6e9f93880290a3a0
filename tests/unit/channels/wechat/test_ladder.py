"""The reply ladder: in time as the reply, else by customer-service message, else with the next message."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.channels.wechat import deliveries, wording
from assistant.errors import Unavailable
from assistant.services.clock import now_in_wuxi
from assistant.services.wechat_inbox import LOST_AFTER, Arrival, Received
from tests.wechat_service import SAID_IN_TIME, Connected, ToldRasa, connected

UNSUBSCRIBE = {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is up after 1.5 s: tests need not wait long, and the acknowledgement is noted on a busy machine too."""
    monkeypatch.setattr(deliveries, "ACKNOWLEDGE_SECONDS", 1.5)
    monkeypatch.setattr("assistant.channels.wechat.callback.ACKNOWLEDGE_SECONDS", 1.5)


async def test_an_answer_in_time_is_the_reply_to_the_request(account: Connected) -> None:
    delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert delivered.last.status == 200
    assert delivered.text.startswith("一岁以内不用加盐。")
    assert "https://guidance.example/handbook/salt" in delivered.text
    assert account.platform.sent == []
    assert [item.sender for item in await account.items("mother-1")] == ["caregiver", "assistant"]


async def test_a_late_answer_is_acknowledged_and_follows_once(account: Connected, impatient: None) -> None:
    account.rasa.answers.clear()

    delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert delivered.text in SAID_IN_TIME
    account.rasa.answers.set()
    await account.until(lambda: bool(account.platform.sent))
    await asyncio.sleep(0.3)
    (sent,) = account.platform.texts_to("mother-1")
    assert sent.startswith("一岁以内不用加盐。")
    assert account.rasa.asked == ["能吃盐吗"]


async def test_copies_of_one_delivery_get_the_same_reply_and_act_once(account: Connected) -> None:
    account.rasa.delays["盐"] = 0.3

    delivered = await account.phone.text("mother-1", "能吃盐吗", copies=3)

    assert len({one.text for one in delivered.tries}) == 1
    assert delivered.text.startswith("一岁以内不用加盐。")
    assert len(await account.items("mother-1")) == 2
    assert account.rasa.asked == ["能吃盐吗"]


async def test_a_copy_that_comes_after_the_answer_gets_it_again(account: Connected) -> None:
    body = account.phone.body("mother-1", {"MsgType": "text", "Content": "能吃盐吗"})
    first = await account.phone.post("mother-1", body)

    again = await account.phone.post("mother-1", body)

    assert again.text == first.text
    assert len(await account.items("mother-1")) == 2


async def test_a_copy_that_comes_after_the_acknowledgement_gets_it_again(account: Connected, impatient: None) -> None:
    account.rasa.answers.clear()
    body = account.phone.body("mother-1", {"MsgType": "text", "Content": "能吃盐吗"})
    account.platform.opened("mother-1")
    first = await account.phone.post("mother-1", body)
    account.rasa.answers.set()
    await account.until(lambda: bool(account.platform.sent))

    again = await account.phone.post("mother-1", body)

    assert again.text == first.text
    assert first.text in SAID_IN_TIME
    await asyncio.sleep(0.3)
    assert len(account.platform.sent) == 1


async def test_a_burst_of_one_follower_is_answered_in_order(account: Connected) -> None:
    account.rasa.delays["1号"] = 0.3
    deliveries = []
    for number in range(1, 5):
        deliveries.append(asyncio.create_task(account.phone.text("mother-1", f"{number}号问题能吃盐吗")))
        await asyncio.sleep(0.05)
    await asyncio.gather(*deliveries)

    said = [item.body["text"] for item in await account.items("mother-1") if item.sender == "caregiver"]
    assert [text[0] for text in said] == ["1", "2", "3", "4"]


async def test_what_may_not_be_sent_is_kept_and_comes_with_the_next_message(
    account: Connected, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    account.rasa.answers.clear()
    account.platform.fail("/cgi-bin/message/custom/send", 45015)
    await account.phone.text("mother-1", "能吃盐吗")
    account.rasa.answers.set()
    await account.until_kept("mother-1")

    monkeypatch.undo()
    delivered = await account.phone.text("mother-1", "夜里总醒")

    assert wording.KEPT_HEADING in delivered.text
    assert delivered.text.index("一岁以内不用加盐。") < delivered.text.index(wording.ANSWER_HEADING)
    third = await account.phone.text("mother-1", "夜里总醒")
    assert wording.KEPT_HEADING not in third.text


async def test_the_sixth_message_waits_for_the_followers_next_one(account: Connected) -> None:
    await account.phone.text("mother-1", "你好呀能吃盐吗")
    messenger = account.service.wechat.messenger
    conversation_id = await account.conversation_id("mother-1")
    for number in range(7):
        await messenger.send_to_follower(conversation_id, f"坐席的话{number}", f"m{number}")
    await account.until(lambda: len(account.platform.sent) == 5)
    await account.until_kept("mother-1", 2)

    delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert account.platform.texts_to("mother-1") == [f"坐席的话{number}" for number in range(5)]
    assert "坐席的话5" in delivered.text
    assert "坐席的话6" in delivered.text
    assert account.platform.refused_over_quota == 0


async def test_after_a_follow_three_messages_may_be_sent_within_a_minute(tmp_path: Path, database_url: str) -> None:
    now = [now_in_wuxi()]

    def clock() -> datetime:
        return now[0]

    async with connected(database_url, tmp_path, clock=clock) as account:
        await account.phone.event("mother-1", "subscribe")
        messenger = account.service.wechat.messenger
        conversation_id = await account.conversation_id("mother-1")
        for number in range(4):
            await messenger.send_to_follower(conversation_id, f"第{number}句", f"m{number}")
        await account.until(lambda: len(account.platform.sent) == 3)
        await account.phone.event("mother-1", "CLICK", "say:夜里总醒怎么办")
        now[0] += timedelta(seconds=61)
        await messenger.send_to_follower(conversation_id, "太晚了", "late")
        await asyncio.sleep(0.5)

    assert "太晚了" not in account.platform.texts_to("mother-1")
    assert account.platform.refused_over_quota == 0


async def test_an_emergency_comes_first_and_alone(account: Connected) -> None:
    delivered = await account.phone.text("mother-1", "宝宝没有呼吸了")

    assert "120" in delivered.text
    assert "按压" in delivered.text
    assert "保存90天" not in delivered.text
    assert account.rasa.asked == []
    await account.until(lambda: bool(account.platform.sent))
    assert "保存90天" in account.platform.texts_to("mother-1")[0]


async def test_an_emergency_passes_what_was_kept(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail("/cgi-bin/message/custom/send", 45047)
    conversation_id = await account.conversation_id("mother-1")
    await account.service.wechat.messenger.send_to_follower(conversation_id, "坐席的话", "m1")
    await account.until_kept("mother-1")

    delivered = await account.phone.text("mother-1", "宝宝没有呼吸了")

    assert "坐席的话" not in delivered.text
    await account.until(lambda: any("坐席的话" in text for text in account.platform.texts_to("mother-1")))


async def test_an_emergency_does_not_wait_in_the_queue(account: Connected) -> None:
    account.rasa.answers.clear()
    crowd = [asyncio.create_task(account.phone.text(f"other-{number}", "能吃盐吗")) for number in range(12)]
    await account.until(lambda: len(account.rasa.asked) == deliveries.AT_ONCE)

    delivered = await account.phone.text("mother-1", "宝宝没有呼吸了")

    assert "120" in delivered.text
    assert len(account.rasa.asked) == deliveries.AT_ONCE  # those in front of her still wait
    account.rasa.answers.set()
    await asyncio.gather(*crowd)


async def test_where_the_queue_is_too_long_it_is_said_at_once_and_the_answer_follows(
    account: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "BUSY_SECONDS", 0.0)
    account.rasa.answers.clear()
    crowd = [asyncio.create_task(account.phone.text(f"other-{number}", "能吃盐吗")) for number in range(8)]
    await account.until(lambda: account.service.wechat.deliveries._gate.expected_seconds > 0)

    delivered = await account.phone.text("mother-1", "能吃盐吗", copies=3)

    assert {one.text for one in delivered.tries} == {wording.COMING}
    account.rasa.answers.set()
    await account.until(lambda: bool(account.platform.texts_to("mother-1")))
    await asyncio.gather(*crowd)
    assert len(account.platform.texts_to("mother-1")) == 1
    assert account.platform.texts_to("mother-1")[0].startswith("一岁以内不用加盐。")


async def test_where_the_database_is_slow_the_acknowledgement_has_time_of_its_own(
    account: Connected, as_in_service: None
) -> None:
    account.rasa.delays["盐"] = 3.0
    lateness = account.service.wechat.deliveries._write_lateness
    lateness.note(0.0, 3.0)

    delivered = await account.phone.text("mother-1", "能吃盐吗")
    await account.until(lambda: lateness.shorten(1.0, 0.0) > 0.5)
    once_more = await account.phone.text("mother-2", "夜里总醒")

    assert delivered.text in SAID_IN_TIME
    assert once_more.text.startswith("一岁以内不用加盐。")  # the slowness is forgotten once it is over


async def test_on_a_late_machine_an_alarm_is_still_the_reply_to_the_request(
    account: Connected, as_in_service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = account.service.wechat.callback.inbox
    finish = inbox.finish

    async def slowly(*arguments: Any) -> Any:
        await asyncio.sleep(0.8)
        return await finish(*arguments)

    monkeypatch.setattr(inbox, "finish", slowly)
    account.service.wechat.deliveries._lateness.note(0.0, 2.0)

    delivered = await account.phone.text("mother-1", "宝宝没有呼吸了")

    assert "按压" in delivered.text


async def test_on_a_late_machine_what_was_kept_too_late_is_answered_as_soon_as_it_can_be(
    account: Connected, as_in_service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = account.service.wechat.callback.inbox
    receive = inbox.receive

    async def slowly(arrival: Arrival) -> Received:
        await asyncio.sleep(0.6)
        return await receive(arrival)

    monkeypatch.setattr(inbox, "receive", slowly)
    account.service.wechat.deliveries._lateness.note(0.0, 2.0)

    delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert delivered.text == wording.SLOW
    await account.until(lambda: bool(account.platform.sent), LOST_AFTER.total_seconds() / 2)
    assert account.platform.texts_to("mother-1")[0].startswith("一岁以内不用加盐。")


async def test_a_long_answer_is_cut_after_a_sentence_and_ends_with_its_page_as_a_card(account: Connected) -> None:
    account.rasa.parts["详细"] = {"kind": "detail", "entry_ids": ["long"], "question": "详细"}

    delivered = await account.phone.text("mother-1", "详细说说")

    assert delivered.text.endswith("。")
    assert len(delivered.text.encode()) <= 2048
    await account.until(lambda: any(one.kind == "news" for one in account.platform.sent))
    whole = delivered.text + "".join(account.platform.texts_to("mother-1"))
    assert whole.count("先看宝宝的样子") == 120
    assert account.platform.sent[-1].body["news"]["articles"][0]["url"] == "https://guidance.example/handbook/long"


async def test_while_an_operator_is_on_nothing_is_said_but_an_alarm(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    await account.set_handover("mother-1", "on")

    silent = await account.phone.text("mother-1", "夜里总醒")
    picture = await account.phone.deliver("mother-1", {"MsgType": "image", "PicUrl": "x", "MediaId": "m"})
    alarm = await account.phone.text("mother-1", "宝宝没有呼吸了")

    assert (silent.last.raw, picture.last.raw) == ("success", "success")
    assert "120" in alarm.text
    said = [item.body["text"] for item in await account.items("mother-1") if item.sender == "caregiver"]
    assert "〔图片〕" in said


async def test_without_rasa_an_answer_still_comes(tmp_path: Path, database_url: str) -> None:
    async with connected(database_url, tmp_path, ToldRasa(is_down=True)) as account:
        delivered = await account.phone.text("mother-1", "夜里总醒怎么办")

    assert delivered.text.startswith("先看看是不是饿了。")


async def test_without_the_database_an_emergency_is_answered_and_others_are_asked_to_send_again(
    account: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise Unavailable("the database was stopped")

    monkeypatch.setattr(account.service.wechat.callback.inbox, "_unit_of_work", gone)

    alarm = await account.phone.text("mother-1", "宝宝没有呼吸了")
    other = await account.phone.text("mother-1", "能吃盐吗")
    event = await account.phone.event("mother-1", "VIEW", "https://guidance.example/")
    leaving = await account.phone.post("mother-1", account.phone.body("mother-1", UNSUBSCRIBE))

    assert "120" in alarm.text
    assert other.text == wording.BUSY
    assert event.last.raw == "success"
    assert leaving.status == 503  # the platform delivers it again, so that the deletion is not lost
