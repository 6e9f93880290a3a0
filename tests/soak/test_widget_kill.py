"""The whole system is killed while a parent writes in the widget: she loses nothing and nothing is said twice."""

import signal
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser import PHONE, browser  # noqa: F401  # a fixture
from tests.live import make_system
from tests.widget import SALT, ask, expect_answers, open_panel


def test_a_kill_while_a_parent_writes_loses_nothing(browser: Browser, tmp_path: Path) -> None:  # noqa: F811
    live = make_system(tmp_path)
    live.start()
    page = browser.new_context(viewport=PHONE).new_page()
    page.goto(live.url.replace("127.0.0.1", "localhost"))
    open_panel(page)
    ask(page, "你好")
    expect_answers(page, 1)
    box = page.get_by_label("输入您的问题")
    box.fill("写到一半")

    live.stop(signal.SIGKILL)
    ask(page, SALT)
    box.fill("又写到一半")
    live.start()

    expect(expect_answers(page, 2).nth(1)).to_contain_text("盐")
    expect(box).to_have_value("又写到一半")
    expect(page.locator(".said.caregiver")).to_have_count(2)
    live.stop()
