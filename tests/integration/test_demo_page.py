"""The demo page with its widget in real Chromium, answered by the whole system: a parent types, presses, comes back."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE
from tests.live import LiveSystem
from tests.widget import SALT, ask, expect_answers, open_panel


@pytest.fixture
def page(browser: Browser, live: LiveSystem) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(live.url.replace("127.0.0.1", "localhost"))
    open_panel(page)
    yield page
    context.close()
    assert problems == []


def test_a_question_gets_an_answer_with_its_source(page: Page) -> None:
    ask(page, SALT)

    expect(expect_answers(page, 1).first).to_contain_text("资料来源")
    expect(page.locator(".said.caregiver").first).to_contain_text(SALT)
    expect(page.get_by_text("90天后自动删除")).to_be_visible()


def test_the_whole_text_is_one_tap_away(page: Page) -> None:
    ask(page, SALT)

    with page.context.expect_page() as opened:
        page.get_by_role("link", name="看全文").first.click()

    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("盐")
    expect(opened.value.locator(".source")).to_contain_text("核对日期")


def test_a_button_is_pressed_and_answered(page: Page) -> None:
    ask(page, SALT)
    page.get_by_role("button", name="详细说说").click()

    expect_answers(page, 2)


def test_an_emergency_can_be_called_with_one_tap(page: Page) -> None:
    ask(page, "宝宝没有呼吸了叫不醒")

    expect(page.locator(".urgent a.call").first).to_have_attribute("href", "tel:120", timeout=20_000)


def test_the_conversation_is_there_after_a_reload(page: Page) -> None:
    ask(page, SALT)
    expect_answers(page, 1)

    page.reload()

    expect(page.locator(".said.caregiver").first).to_contain_text(SALT)
    expect_answers(page, 1)


def test_what_a_person_types_is_never_run(page: Page) -> None:
    ask(page, "<img src=x onerror=document.title='hacked'>")

    expect_answers(page, 1)
    assert page.title() == "科学育儿助手 · 演示"


def test_the_page_shows_the_line_to_paste(page: Page, live: LiveSystem) -> None:
    port = live.env["ASSISTANT_PORT"]

    expect(page.locator("#snippet")).to_have_text(
        re.compile(f'src="http://localhost:{port}/widget.js" data-site-key="demo"')
    )


def test_a_narrow_phone_needs_no_sideways_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    ask(page, "无锡每年有几次免费育儿指导")
    expect_answers(page, 1)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_api_is_described_on_a_page(page: Page, live: LiveSystem) -> None:
    page.goto(live.url + "/docs")

    expect(page.get_by_text("/api/v1/conversations/{id}/messages").first).to_be_visible()
