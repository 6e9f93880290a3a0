"""The console in real Chromium; a test module imports the fixtures by name."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import AXE
from tests.console import Console, add_operator, log_in
from tests.live import LiveSystem

SCREEN = {"width": 1366, "height": 768}
WAIT = 20_000

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def logins(live: LiveSystem) -> dict[str, Console]:
    """Three people, logged in once."""
    roles = {"page-wang": ["operator"], "page-zhao": ["operator"]}
    roles["page-admin"] = ["operator", "editor", "administrator", "auditor"]
    for name, given in roles.items():
        add_operator(live, name, *given)
    return {name.removeprefix("page-"): log_in(live, name) for name in roles}


@pytest.fixture
def open_page(browser: Browser, live: LiveSystem, logins: dict[str, Console]) -> Iterator[OpenPage]:
    """Open the console as somebody; pages that report an error of their own fail the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_as(name: str, path: str, viewport: Any = SCREEN, **options: Any) -> Page:
        login = logins[name]
        context = browser.new_context(viewport=viewport, locale="zh-CN", **options)
        contexts.append(context)
        origin = origin_of(live)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
        context.add_cookies([{"name": "operator_session", "value": login.cookie, "url": origin}])
        context.add_init_script(f"localStorage.setItem('console-csrf', '{login.csrf}')")
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{origin}/console/#/{path}")
        expect(page.locator("#nav a").first).to_be_visible(timeout=WAIT)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert problems == []


def origin_of(live: LiveSystem) -> str:
    """The address by which pages are opened."""
    return live.url.replace("127.0.0.1", "localhost")


def check_access(page: Page, where: str = "") -> None:
    """No finding of axe-core that hinders somebody."""
    # What is just fading in has other colours for a moment than those it is read in.
    page.evaluate("() => Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations']})"
    )
    serious = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    assert [(where, one["id"], [node["target"] for node in one["nodes"]]) for one in serious] == []
