"""A complaint from the chat to whoever handles it, with real Rasa: what was told lies sealed in one table alone."""

import json
import sqlite3
from typing import Any

import pytest

from tests.console import Console, add_operator, log_in
from tests.live import LiveSystem, Talk, call

ABOUT, NAME, WHAT, PHONE = "记号小芽托育园", "记号王芳", "记号王芳老师昨天下午把我家孩子关在门外", "13861724905"
TOLD = (ABOUT, NAME, WHAT, PHONE)


@pytest.fixture(scope="module")
def operator(live: LiveSystem) -> Console:
    add_operator(live, "complaint-li", "operator")
    return log_in(live, "complaint-li")


def _tell(talk: Talk, *lines: str) -> dict[str, Any]:
    replies = [talk.say(line) for line in lines]
    return replies[-1]


def _code(reply: dict[str, Any]) -> str:
    text: str = reply["texts"][0]
    return text.partition("查询码：")[2].partition("\n")[0]


def _row(operator: Console, institution: str) -> dict[str, Any] | None:
    rows = operator.call("GET", "complaints").json["complaints"]
    return next((row for row in rows if row["institution"] == institution), None)


def test_a_complaint_is_told_agreed_to_filed_and_asked_after(live: LiveSystem, operator: Console) -> None:
    talk = live.talk()
    summary = _tell(talk, "我要投诉", ABOUT, "滨湖区", WHAT, f"留个手机{PHONE}")
    assert ABOUT in summary["texts"][0]
    assert WHAT not in json.dumps(talk.items(), ensure_ascii=False)
    assert _row(operator, ABOUT) is None

    code = _code(talk.say("提交"))

    row = _row(operator, ABOUT)
    assert row is not None
    opened = operator.call("GET", f"complaints/{row['id']}").json
    assert (opened["text"], opened["complaint"]["received_by"]) == (WHAT, "caregiver")
    contact = operator.call("POST", f"complaints/{row['id']}/contact", {"reason": "和家长核对经过"})
    assert contact.json == {"value": PHONE}
    answer = {"state": "answered", "answer": "已要求整改"}
    assert operator.call("POST", f"complaints/{row['id']}/steps", answer).status == 200
    assert "已要求整改" in live.talk().say(f"查投诉进展 {code}")["texts"][0]
    status = call(f"{live.url}/api/v1/complaints/status", {"code": code})
    assert status.json["answer"] == "已要求整改"


def test_what_was_told_is_found_nowhere_but_sealed(live: LiveSystem) -> None:
    talk = live.talk()
    _tell(talk, f"你好，我要举报{WHAT}", NAME, "不清楚", "就这些", f"电话{PHONE}")

    files = [*live.var.glob("*.db*"), *(live.var / "log").glob("*"), *live.folder.glob("service-*.log")]
    forms = [form for told in TOLD[1:] for form in (told.encode(), told.encode("unicode_escape"))]
    for file in files:
        content = file.read_bytes()
        assert not any(form in content for form in forms), file.name
    with sqlite3.connect(live.var / "rasa.db") as rasa:
        events = "".join(row[0] for row in rasa.execute("SELECT data FROM events WHERE sender_id = ?", (talk.id,)))
    assert "file_complaint_form" in events
    transcript = json.dumps(talk.items(), ensure_ascii=False)
    for told in TOLD:
        assert told not in transcript
        assert told not in events
        assert told.encode("unicode_escape").decode() not in events


def test_a_complaint_given_up_leaves_no_trace(live: LiveSystem, operator: Console) -> None:
    talk = live.talk()
    before = len(operator.call("GET", "complaints").json["complaints"])

    ended = _tell(talk, "我要投诉", ABOUT, "滨湖区", WHAT, "匿名", "不投诉了")

    assert "没有提交" in ended["texts"][0]
    assert len(operator.call("GET", "complaints").json["complaints"]) == before
    # What was told so far goes with the conversation.
    assert call(talk.url, method="DELETE", token=talk.token).status == 202
    with sqlite3.connect(live.var / "assistant.db") as database:
        left = database.execute("SELECT count(*) FROM private_values WHERE conversation_id = ?", (talk.id,))
        assert left.fetchone() == (0,)


def test_an_emergency_told_as_a_complaint_gets_the_safety_message_first(live: LiveSystem) -> None:
    talk = live.talk()
    talk.say("我要投诉")
    talk.say("不说名称")
    talk.say("不清楚")

    reply = talk.say("老师喂饭把孩子噎住了，现在喘不上气，脸都紫了")

    assert reply["urgency"] == "call120"


@pytest.mark.parametrize("way", ["button", "words"])
def test_a_complaint_that_begins_with_an_emergency_is_gone_on_with_after_the_alarm(
    live: LiveSystem, operator: Console, way: str
) -> None:
    talk, happened = live.talk(), f"{WHAT}{way}，喂饭把孩子噎住了，现在喘不上气，脸都紫了"
    alarm = talk.say(f"我要投诉，{happened}")
    assert alarm["urgency"] == "call120"
    assert "120" in alarm["texts"][0]
    assert happened not in json.dumps(talk.items(), ensure_ascii=False)

    if way == "button":
        go_on = next(choice for choice in alarm["choices"] if choice["label"] == "接着投诉")
        asked = talk.send(choice=go_on["choice_id"]).json["reply"]
    else:
        talk.say("送到医院了，宝宝已经缓过来了")
        asked = talk.say("接着投诉")
    assert "哪家机构" in "".join(asked["texts"])
    about = f"记号噎住托育园{way}"
    talk.say(about)
    talk.say("滨湖区")
    told = talk.say("就这些")
    assert "匿名" in json.dumps(told["choices"], ensure_ascii=False)
    talk.say("匿名")
    talk.say("提交")

    row = _row(operator, about)
    assert row is not None
    assert happened in operator.call("GET", f"complaints/{row['id']}").json["text"]


def test_an_emergency_in_the_middle_of_the_form_is_no_reason_to_tell_it_again(
    live: LiveSystem, operator: Console
) -> None:
    talk, about = live.talk(), "记号中途托育园"
    _tell(talk, "我要投诉", about, "滨湖区")
    happened = "老师喂饭把孩子噎住了，现在喘不上气，脸都紫了"
    assert talk.say(happened)["urgency"] == "call120"

    _tell(talk, "接着投诉", "匿名", "提交")

    row = _row(operator, about)
    assert row is not None
    assert operator.call("GET", f"complaints/{row['id']}").json["text"] == happened


def test_a_question_about_complaining_is_answered_once(live: LiveSystem) -> None:
    reply = live.talk().say("托育机构有问题怎么投诉，打哪个电话")

    assert len(reply["citations"]) <= 1
    assert len(reply["texts"]) == len(set(reply["texts"]))
