"""A conversation that is resumed after three weeks: nothing is lost that holds, and nothing counts that is over."""

import json
import sqlite3
from datetime import date, datetime, timedelta
from typing import Any

from tests.live import LiveSystem, Talk, call

THREE_WEEKS = timedelta(weeks=3)


def _let_three_weeks_pass(live: LiveSystem, conversation_id: str) -> None:
    """Move everything that the conversation dates three weeks back, in both stores; the token was renewed meanwhile."""
    with sqlite3.connect(live.var / "assistant.db", timeout=20) as database:
        (stored,) = database.execute("select state from conversations where id = ?", (conversation_id,)).fetchone()
        earlier = json.dumps(_earlier(json.loads(stored)))
        database.execute("update conversations set state = ? where id = ?", (earlier, conversation_id))
        database.execute(
            "update conversations set last_seen_at = strftime('%Y-%m-%d %H:%M:%f000', 'now', '-21 days') where id = ?",
            (conversation_id,),
        )
    with sqlite3.connect(live.var / "rasa.db", timeout=20) as rasa:
        told = "select id, data from events where sender_id = ? and type_name = 'slot'"
        for row, data in rasa.execute(told, (conversation_id,)).fetchall():
            rasa.execute("update events set data = ? where id = ?", (json.dumps(_earlier(json.loads(data))), row))


def _earlier(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _earlier(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_earlier(one) for one in value]
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
        moment = datetime.fromisoformat(value) if isinstance(value, str) and "T" in value else None
    except ValueError:
        return value
    moved = day or moment
    return (moved - THREE_WEEKS).isoformat() if moved is not None else value


def _later(live: LiveSystem, *before: str) -> Talk:
    talk = live.talk()
    for text in before:
        talk.say(text)
    _let_three_weeks_pass(live, talk.id)
    return talk


def test_the_childs_age_has_moved_on(live: LiveSystem) -> None:
    talk = _later(live, "宝宝出生80天了")

    assert "按3个月来说" in talk.say("我们住滨湖区")["texts"][0]


def test_an_alarm_of_then_does_not_stand_any_more(live: LiveSystem) -> None:
    talk = _later(live, "两岁的孩子抽搐了")

    assert talk.say("孩子不爱吃蔬菜怎么办")["urgency"] == "none"


def test_what_was_asked_then_is_not_gone_on_from(live: LiveSystem) -> None:
    at_once = live.talk()
    at_once.say("四个月一天睡多久")
    assert "睡" in "".join(at_once.say("那两岁呢")["texts"])

    later = _later(live, "四个月一天睡多久").say("那两岁呢")

    assert later["citations"] == []
    assert "11～14小时" not in "".join(later["texts"])


def test_a_form_that_was_left_open_does_not_hold_up_another_question(live: LiveSystem) -> None:
    talk = _later(live, "我想预约育儿指导")

    reply = talk.say("宝宝八个月可以吃盐吗")

    assert reply["citations"]
    assert "哪个区" not in "".join(reply["texts"])


def test_the_transcript_is_whole(live: LiveSystem) -> None:
    talk = _later(live, "宝宝八个月可以吃盐吗", "谢谢")
    talk.say("晚上总醒怎么办")

    assert [item["seq"] for item in talk.items()] == [1, 2, 3, 4, 5, 6]


def test_a_renewed_conversation_asks_once_whether_to_remember_and_forgets_at_a_word(live: LiveSystem) -> None:
    talk = live.talk()
    first = talk.say("宝宝8个月可以吃盐吗")
    assert "要我记住" not in "".join(first["texts"])

    with sqlite3.connect(live.var / "assistant.db", timeout=20) as database:
        database.execute(
            "update conversations set created_at = strftime('%Y-%m-%d %H:%M:%f000', 'now', '-20 hours') where id = ?",
            (talk.id,),
        )
    renewed = call(f"{talk.url}/token", {}, token=talk.token)
    assert renewed.status == 201, renewed
    talk.token = renewed.json["token"]
    asked = talk.say("宝宝能吃盐吗")
    choice = next(one for one in asked["choices"] if one["label"] == "记住")
    talk.send(choice=choice["choice_id"])
    with sqlite3.connect(live.var / "assistant.db", timeout=20) as database:
        (kept,) = database.execute(
            "select consent_wording from remembered_children where conversation_id = ?", (talk.id,)
        ).fetchone()
    assert "忘记我" in kept
    assert kept in "".join(asked["texts"])

    assert "删掉" in talk.say("忘记我")["texts"][0]
    with sqlite3.connect(live.var / "assistant.db", timeout=20) as database:
        assert database.execute("select count(*) from remembered_children").fetchone() == (0,)
