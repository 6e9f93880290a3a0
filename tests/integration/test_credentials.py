"""Deny by default: every call of the API without, with a foreign and with an expired credential."""

import re
import sqlite3

import pytest

from tests.bodies import named_body
from tests.live import LiveSystem, call

ABOUT_THE_CALLER = ("/api/v1/bookings", "/api/v1/entitlement", "/api/v1/guardian", "/api/v1/guidance-sessions")
"""Calls that name no conversation: any conversation's token is good, for what is its own."""


def _guarded(live: LiveSystem) -> list[tuple[str, str, dict[str, object] | None, set[str]]]:
    """Method, path, body and credentials of every call that names a credential in the OpenAPI document."""
    document = call(f"{live.url}/openapi.json").json
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation["security"]:
                security = {scheme for one in operation["security"] for scheme in one}
                found.append((method.upper(), path, named_body(operation), security))
    return found


def test_the_document_names_every_call_that_needs_a_credential(live: LiveSystem) -> None:
    document = call(f"{live.url}/openapi.json").json

    open_calls = {
        path for path, methods in document["paths"].items() for one in methods.values() if not one["security"]
    }
    reporting = {"/api/v1/complaints", "/api/v1/complaints/status", "/api/v1/complaints/files"}
    assert open_calls == reporting | {
        "/api/v1/conversations",
        "/api/v1/institutions",
        "/api/v1/institutions/{id}",
        "/api/v1/operator/session",
        "/healthz",
        "/readyz",
    }
    assert document["openapi"].startswith("3.1")


@pytest.mark.parametrize("credential", ["", "foreign", "expired", "nonsense"])
def test_no_call_answers_without_its_own_credential(live: LiveSystem, credential: str) -> None:
    talk, foreign, expired = live.talk(), live.talk(), live.talk()
    answer_id = talk.say("宝宝八个月可以吃盐吗")["answer_id"]
    _expire(live, expired.id)
    token = {"": "", "foreign": foreign.token, "expired": expired.token, "nonsense": "x" * 43}[credential]
    conversation = expired.id if credential == "expired" else talk.id

    for method, path, body, security in _guarded(live):
        is_open_to_it = "conversationToken" in security and path.startswith(ABOUT_THE_CALLER)
        if credential == "foreign" and is_open_to_it:
            continue
        url = live.url + path.replace("{id}", conversation).replace("{answer_id}", answer_id)
        url = url.replace("{code}", "2222-2222-222").replace("{key}", "demo").replace("{note_id}", "n_1")
        url = re.sub(r"{\w+}", "none", url)
        url += "?q=salt" if path.endswith("search") else ""
        refused = call(url, body, method=method, token=token)
        assert refused.status == 401, (method, path, refused)
        assert refused.json["error"]["code"] == "not_authenticated"


def _expire(live: LiveSystem, conversation_id: str) -> None:
    with sqlite3.connect(live.var / "assistant.db") as database:
        database.execute(
            "UPDATE conversations SET token_expires_at = '2020-01-01 00:00:00.000000' WHERE id = ?", (conversation_id,)
        )


def test_a_token_is_renewed_and_the_old_one_ends(live: LiveSystem) -> None:
    talk = live.talk()

    renewed = call(f"{talk.url}/token", {}, token=talk.token)

    assert renewed.status == 201
    assert call(f"{talk.url}/messages", token=talk.token).status == 401
    assert call(f"{talk.url}/messages", token=renewed.json["token"]).status == 200


def test_an_unknown_or_foreign_site_opens_nothing(live: LiveSystem) -> None:
    url = f"{live.url}/api/v1/conversations"

    assert call(url, {"site_key": "no-such-site"}).status == 404
    assert call(url, {"site_key": "demo"}, headers={"Origin": "https://evil.example"}).status == 403
    assert call(url, {"site_key": "demo"}, headers={"Origin": "http://localhost:3000"}).status == 201


def test_a_site_speaks_from_its_own_origin_alone(live: LiveSystem) -> None:
    live.command("sites", "add", "clinic-a", "甲诊所", "--origin", "https://a.example")
    url, origin = f"{live.url}/api/v1/conversations", {"Origin": "https://a.example"}

    opened = call(url, {"site_key": "clinic-a"}, headers=origin)

    assert opened.status == 201
    assert opened.headers["Access-Control-Allow-Origin"] == "https://a.example"
    messages = f"{url}/{opened.json['conversation_id']}/messages"
    token = opened.json["token"]
    assert call(messages, {"text": "你好"}, token=token, headers=origin).status == 200
    stolen = call(messages, {"text": "你好"}, token=token, headers={"Origin": "https://b.example"})
    assert stolen.status == 403
    assert "Access-Control-Allow-Origin" not in stolen.headers


def test_preflights_are_answered_for_known_origins_alone(live: LiveSystem) -> None:
    asked = {"Access-Control-Request-Method": "POST"}
    url = f"{live.url}/api/v1/conversations"

    known = call(url, method="OPTIONS", headers={"Origin": "http://localhost:8000", **asked})
    unknown = call(url, method="OPTIONS", headers={"Origin": "https://evil.example", **asked})

    assert known.status == 204
    assert unknown.status == 403


def test_metrics_and_actions_are_on_the_internal_listener_and_need_its_token(live: LiveSystem) -> None:
    assert call(f"{live.url}/metrics").status == 404
    assert call(f"{live.url}/actions", {}).status == 404
    for path, method in (("/metrics", "GET"), ("/actions", "POST"), ("/index", "POST")):
        for token in ("", "wrong"):
            refused = call(live.internal_url + path, None if method == "GET" else {}, method=method, token=token)
            assert refused.status == 401, path
    shown = call(f"{live.internal_url}/metrics", token=live.internal_token)
    assert "assistant_turn_seconds" in shown.json


def test_search_is_for_operators_and_sites(live: LiveSystem) -> None:
    url = f"{live.url}/api/v1/search?q=%E5%85%AB%E4%B8%AA%E6%9C%88%E5%8F%AF%E4%BB%A5%E5%90%83%E7%9B%90%E5%90%97"

    found = call(url, headers={"X-Site-Key": "demo"})

    assert found.json["hits"][0]["entry_id"] == "salt-before-one"
    assert 0 <= found.json["hits"][0]["score"] <= 1
    assert call(url).status == 401
    assert call(url, headers={"X-Site-Key": "no-such-site"}).status == 404
