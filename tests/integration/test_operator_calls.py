"""Every call that takes an operator's login, as the OpenAPI document names them, and every way of not being let in.

Each attempt comes from an address of its own, so that the record shows which of them was refused.
"""

import http.client
import json
import re
import sqlite3
from dataclasses import dataclass
from typing import Any

import pytest

from tests.bodies import named_body
from tests.console import Console, add_operator, log_in
from tests.live import LiveSystem, call

ANY_ROLE = re.compile(r"/api/v1/(?:search|operator/(?:session|second-factor|password))")
NOT_FOR_OPERATORS = re.compile(r"/api/v1/(?:audit|operator/(?:learning|numbers)(?:\.csv)?)")
IDS = re.compile(r"{\w+}")


@dataclass(frozen=True)
class Operation:
    """One call of the document; `is_shared` says that a conversation's token is good for it too."""

    method: str
    path: str
    body: dict[str, Any] | None
    is_shared: bool
    takes_cookie: bool


@dataclass(frozen=True)
class People:
    """Who tries."""

    operator: Console
    auditor: Console
    gone: Console
    expired: Console


@pytest.fixture(scope="module")
def operations(live: LiveSystem) -> list[Operation]:
    found = []
    for path, methods in call(f"{live.url}/openapi.json").json["paths"].items():
        for method, operation in methods.items():
            schemes = {scheme for one in operation["security"] for scheme in one}
            if "operatorSession" in schemes:
                shared = "conversationToken" in schemes
                cookie = "operatorCookie" in schemes
                found.append(Operation(method.upper(), path, named_body(operation), shared, cookie))
    assert len(found) > 55
    return found


@pytest.fixture(scope="module")
def people(live: LiveSystem) -> People:
    for name, role in (("calls-operator", "operator"), ("calls-auditor", "auditor"), ("calls-gone", "administrator")):
        add_operator(live, name, role)
    gone, expired = log_in(live, "calls-gone"), log_in(live, "calls-gone")
    assert gone.call("DELETE", "session").status == 204
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        database.execute(
            "UPDATE operator_sessions SET expires_at = '2020-01-01 00:00:00.000000' WHERE operator_id = "
            "(SELECT id FROM operators WHERE name = 'calls-gone')"
        )
    return People(log_in(live, "calls-operator"), log_in(live, "calls-auditor"), gone, expired)


class Attempts:
    """Attempts of one kind, each from its own address, and what the record says of them."""

    def __init__(self, live: LiveSystem, people: People, number: int) -> None:
        self._live = live
        self._people = people
        self._network = f"127.{number}.7."
        self.made: dict[str, str] = {}

    def send(self, operation: Operation, **headers: str) -> tuple[int, str]:
        """Return status and code of the refusal."""
        address = f"{self._network}{len(self.made) + 1}"
        self.made[address] = f"{operation.method} {operation.path}"
        port = int(self._live.env["ASSISTANT_PORT"])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
        path = IDS.sub("none", operation.path) + ("?q=salt" if operation.path.endswith("/search") else "")
        body = json.dumps(operation.body or {}) if operation.method != "GET" else None
        connection.request(operation.method, path, body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        answered = response.read()
        connection.close()
        return response.status, json.loads(answered)["error"]["code"]

    def unrecorded(self) -> set[str]:
        """Attempts that the audit table does not know of."""
        rows, before = [], ""
        while True:
            url = f"{self._live.url}/api/v1/audit?limit=200{before}"
            page = call(url, token=self._people.auditor.bearer).json["rows"]
            rows += page
            if len(page) < 200:
                break
            before = f"&before={page[-1]['id']}"
        known = {(row["detail"].get("address"), row["subject"]) for row in rows if row["action"] == "access_refused"}
        return {what for address, what in self.made.items() if (address, what) not in known}


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _cookie(console: Console, csrf: str = "") -> dict[str, str]:
    return {"Cookie": f"operator_session={console.cookie}"} | ({"X-CSRF-Token": csrf} if csrf else {})


@pytest.mark.parametrize("kind", ["nothing", "nonsense", "logged out", "logged out in a page", "expired", "visitor"])
def test_without_a_login_that_holds_nothing_is_answered(
    live: LiveSystem, operations: list[Operation], people: People, kind: str
) -> None:
    headers = {
        "nothing": {},
        "nonsense": _bearer("'; DROP TABLE operators; --"),
        "logged out": _bearer(people.gone.bearer),
        "logged out in a page": _cookie(people.gone, people.gone.csrf),
        "expired": _bearer(people.expired.bearer),
        "visitor": _bearer(live.talk().token),
    }[kind]
    attempts = Attempts(live, people, 11 + len(kind))

    for operation in operations:
        if not (kind == "visitor" and operation.is_shared):
            assert attempts.send(operation, **headers) == (401, "not_authenticated"), operation

    assert attempts.unrecorded() == set()


def test_the_wrong_role_is_refused_everywhere(live: LiveSystem, operations: list[Operation], people: People) -> None:
    attempts = Attempts(live, people, 41)

    for operation in operations:
        if not ANY_ROLE.fullmatch(operation.path):
            wrong = people.operator if NOT_FOR_OPERATORS.fullmatch(operation.path) else people.auditor
            assert attempts.send(operation, **_bearer(wrong.bearer)) == (403, "not_allowed"), operation

    assert attempts.unrecorded() == set()


@pytest.mark.parametrize("kind", ["no token", "a guess", "another login's token"])
def test_a_page_elsewhere_cannot_use_an_operators_cookie(
    live: LiveSystem, operations: list[Operation], people: People, kind: str
) -> None:
    csrf = {"no token": "", "a guess": "x" * 43, "another login's token": people.auditor.csrf}[kind]
    attempts = Attempts(live, people, 50 + len(kind))

    for operation in operations:
        if operation.method != "GET" and operation.takes_cookie:
            assert attempts.send(operation, **_cookie(people.operator, csrf)) == (403, "not_allowed"), operation

    assert attempts.unrecorded() == set()


def test_what_is_another_operators_or_closed_to_this_one_is_not_there_and_the_try_is_on_record(
    live: LiveSystem, people: People
) -> None:
    add_operator(live, "calls-other", "operator")
    other, mine = log_in(live, "calls-other"), people.operator
    named = _complaint(other, "热线的calls-operator挂电话")
    file_of_named = _evidence(live, other, named)
    open_one = _complaint(other, "门口没有人")
    code = _booking(live, other)
    tries = [
        ("GET", f"complaints/{named[0]}", None),
        ("POST", f"complaints/{named[0]}/steps", {"note": "看看"}),
        ("POST", f"complaints/{named[0]}/contact", {"reason": "想看一看"}),
        ("GET", f"complaints/{named[0]}/files/{file_of_named}", None),
        ("GET", f"complaints/{open_one[0]}/files/{file_of_named}", None),
    ]

    refused = [mine.call(method, path, body).status for method, path, body in tries]
    for method, path, body in (
        ("GET", f"bookings/{code}", None),
        ("PATCH", f"bookings/{code}", {"session_id": "x"}),
        ("DELETE", f"bookings/{code}", None),
        ("GET", f"bookings/{code}/calendar.ics", None),
        ("POST", f"bookings/{code}/feedback", {"rating": 5}),
        ("GET", f"entitlement?code={code}", None),
    ):
        refused.append(call(f"{live.url}/api/v1/{path}", body, method=method, token=mine.bearer).status)

    assert refused == [404] * len(refused)
    rows = call(f"{live.url}/api/v1/audit?limit=200", token=people.auditor.bearer).json["rows"]
    on_record = [row for row in rows if row["actor"] == "calls-operator" and row["action"] == "access_refused"]
    assert len([row for row in on_record if row["detail"]["code"].endswith("not_found")]) == len(refused)
    assert named[0] not in str(mine.call("GET", "complaints").json)
    assert other.call("GET", f"complaints/{named[0]}").status == 200


def _complaint(by: Console, text: str) -> tuple[str, str]:
    """Take one in for a caller; return id and code."""
    body = {
        "kind": "complaint",
        "institution": f"机构{text}",
        "district": "滨湖区",
        "text": text,
        "contact": "x@example.com",
    }
    taken = by.call("POST", "complaints", body)
    assert taken.status == 201, taken
    rows = by.call("GET", "complaints").json["complaints"]
    return next(row["id"] for row in rows if row["institution"] == f"机构{text}"), taken.json["code"]


def _evidence(live: LiveSystem, by: Console, complaint: tuple[str, str]) -> str:
    content = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    headers = {"X-Complaint-Code": complaint[1], "Content-Type": "application/octet-stream"}
    added = call(f"{live.url}/api/v1/complaints/files?name=a.png", raw=content, method="POST", headers=headers)
    assert added.status == 201, added
    return str(by.call("GET", f"complaints/{complaint[0]}").json["files"][0]["id"])


def _booking(live: LiveSystem, by: Console) -> str:
    found = call(f"{live.url}/api/v1/guidance-sessions?age_months=10&free_seats=true", token=by.bearer).json
    body = {"nickname": "团团", "birth_month": "2026-01", "phone": "13861724905"}
    body |= {"session_id": found["sessions"][0]["id"], "consent_version": found["consent"]["version"]}
    booked = call(f"{live.url}/api/v1/bookings", body, token=by.bearer)
    assert booked.status == 201, booked
    return str(booked.json["booking"]["code"])
