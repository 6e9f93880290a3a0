"""One night, all parts real: a mother on a clinic's page, step by step, with a look at database and logs after each.

Each channel adds its own steps.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE
from tests.live import LiveSystem
from tests.widget import ask, expect_answers, open_panel

FEVER, AGE, SECRET = "孩子发烧38度5怎么办", "两个月", "我家的暗号是青团团"


@pytest.fixture
def page(browser: Browser, live: LiveSystem) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    page.goto(live.url.replace("127.0.0.1", "localhost"))
    yield page
    context.close()


def _rows(live: LiveSystem, statement: str, *values: Any) -> list[Any]:
    with sqlite3.connect(live.var / "assistant.db") as database:
        return database.execute(statement, values).fetchall()


def test_a_mother_asks_is_sent_to_hospital_and_deletes_her_data(page: Page, live: LiveSystem) -> None:
    open_panel(page)

    ask(page, FEVER)
    expect_answers(page, 1)
    (conversation,) = _rows(live, "SELECT id FROM conversations ORDER BY created_at DESC")[0]
    assert _rows(live, "SELECT count(*) FROM items WHERE conversation_id = ?", conversation) == [(2,)]

    ask(page, AGE)
    expect(page.locator(".said.urgent")).to_be_visible(timeout=20_000)
    decided = _rows(live, "SELECT urgency FROM triage_log WHERE conversation_id = ? ORDER BY id DESC", conversation)
    assert decided[0] in (("hospital_now",), ("call120",))

    page.reload()
    expect(page.locator(".said.urgent")).to_be_visible(timeout=20_000)
    expect(page.locator(".said.caregiver")).to_have_count(2)

    ask(page, SECRET)
    expect(page.locator(".said.assistant")).to_have_count(3, timeout=20_000)
    assert _rows(live, "SELECT count(*) FROM items WHERE conversation_id = ?", conversation) == [(6,)]

    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="删除我的数据").click()
    page.get_by_role("button", name="全部删除").click()
    expect(page.get_by_text("已经删除")).to_be_visible(timeout=20_000)
    for table in ("items", "answers", "choices", "triage_log"):
        assert _rows(live, f"SELECT 1 FROM {table} WHERE conversation_id = ?", conversation) == []
    for log in (*live.output, live.var / "log" / "rasa.log"):
        assert SECRET not in log.read_text(errors="replace")
