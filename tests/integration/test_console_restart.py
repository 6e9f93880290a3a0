"""A restart of the service in the middle of a night: nobody logs in again, and nothing that was begun is lost."""

import signal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console import Console, add_operator, log_in
from tests.console_pages import SCREEN, WAIT, origin_of
from tests.live import LiveSystem

BACK_WITHIN = 90_000


@pytest.fixture
def system(own: LiveSystem) -> LiveSystem:
    """Not the one of all tests, since it is stopped."""
    return own


@pytest.fixture(params=["stopped", "killed"])
def how(request: pytest.FixtureRequest) -> signal.Signals:
    """By what the service ends."""
    return signal.SIGTERM if request.param == "stopped" else signal.SIGKILL


@pytest.fixture
def wang(system: LiveSystem, how: signal.Signals) -> Console:
    name = f"restart-{how.name.lower()}"
    add_operator(system, name, "operator", "editor")
    return log_in(system, name)


def _open(browser: Browser, system: LiveSystem, console: Console, path: str) -> Page:
    context = browser.new_context(viewport=SCREEN, locale="zh-CN")
    context.add_cookies([{"name": "operator_session", "value": console.cookie, "url": origin_of(system)}])
    context.add_init_script(f"localStorage.setItem('console-csrf', '{console.csrf}')")
    page = context.new_page()
    page.goto(f"{origin_of(system)}/console/#/{path}")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    return page


def test_queue_drafts_and_notes_are_there_after_a_restart(
    browser: Browser, system: LiveSystem, wang: Console, how: signal.Signals
) -> None:
    inbox, call = _open(browser, system, wang, "inbox"), _open(browser, system, wang, "panel")
    taken, waiting = system.talk(), system.talk()
    mark = f"记号{taken.id[-6:]}"
    for talk, said in ((taken, f"{mark}甲：宝宝便秘四天了"), (waiting, f"{mark}乙：宝宝晚上总醒")):
        talk.say(said)
        talk.say("转人工")
    inbox.locator(".queue a", has_text=f"{mark}甲").click(timeout=WAIT)
    inbox.get_by_role("button", name="接听").click(timeout=WAIT)
    inbox.get_by_label("回复家长").fill("先问问孩子精神怎么样")
    call.get_by_label("来电人说").fill("宝宝八个月能吃盐吗")
    expect(call.locator(".answer").first).to_be_visible(timeout=WAIT)
    due = {"subject": f"{mark}回访", "due_at": "2030-01-01T09:00:00+08:00"}
    planned = wang.call("POST", "follow-ups", due).json["id"]
    assert wang.call("PATCH", f"follow-ups/{planned}", {"note": "下午再打"}).status == 200
    assert wang.call("POST", "drafts", {"question": mark, "text": "改过的说法"}).status == 201
    before = len(taken.items())

    system.stop(how)
    system.start()

    for page in (inbox, call):
        expect(page.locator("#duty-state")).to_have_text("在岗", timeout=BACK_WITHIN)
    expect(inbox.locator(".queue a", has_text=f"{mark}甲")).to_contain_text("我在接听", timeout=WAIT)
    expect(inbox.locator(".queue a", has_text=f"{mark}乙")).to_contain_text("等了", timeout=WAIT)
    expect(inbox.get_by_label("回复家长")).to_have_value("先问问孩子精神怎么样", timeout=WAIT)
    for page in (inbox, call):
        page.reload()
    expect(inbox.get_by_label("回复家长")).to_have_value("先问问孩子精神怎么样", timeout=WAIT)
    expect(call.get_by_label("来电人说")).to_have_value("宝宝八个月能吃盐吗", timeout=WAIT)
    expect(call.locator(".answer").first).to_be_visible(timeout=WAIT)
    inbox.get_by_label("回复家长").press("Enter")
    expect(inbox.locator(".line.operator")).to_have_count(1, timeout=WAIT)
    assert [item["from"] for item in taken.items()[before:]] == ["operator"]
    follow_ups = wang.call("GET", "follow-ups").json["follow_ups"]
    kept = next(one for one in follow_ups if one["id"] == planned)
    assert [note["text"] for note in kept["notes"]] == ["下午再打"]
    assert mark in [draft["question"] for draft in wang.call("GET", "drafts").json["drafts"]]
    inbox.get_by_role("button", name="交还助手").click()
    expect(inbox.locator(".queue a", has_text=f"{mark}甲")).to_have_count(0, timeout=WAIT)
    for page in (inbox, call):
        page.context.close()
