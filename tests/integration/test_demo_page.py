"""The demo page in real Chromium: a parent types, reads, presses, comes back."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.live import LiveSystem

PHONE = {"width": 390, "height": 844}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing; .ci/run installs it.")
        pytest.skip("Chromium is not installed, so the demo page was not tried. Install the package chromium.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, live: LiveSystem) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.goto(live.url.replace("127.0.0.1", "localhost"))
    yield page
    context.close()
    assert problems == []


def _ask(page: Page, text: str) -> None:
    page.get_by_label("输入您的问题").fill(text)
    page.get_by_role("button", name="发送").click()


def test_a_question_gets_an_answer_with_its_source(page: Page) -> None:
    _ask(page, "宝宝八个月可以吃盐吗")

    expect(page.locator(".assistant").first).to_contain_text("资料来源", timeout=20_000)
    expect(page.locator(".caregiver").first).to_have_text("宝宝八个月可以吃盐吗")
    expect(page.get_by_text("90天后自动删除")).to_be_visible()


def test_the_whole_text_is_one_tap_away(page: Page) -> None:
    _ask(page, "宝宝八个月可以吃盐吗")

    page.get_by_role("link", name="看全文").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("盐")
    expect(page.locator(".source")).to_contain_text("核对日期")


def test_an_emergency_can_be_called_with_one_tap(page: Page) -> None:
    _ask(page, "宝宝没有呼吸了叫不醒")

    expect(page.locator(".urgent")).to_be_visible(timeout=20_000)
    expect(page.locator(".urgent a.call").first).to_have_attribute("href", "tel:120")


def test_a_button_is_pressed_and_answered(page: Page) -> None:
    _ask(page, "宝宝八个月可以吃盐吗")
    page.get_by_role("button", name="详细说说").click()

    expect(page.locator(".assistant")).to_have_count(2, timeout=20_000)


def test_the_conversation_is_there_after_a_reload(page: Page) -> None:
    _ask(page, "宝宝八个月可以吃盐吗")
    expect(page.locator(".assistant")).to_have_count(1, timeout=20_000)

    page.reload()

    expect(page.locator(".caregiver").first).to_have_text("宝宝八个月可以吃盐吗")
    expect(page.locator(".assistant")).to_have_count(1)


def test_what_a_person_types_is_never_run(page: Page) -> None:
    _ask(page, "<img src=x onerror=document.title='hacked'>")

    expect(page.locator(".assistant")).to_have_count(1, timeout=20_000)
    assert page.title() == "科学育儿助手"


def test_a_narrow_phone_needs_no_sideways_scrolling(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    _ask(page, "无锡每年有几次免费育儿指导")
    expect(page.locator(".assistant")).to_have_count(1, timeout=20_000)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_api_is_described_on_a_page(page: Page, live: LiveSystem) -> None:
    page.goto(live.url + "/docs")

    expect(page.get_by_text("/api/v1/conversations/{id}/messages").first).to_be_visible()
