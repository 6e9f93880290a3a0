"""Booking for whoever is on the telephone or in the chat, from the suggestions, in real Chromium."""

import re
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from tests.console import Console
from tests.console_pages import WAIT, OpenPage, check_access
from tests.live import LiveSystem, call

PHONE, NICKNAME = "13861724905", "记号圆圆"


@pytest.fixture(autouse=True)
def _seats(live: LiveSystem) -> None:
    """Nobody's bookings of another test are in the way."""
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        database.execute("DELETE FROM bookings")
        database.execute("UPDATE guidance_sessions SET seats_taken = 0")


def _fill(page: Page, phone: str = PHONE) -> None:
    page.get_by_label("宝宝小名").fill(NICKNAME)
    page.get_by_label("出生年月").fill("2026-02")
    page.get_by_label("手机号").fill(phone)
    page.get_by_label("已经念过").check()


def _code(page: Page) -> str:
    shown = page.locator("dialog .code")
    expect(shown).to_have_text(re.compile(r"\w{4}-\w{4}-\w{3}"), timeout=WAIT)
    return shown.inner_text()


def test_a_caller_is_booked_for_with_the_operators_account_and_kept_only_sealed(
    open_page: OpenPage, live: LiveSystem, logins: dict[str, Console]
) -> None:
    page = open_page("wang", "panel")
    page.keyboard.type("宝宝九个月，想约个亲子活动，住滨湖区")
    page.get_by_role("button", name="替对方预约").first.click(timeout=WAIT)
    expect(page.get_by_label("宝宝小名")).to_be_focused(timeout=WAIT)
    check_access(page)
    _fill(page, phone="138")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="手机号应该是11位")).to_be_visible(timeout=WAIT)

    page.get_by_label("手机号").fill(PHONE)
    page.get_by_label("手机号").press("Enter")
    code = _code(page)

    check_access(page)
    wang, zhao = logins["wang"], logins["zhao"]
    mine = call(f"{live.url}/api/v1/bookings/{code}", token=wang.bearer)
    assert (mine.status, mine.json["booking"]["nickname"]) == (200, NICKNAME)
    assert call(f"{live.url}/api/v1/bookings/{code}", token=zhao.bearer).status == 404
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        dump = "\n".join(database.iterdump())
        booked_by = database.execute("SELECT operator_id IS NOT NULL FROM bookings").fetchone()
        audited = database.execute("SELECT actor FROM audit WHERE action = 'booking_made' ORDER BY id DESC").fetchone()
    assert (booked_by, audited) == ((1,), ("page-wang",))
    assert not any(secret in dump for secret in (PHONE, NICKNAME, code, code.replace("-", "")))
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_label("来电人说")).to_have_value("宝宝九个月，想约个亲子活动，住滨湖区")


def test_keys_in_the_dialog_leave_the_call_alone_and_a_cleared_call_can_be_had_back(open_page: OpenPage) -> None:
    page = open_page("wang", "panel")
    said = "宝宝九个月，想约个亲子活动"
    page.keyboard.type(said)
    page.get_by_role("button", name="替对方预约").first.click(timeout=WAIT)
    expect(page.get_by_label("宝宝小名")).to_be_focused(timeout=WAIT)

    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.get_by_label("来电人说")).to_have_value(said)

    page.get_by_label("来电人说").press("Escape")
    expect(page.get_by_label("来电人说")).to_have_value("")
    page.get_by_role("button", name="找回刚才的").click()
    expect(page.get_by_label("来电人说")).to_have_value(said)
    expect(page.get_by_role("button", name="替对方预约").first).to_be_visible(timeout=WAIT)


def test_a_full_session_offers_the_waitlist(open_page: OpenPage, live: LiveSystem) -> None:
    page = open_page("wang", "panel")
    page.keyboard.type("宝宝九个月，想约个亲子活动")
    page.get_by_role("button", name="替对方预约").first.click(timeout=WAIT)
    _fill(page)
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        database.execute("UPDATE guidance_sessions SET seats_taken = capacity")

    page.get_by_role("button", name="预约", exact=True).click()
    page.get_by_role("button", name="排候补").click(timeout=WAIT)

    _code(page)
    expect(page.locator("dialog")).to_contain_text("候补")


def test_a_visitor_in_the_chat_sees_what_the_operator_booked(open_page: OpenPage, live: LiveSystem) -> None:
    page = open_page("zhao", "inbox")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    talk = live.talk()
    talk.say("宝宝9个月，想约个亲子活动，记号聊天里约")
    talk.say("转人工")
    page.locator(".queue a", has_text="记号聊天里约").last.click(timeout=WAIT)
    page.get_by_role("button", name="接听").click(timeout=WAIT)
    page.get_by_role("button", name="替对方预约").first.click(timeout=WAIT)
    _fill(page)
    page.get_by_role("button", name="预约", exact=True).click()
    code = _code(page)
    page.get_by_role("button", name="关闭").click()

    hers = call(f"{live.url}/api/v1/bookings", token=talk.token).json["bookings"]
    assert [one["code"] for one in hers] == [code]
    page.get_by_role("button", name="结束会话").click()
    expect(page.get_by_role("status").filter(has_text="先选一个结果")).to_be_visible()
    page.get_by_label("这次会话的结果").select_option("booked")
    page.get_by_role("button", name="结束会话").click()
    expect(page.locator(".queue a", has_text="记号聊天里约")).to_have_count(0, timeout=WAIT)
