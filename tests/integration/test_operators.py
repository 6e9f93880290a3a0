"""Operators' accounts: log in, roles, CSRF, lock-out, audit."""

import pytest

from tests.console import PASSWORD, add_operator
from tests.live import Answered, LiveSystem, call


@pytest.fixture(scope="module", autouse=True)
def _accounts(live: LiveSystem) -> None:
    for name, role in (("wang", "operator"), ("li", "auditor"), ("zhao", "operator")):
        add_operator(live, name, role)


def _log_in(live: LiveSystem, name: str, password: str = PASSWORD) -> Answered:
    return call(f"{live.url}/api/v1/operator/session", {"name": name, "password": password})


def test_a_program_logs_in_with_the_bearer_and_out_again(live: LiveSystem) -> None:
    url = f"{live.url}/api/v1/operator/session"
    bearer = _log_in(live, "wang").json["bearer"]

    assert call(url, token=bearer).json == {"name": "wang", "roles": ["operator"]}
    assert call(url, method="DELETE", token=bearer).status == 204
    assert call(url, token=bearer).status == 401


def test_a_page_needs_the_csrf_token_beside_its_cookie(live: LiveSystem) -> None:
    login = _log_in(live, "wang")
    cookie = {"Cookie": login.headers["Set-Cookie"].split(";")[0]}
    url = f"{live.url}/api/v1/operator/session"

    assert "HttpOnly" in login.headers["Set-Cookie"]
    assert "SameSite=Strict" in login.headers["Set-Cookie"]
    assert call(url, headers=cookie).status == 200
    assert call(url, method="DELETE", headers=cookie).status == 403
    assert call(url, method="DELETE", headers={**cookie, "X-CSRF-Token": "wrong"}).status == 403
    assert call(url, method="DELETE", headers={**cookie, "X-CSRF-Token": login.json["csrf_token"]}).status == 204


def test_roles_decide_who_reads_the_audit_table(live: LiveSystem) -> None:
    url = f"{live.url}/api/v1/audit"

    assert call(url, token=_log_in(live, "wang").json["bearer"]).status == 403
    rows = call(url, token=_log_in(live, "li").json["bearer"]).json["rows"]
    assert any(row["actor"] == "wang" for row in rows)
    assert PASSWORD not in str(rows)


def test_guessing_locks_the_account_and_the_right_password_no_longer_helps(live: LiveSystem) -> None:
    for _ in range(5):
        _log_in(live, "zhao", "wrong password here")

    locked = _log_in(live, "zhao")

    assert locked.status == 423
    assert locked.json["error"]["code"] == "account_locked"
    assert int(locked.headers["Retry-After"]) > 0


def test_an_unknown_name_and_a_wrong_password_look_the_same(live: LiveSystem) -> None:
    unknown, wrong = _log_in(live, "nobody"), _log_in(live, "li", "wrong password here")

    assert unknown.status == wrong.status == 401
    assert unknown.json["error"]["message"] == wrong.json["error"]["message"]


def test_a_short_password_is_refused_with_the_reason(live: LiveSystem) -> None:
    refused = live.command("operators", "add", "sun", given="short\n")

    assert refused.returncode == 1
    assert "12" in refused.stderr
    assert "Traceback" not in refused.stderr
