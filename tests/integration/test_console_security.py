"""Who may not: without login, with the wrong role, another's, with an ended session, from another page, by guessing."""

import http.client
import json
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.console import PASSWORD, Console, add_operator, console_of, log_in
from tests.live import Answered, LiveSystem, call

ANY_ROLE = {"session", "second-factor", "password"}
AUDITORS_TOO = {"learning", "learning.csv", "numbers", "numbers.csv"}
NOT_FOR_OPERATORS = {"accounts", "drafts/none", "learning", "learning.csv", "numbers", "numbers.csv"}


@pytest.fixture(scope="module")
def operator(live: LiveSystem) -> Console:
    add_operator(live, "sec-operator", "operator")
    return log_in(live, "sec-operator")


@pytest.fixture(scope="module")
def auditor(live: LiveSystem) -> Console:
    add_operator(live, "sec-auditor", "auditor")
    return log_in(live, "sec-auditor")


def _calls(live: LiveSystem) -> list[tuple[str, str]]:
    """Method and path behind /api/v1/operator/ of every call there but login and logout."""
    paths = call(f"{live.url}/openapi.json").json["paths"]
    start = "/api/v1/operator/"
    found = [(method.upper(), path[len(start) :]) for path in paths if path.startswith(start) for method in paths[path]]
    named = [(method, re.sub(r"{\w+}", "none", path)) for method, path in found]
    return [one for one in named if one not in (("POST", "session"), ("DELETE", "session"))]


def _code(answered: Answered) -> str:
    return str(answered.json["error"]["code"])


@pytest.mark.parametrize("token", ["", "x" * 43, "'; DROP TABLE operators; --"])
def test_no_call_is_answered_without_a_login(live: LiveSystem, token: str) -> None:
    for method, path in _calls(live):
        refused = call(f"{live.url}/api/v1/operator/{path}", method=method, token=token)
        assert (refused.status, _code(refused)) == (401, "not_authenticated"), (method, path)
    assert call(f"{live.url}/api/v1/operator/events", token=token).status == 401


def test_no_call_is_answered_to_the_wrong_role(live: LiveSystem, operator: Console, auditor: Console) -> None:
    for method, path in _calls(live):
        if path not in ANY_ROLE | AUDITORS_TOO:
            assert _code(auditor.call(method, path)) == "not_allowed", (method, path)
        if path in NOT_FOR_OPERATORS or (method, path) == ("GET", "drafts"):
            assert _code(operator.call(method, path)) == "not_allowed", (method, path)
    assert auditor.call("GET", "events").status == 403
    assert call(f"{live.url}/api/v1/audit", token=operator.bearer).status == 403


def test_a_page_elsewhere_cannot_use_an_operators_cookie(live: LiveSystem, operator: Console) -> None:
    for method, path in _calls(live):
        if method == "GET":
            continue
        for csrf in (None, "x" * 43):
            refused = operator.with_cookie(method, path, csrf=csrf)
            assert (refused.status, _code(refused)) == (403, "not_allowed"), (method, path)


def test_an_ended_or_expired_login_opens_nothing(live: LiveSystem) -> None:
    add_operator(live, "sec-gone", "operator", "administrator")
    gone, stolen = log_in(live, "sec-gone"), log_in(live, "sec-gone")
    assert gone.call("DELETE", "session").status == 204
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        database.execute(
            "UPDATE operator_sessions SET expires_at = '2020-01-01 00:00:00.000000' WHERE operator_id = "
            "(SELECT id FROM operators WHERE name = 'sec-gone')"
        )

    for console in (gone, stolen):
        for method, path in _calls(live):
            assert console.call(method, path).status == 401, (method, path)
            assert console.with_cookie(method, path, csrf=console.csrf).status == 401, (method, path)


def test_a_session_chosen_by_somebody_else_is_never_taken_over(live: LiveSystem) -> None:
    url, chosen = f"{live.url}/api/v1/operator/session", "a" * 43
    login = call(
        url,
        {"name": "sec-operator", "password": PASSWORD},
        headers={"Cookie": f"operator_session={chosen}"},
    )

    assert console_of(live, "sec-operator", login).cookie != chosen
    assert call(url, headers={"Cookie": f"operator_session={chosen}"}).status == 401


def test_what_another_operator_has_is_not_there_for_this_one(live: LiveSystem, operator: Console) -> None:
    add_operator(live, "sec-other", "operator")
    other, talk = log_in(live, "sec-other"), live.talk()
    talk.say("我的手机号是13812345678，宝宝8个月")
    reference = talk.items()[0]["text"].partition("手机号:")[2][:12]
    handover_id = _wait_for_person(live, talk.id)
    assert other.call("POST", f"handovers/{handover_id}/take").status == 200
    shown = other.call("POST", "suggestions", {"text": "宝宝便秘怎么办", "conversation_id": talk.id}).json

    path = f"handovers/{handover_id}"
    message = {"text": "我来插一句", "client_message_id": "1"}
    private = {"reference": reference, "reason": "想看一看"}
    attempts = [
        operator.call("GET", path),
        operator.call("GET", f"{path}/bookings"),
        operator.call("POST", f"{path}/messages", message),
        operator.call("POST", f"{path}/close", {"wrap_up": "answered"}),
        operator.call("POST", f"{path}/private", private),
        operator.call("POST", "suggestions", {"text": "便秘", "conversation_id": talk.id}),
        operator.call("POST", f"suggestions/{shown['suggestion_id']}", {"action": "taken"}),
        operator.call("GET", "complaints/cp_none"),
        operator.call("GET", "complaints/cp_none/files/cf_none"),
        operator.call("POST", "follow-ups/fu_none/phone", {"reason": "想看一看"}),
    ]

    assert [one.status for one in attempts] == [404] * len(attempts)
    assert operator.call("POST", f"{path}/take").status == 409
    assert other.call("POST", f"{path}/private", private).json == {"value": "13812345678"}
    assert other.call("POST", f"{path}/private", {**private, "reference": "0" * 12}).status == 404


def test_words_of_a_stranger_stay_words(live: LiveSystem, operator: Console) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    answered = operator.call("POST", "suggestions", {"text": script})

    assert answered.status == 200
    assert answered.headers["Content-Type"].startswith("application/json")
    assert answered.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("suggestions", {"text": 1}),
        ("suggestions", {"text": "发烧", "age_months": 999}),
        ("suggestions", []),
        ("transcript", {"lines": []}),
        ("follow-ups", {"subject": "回访", "due_at": "2026-11-25T09:00:00"}),
        ("follow-ups", {"subject": "回访", "due_at": "2026-11-25T09:00:00+08:00", "phone": "13812345678"}),
        ("complaints", {"kind": "gossip", "institution": "小星星", "district": "滨湖区", "text": "说明经过"}),
    ],
)
def test_bad_input_is_refused_with_a_sentence(operator: Console, path: str, body: Any) -> None:
    refused = operator.call("POST", path, body)

    assert refused.status == 400
    assert refused.json["error"]["message"]


def test_the_shell_is_shown_to_operators_alone_and_to_no_frame(live: LiveSystem, operator: Console) -> None:
    login_page = call(f"{live.url}/console/")
    shell = call(f"{live.url}/console/", headers={"Cookie": f"operator_session={operator.cookie}"})

    assert 'id="login"' in login_page.json
    assert 'id="nav"' in shell.json
    policy = shell.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert (shell.headers["X-Frame-Options"], shell.headers["Cache-Control"]) == ("DENY", "no-store")
    assert "<script>" not in shell.json


def test_spraying_one_password_over_many_names_is_stopped_and_on_record(live: LiveSystem, auditor: Console) -> None:
    with ThreadPoolExecutor(24) as pool:
        statuses = list(pool.map(lambda number: _log_in_from("127.0.0.9", live, f"nobody-{number}"), range(24)))

    assert sorted(set(statuses)) == [401, 429]
    rows = call(f"{live.url}/api/v1/audit?limit=200", token=auditor.bearer).json["rows"]
    sprayed = [row for row in rows if row["detail"].get("address") == "127.0.0.9"]
    assert sum(row["action"] == "login_failed" for row in sprayed) == statuses.count(401)
    assert any(row["detail"].get("code") == "too_many_requests" for row in sprayed)


def test_refusals_are_on_record(live: LiveSystem, operator: Console, auditor: Console) -> None:
    operator.call("GET", "accounts")
    call(f"{live.url}/api/v1/operator/desk")

    rows = call(f"{live.url}/api/v1/audit?limit=200", token=auditor.bearer).json["rows"]
    refused = [(row["actor"], row["subject"]) for row in rows if row["action"] == "access_refused"]
    assert any(actor == "sec-operator" for actor, _ in refused)
    assert any(actor == "unknown" for actor, _ in refused)


def _wait_for_person(live: LiveSystem, conversation_id: str) -> str:
    """Put a conversation into the queue, as a request does while somebody is on duty."""
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        database.execute(
            "INSERT INTO handovers (id, conversation_id, open_for, channel, state, reason, urgency, summary, "
            "requested_at, operator_name, wrap_up, read_seq) VALUES (?, ?, ?, 'widget', 'waiting', 'asked', 'none', "
            "'{}', '2026-11-24 00:00:00.000000', '', '', 0)",
            (f"ho_{conversation_id}", conversation_id, conversation_id),
        )
    return f"ho_{conversation_id}"


def _log_in_from(address: str, live: LiveSystem, name: str) -> int:
    port = int(live.env["ASSISTANT_PORT"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
    body = json.dumps({"name": name, "password": "Spring2026spring"})
    connection.request("POST", "/api/v1/operator/session", body, {"Content-Type": "application/json"})
    status = connection.getresponse().status
    connection.close()
    return status
