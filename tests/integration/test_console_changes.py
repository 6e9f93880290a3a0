"""Moving and cancelling on the operator's screen: by code and digits, or from the conversation; agreed to first."""

import sqlite3
from collections import defaultdict
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant.domain.guardian import BOOKING_CONSENT
from tests.console import Console
from tests.console_pages import WAIT, OpenPage, check_access
from tests.live import LiveSystem, Talk, call

PHONE = "13861724905"
LAST4 = PHONE[-4:]


@pytest.fixture(autouse=True)
def _seats(live: LiveSystem) -> None:
    """Nobody's bookings of another test are in the way."""
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        database.execute("DELETE FROM bookings")
        database.execute("UPDATE guidance_sessions SET seats_taken = 0")
        database.execute("DELETE FROM code_tries")


def _two_alike(live: LiveSystem, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two sittings of one kind that take a child of nine months."""
    found = call(f"{live.url}/api/v1/guidance-sessions?age_months=9&limit=100", token=token).json["sessions"]
    alike: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in found:
        alike[one["kind"]].append(one)
    first, second, *_ = next(ones for kind, ones in alike.items() if len(ones) > 1 and kind != "home_visit")
    return first, second


def _book(live: LiveSystem, token: str, session_id: str, **more: str) -> str:
    body = {"session_id": session_id, "nickname": "圆圆", "birth_month": "2026-02", "phone": PHONE}
    booked = call(
        f"{live.url}/api/v1/bookings", {**body, "consent_version": BOOKING_CONSENT.version, **more}, token=token
    )
    assert booked.status == 201, booked
    return str(booked.json["booking"]["code"])


def _rows(live: LiveSystem, statement: str) -> list[Any]:
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        return database.execute(statement).fetchall()


def _booking(live: LiveSystem) -> tuple[str, str]:
    ((session_id, status),) = _rows(live, "SELECT session_id, status FROM bookings")
    return session_id, status


def _look_up(page: Page, code: str, last4: str) -> None:
    page.get_by_label("预约码").fill(code)
    page.get_by_label("手机号的后四位").fill(last4)
    page.get_by_role("button", name="查预约").click()


def test_a_callers_booking_is_found_moved_and_cancelled_after_a_yes_each(
    open_page: OpenPage, live: LiveSystem, logins: dict[str, Console]
) -> None:
    mother = live.talk()
    first, second = _two_alike(live, mother.token)
    code = _book(live, mother.token, first["id"])
    page = open_page("zhao", "panel")
    page.get_by_label("来电人说").fill("我想改一下约好的活动")
    page.keyboard.press("Alt+b")
    dialog = page.get_by_role("dialog", name="查改预约")
    expect(page.get_by_label("预约码")).to_be_focused(timeout=WAIT)
    check_access(page, "looking up")

    _look_up(page, code, "")
    expect(dialog.get_by_role("alert")).to_contain_text("手机号的后四位", timeout=WAIT)
    _look_up(page, code, "0000")
    expect(dialog.get_by_role("alert")).to_contain_text("没有找到", timeout=WAIT)
    _look_up(page, code.lower().replace("-", ""), LAST4)
    expect(dialog).to_contain_text(first["title"], timeout=WAIT)
    assert PHONE not in page.content()

    page.get_by_role("button", name="改到别的场次").click()
    choices = page.get_by_role("button", name="改到：")
    expect(choices.first).to_be_visible(timeout=WAIT)
    check_access(page, "choosing")
    dialog.locator("li", has_text=second["title"]).get_by_role("button").first.click()
    expect(dialog).to_contain_text("请先向对方复述一遍")
    assert _booking(live) == (first["id"], "booked")
    page.get_by_role("button", name="先不改").click()
    expect(page.get_by_role("button", name="改到别的场次")).to_be_visible(timeout=WAIT)
    assert _booking(live) == (first["id"], "booked")

    page.get_by_role("button", name="改到别的场次").click()
    chosen = dialog.locator("li", has_text=second["title"]).get_by_role("button").first
    chosen.click(timeout=WAIT)
    page.get_by_role("button", name="确认改约").click()
    expect(dialog).to_contain_text("已经改好", timeout=WAIT)
    moved_to, status = _booking(live)
    assert (moved_to != first["id"], status) == (True, "booked")

    page.get_by_role("button", name="取消预约").click()
    assert _booking(live) == (moved_to, "booked")
    page.get_by_role("button", name="确认取消").click()
    expect(dialog).to_contain_text("已经取消", timeout=WAIT)
    assert _booking(live) == (moved_to, "cancelled")
    expect(page.get_by_role("button", name="取消预约")).to_have_count(0)
    check_access(page, "cancelled")
    page.keyboard.press("Escape")
    expect(page.get_by_label("来电人说")).to_have_value("我想改一下约好的活动")
    acts = _rows(live, "SELECT action FROM audit WHERE actor = 'page-zhao' AND action LIKE 'booking%' ORDER BY id")
    assert [action for (action,) in acts][-4:] == [
        *("booking_looked_up", "booking_looked_up", "booking_moved", "booking_cancelled")
    ]
    hers = call(f"{live.url}/api/v1/bookings", token=mother.token).json["bookings"]
    assert [one["status"] for one in hers] == ["cancelled"]
    assert call(mother.url, method="DELETE", token=mother.token).status == 202


def _taken(open_page: OpenPage, live: LiveSystem, name: str, mark: str) -> tuple[Page, Talk]:
    """A conversation in this operator's hands."""
    page = open_page(name, "inbox")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    talk = live.talk()
    talk.say(f"宝宝9个月，想改活动，{mark}")
    talk.say("转人工")
    page.locator(".queue a", has_text=mark).last.click(timeout=WAIT)
    page.get_by_role("button", name="接听").click(timeout=WAIT)
    expect(page.get_by_role("button", name="对方的预约")).to_be_visible(timeout=WAIT)
    return page, talk


def test_the_conversations_bookings_are_shown_and_only_ones_own_can_be_changed_without_code_and_digits(
    open_page: OpenPage, live: LiveSystem, logins: dict[str, Console]
) -> None:
    page, talk = _taken(open_page, live, "wang", "记号会话里改约")
    first, second = _two_alike(live, talk.token)
    hers = _book(live, talk.token, first["id"])
    page.get_by_role("button", name="对方的预约").click()
    dialog = page.get_by_role("dialog", name="对方的预约")
    expect(dialog).to_contain_text(first["title"], timeout=WAIT)
    expect(dialog).to_contain_text("要对方报预约码和手机号后四位")
    expect(page.get_by_role("button", name="改约或取消")).to_have_count(0)
    assert hers not in page.content()
    assert LAST4 not in dialog.inner_text()
    check_access(page, "the visitor's bookings")
    page.get_by_role("button", name="关闭").click()

    _book(live, logins["wang"].bearer, second["id"], conversation_id=talk.id)
    page.keyboard.press("Alt+b")
    page.get_by_role("button", name=f"改约或取消：{second['title']}").click(timeout=WAIT)
    page.get_by_role("button", name="取消预约").click(timeout=WAIT)
    page.get_by_role("button", name="确认取消").click(timeout=WAIT)

    expect(page.get_by_role("dialog", name="查改预约")).to_contain_text("已经取消", timeout=WAIT)
    states = dict(_rows(live, "SELECT session_id, status FROM bookings"))
    assert states == {first["id"]: "booked", second["id"]: "cancelled"}
    page.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="交还助手").click()
    expect(page.locator(".queue a", has_text="记号会话里改约")).to_have_count(0, timeout=WAIT)
    assert call(talk.url, method="DELETE", token=talk.token).status == 202
