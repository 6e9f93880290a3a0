"""axe-core on every page of the console and every public page that belongs to it, by day and night, wide and narrow;
and words of strangers on each of them, which stay words."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE
from tests.console import Console
from tests.console_pages import SCREEN, WAIT, OpenPage, check_access, origin_of
from tests.live import LiveSystem, call

PAGES = ("panel", "inbox", "follow-ups", "complaints", "drafts", "learning", "numbers", "people", "audit", "account")
PUBLIC = ("/console/login", "/complaint", "/map/", "/console/sites")
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in (SCREEN, PHONE)]
NAMES = [f"{scheme}-{size['width']}" for scheme, size in LOOKS]
COUNT_REQUESTS = """
window.requestsUnderWay = 0;
const ask = window.fetch;
window.fetch = async (...given) => {
  window.requestsUnderWay += 1;
  try {
    const answered = await ask(...given);
    await answered.clone().arrayBuffer();
    return answered;
  } finally {
    setTimeout(() => { window.requestsUnderWay -= 1; }, 0);
  }
};
"""
"""A page is drawn once it has its heading and no request is under way; the live stream is no such request."""

HACK = "<img src=x onerror=\"document.title='hacked'\"><script>document.title='hacked'</script>"


@pytest.fixture(scope="module")
def something_everywhere(live: LiveSystem, logins: dict[str, Console]) -> str:
    """A conversation that waits, a call-back, a complaint, a draft, a miss, an edit: pages that show something.

    All of it holds what would run if it were taken for a page. Returns the complaint's id.
    """
    admin, talk = logins["admin"], live.talk()
    talk.say(f"宝宝两个月38度5 {HACK}")
    shown = admin.call("POST", "suggestions", {"text": f"宝宝八个月能吃盐吗 {HACK}"}).json
    entry = shown["answers"][0]["entry_id"] if shown["answers"] else None
    used = {"action": "edited", "entry_id": entry, "text": HACK}
    calls: list[tuple[str, dict[str, Any]]] = [
        (f"suggestions/{shown['suggestion_id']}", used),
        ("suggestions", {"text": f"外星人怎么修理飞船 {HACK}"}),
        ("drafts", {"question": HACK, "text": HACK, "entry_id": entry}),
        ("follow-ups", {"subject": HACK, "due_at": "2026-01-01T09:00:00+08:00"}),
        ("complaints", {"kind": "report", "institution": HACK, "district": "滨湖区", "text": HACK * 2}),
    ]
    for path, body in calls:
        assert admin.call("POST", path, body).status in (200, 201), path
    rows = admin.call("GET", "complaints").json["complaints"]
    return str(next(row["id"] for row in rows if row["institution"] == HACK))


def test_every_page_of_the_console_is_clean_and_runs_no_words(
    open_page: OpenPage, live: LiveSystem, something_everywhere: str
) -> None:
    page = open_page("admin", "panel")
    page.add_init_script(COUNT_REQUESTS)
    page.reload()
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    talk = live.talk()
    mark = f"记号{talk.id[-6:]}"
    talk.say(f"宝宝两个月38度5，{mark}{HACK}")
    talk.say("转人工")
    page.get_by_label("来电人说").fill(f"宝宝十个月，刚才抽搐了，叫不醒 {HACK}")
    expect(page.locator(".flag").first).to_be_visible(timeout=WAIT)
    _check_every_look(page, "panel with a red flag")

    for path in (*PAGES, f"complaints/{something_everywhere}"):
        page.evaluate("() => document.getElementById('view').replaceChildren()")
        page.goto(f"{origin_of(live)}/console/#/{'account' if path == 'panel' else 'panel'}")
        page.goto(f"{origin_of(live)}/console/#/{path}")
        _wait_until_drawn(page)
        if path == "inbox":
            page.locator(".queue a", has_text=mark).click(timeout=WAIT)
            expect(page.locator(".line").first).to_be_visible(timeout=WAIT)
            _wait_until_drawn(page)
        _check_every_look(page, path)
        assert "hacked" not in page.title(), path
    assert call(talk.url, method="DELETE", token=talk.token).status == 202


def _check_every_look(page: Page, where: str) -> None:
    """By day and night, wide and narrow, without loading the page again: only colours and room change."""
    for size in (SCREEN, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for _ in range(2):
            look = f"{where}, {_theme(page)}, {size['width']}"
            check_access(page, look)
            assert _fits(page), look
            before = _theme(page)
            page.locator("#status button", has_text="色").click()
            assert _theme(page) != before


def _theme(page: Page) -> str:
    return str(page.evaluate("() => document.documentElement.dataset.theme"))


def _wait_until_drawn(page: Page) -> None:
    """Until the page has its heading and everything it asked for."""
    page.locator("h1").first.wait_for(timeout=WAIT)
    page.wait_for_function("() => window.requestsUnderWay === 0", timeout=WAIT)


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=NAMES)
def test_every_page_without_a_login_is_clean(browser: Browser, live: LiveSystem, scheme: Any, size: Any) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN")
    context.add_init_script(COUNT_REQUESTS)
    page = context.new_page()
    for path in PUBLIC:
        page.goto(origin_of(live) + path)
        _wait_until_drawn(page)
        check_access(page, path)
        assert _fits(page), path
    context.close()


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=NAMES)
def test_the_sites_page_is_clean_with_the_consoles_own_login(
    open_page: OpenPage, live: LiveSystem, scheme: Any, size: Any
) -> None:
    page = open_page("admin", "account", viewport=size, color_scheme=scheme)
    assert _theme(page) == scheme

    page.get_by_role("link", name="站点").click()

    expect(page.get_by_role("heading", name="站点管理")).to_be_visible(timeout=WAIT)
    expect(page.locator("#login")).to_be_hidden()
    expect(page.locator("#new")).to_be_visible(timeout=WAIT)
    check_access(page)
    assert _fits(page)


def _fits(page: Page) -> bool:
    """Whether nothing has to be scrolled to sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1"))
