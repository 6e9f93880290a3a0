"""A call-back promised at the end of a conversation: day, hour, note; in the list by time, what is overdue first."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.console import Console
from tests.console_pages import WAIT, OpenPage, check_access
from tests.live import LiveSystem

WUXI = ZoneInfo("Asia/Shanghai")


def test_a_call_back_is_promised_with_day_hour_and_note_and_stands_in_order(
    open_page: OpenPage, live: LiveSystem, logins: dict[str, Console]
) -> None:
    page = open_page("wang", "inbox")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    talk = live.talk()
    talk.say("宝宝9个月总是夜醒，记号要回访")
    talk.say("转人工")
    page.locator(".queue a", has_text="记号要回访").last.click(timeout=WAIT)
    page.get_by_role("button", name="接听").click(timeout=WAIT)
    page.get_by_label("这次会话的结果").select_option("follow_up", timeout=WAIT)

    page.get_by_role("button", name="结束会话").click()
    dialog = page.get_by_role("dialog", name="安排回访")
    expect(dialog.get_by_label("回访什么")).to_be_focused(timeout=WAIT)
    check_access(page, "planning")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="结束会话")).to_be_visible()
    page.get_by_role("button", name="结束会话").click()
    dialog.get_by_label("回访什么").fill("夜醒好些了吗")
    dialog.get_by_label("下个工作日").check(timeout=WAIT)
    dialog.get_by_label("几点").last.select_option("10:30")
    dialog.get_by_label("备注").fill("打妈妈的电话")
    dialog.get_by_role("button", name="确定").click()
    expect(page.locator(".queue a", has_text="记号要回访")).to_have_count(0, timeout=WAIT)

    listed = logins["wang"].call("GET", "follow-ups").json["follow_ups"]
    planned = next(one for one in listed if "夜醒" in one["subject"])
    due_at = datetime.fromisoformat(planned["due_at"]).astimezone(WUXI)
    days = logins["wang"].call("GET", "follow-ups/days").json
    assert f"{due_at:%Y-%m-%d %H:%M}" == f"{days['next_working_day']} 10:30"
    assert due_at.isoweekday() <= 5
    assert (planned["conversation_id"], planned["notes"][0]["text"]) == (talk.id, "打妈妈的电话")

    page.get_by_role("link", name="回访").click()
    expect(page.locator("article", has_text="夜醒好些了吗")).to_contain_text("打妈妈的电话", timeout=WAIT)
    now = datetime.now(WUXI)
    for subject, ago in (("记号刚过期", timedelta(minutes=5)), ("记号早过期", timedelta(days=2))):
        body = {"subject": subject, "due_at": (now - ago).isoformat()}
        assert logins["zhao"].call("POST", "follow-ups", body).status == 201
    # What a colleague adds comes by itself, and what is overdue stands first, the longest first of all.
    expect(page.locator("article", has_text="记号早过期")).to_be_visible(timeout=WAIT)
    titles = page.locator("article h3").all_inner_texts()
    places = [titles.index(title) for title in ("记号早过期", "记号刚过期", "夜醒好些了吗")]
    assert places == sorted(places)
    expect(page.get_by_role("region", name="已到期")).to_contain_text("记号刚过期")
    check_access(page, "the list")

    card = page.locator("article", has_text="记号刚过期")
    card.get_by_role("button", name="改时间").click()
    page.get_by_role("dialog", name="改时间").get_by_label("明天").check(timeout=WAIT)
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("region", name="还没到期")).to_contain_text("记号刚过期", timeout=WAIT)


def test_a_call_back_is_not_moved_to_a_time_that_has_passed(logins: dict[str, Console]) -> None:
    wang = logins["wang"]
    planned = wang.call("POST", "follow-ups", {"subject": "记号改", "due_at": "2031-01-01T09:00:00+08:00"}).json
    refused = wang.call("PATCH", f"follow-ups/{planned['id']}", {"due_at": "2020-01-01T09:00:00+08:00"})

    assert (refused.status, refused.json["error"]["code"]) == (400, "due_in_the_past")
    assert "已经过去" in refused.json["error"]["message"]
