"""The widget as a parent uses it: find it, open it, write, wait for the answer."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser import Host, script_tag
from tests.in_process import InProcess

ANSWER_WITHIN = 20_000
SALT = "宝宝八个月可以吃盐吗"


@dataclass(frozen=True)
class Stage:
    """A clinic with a site, its web server, and a visitor's browser."""

    context: BrowserContext
    service: InProcess
    host: Host
    key: str

    def visit(self, body: str = "<p>诊所</p>", *, head: str = "", key: str = "", **attributes: str) -> Page:
        """Open a page of the clinic with the widget on it."""
        page = self.context.new_page()
        tag = script_tag(self.service.url, key or self.key, **attributes)
        page.goto(self.host.put(f"/{key or self.key}", body, head=head + tag))
        return page

    def at_the_panel(self) -> Page:
        """Open a page and the panel on it."""
        page = self.visit()
        open_panel(page)
        return page

    def conversation_of(self, page: Page) -> dict[str, Any]:
        """The credential that this tab keeps."""
        return credential_of(page)


def credential_of(page: Page) -> dict[str, Any]:
    """The credential that this tab keeps."""
    kept = page.evaluate(
        "Object.entries(sessionStorage).filter(([name]) => name.startsWith('parenting')).map(e => e[1])[0]"
    )
    credential: dict[str, Any] = json.loads(kept)["credential"]
    return credential


def open_panel(page: Page) -> Locator:
    """Press the button; return the dialog."""
    page.locator("parenting-assistant .launcher").click()
    panel = page.get_by_role("dialog")
    expect(panel).to_be_visible()
    return panel


def ask(page: Page, text: str) -> None:
    """Write and send."""
    page.get_by_label("输入您的问题").fill(text)
    page.get_by_role("button", name="发送", exact=True).click()


def expect_answers(page: Page, count: int) -> Locator:
    """Wait until so many answers stand there; return them."""
    answers = page.locator(".said.assistant")
    expect(answers).to_have_count(count, timeout=ANSWER_WITHIN)
    return answers


def a_reply(*texts: str, **changes: Any) -> dict[str, Any]:
    """A reply of the contract."""
    reply = {
        "texts": list(texts),
        "cards": [],
        "choices": [],
        "citations": [],
        "urgency": "none",
        "intent": {"name": "none", "confidence": 0.0},
        "handover": False,
        "answer_id": "a_stub",
        "notice": None,
    }
    return {**reply, **changes}


def answer_with(page: Page, reply: dict[str, Any], seq: int = 1000) -> None:
    """Let messages be answered with `reply`, whatever the service would say."""

    def fulfil(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        headers = {"Access-Control-Allow-Origin": route.request.headers.get("origin", "*")}
        route.fulfill(json={"seq": seq, "reply": reply}, headers=headers)

    page.route("**/api/v1/conversations/*/messages", fulfil)
