"""An operator writes to a follower: each line says live whether WeChat took it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.domain.account import Role
from assistant.services.accounts import create_operator, log_in
from assistant.services.clock import now_in_wuxi
from tests.console_pages import SCREEN, WAIT, check_access
from tests.in_process import InProcess
from tests.night import WeChatSide

SEND = "/cgi-bin/message/custom/send"
MOTHER = "oInventedMother_7"


@pytest.fixture
def wechat() -> Iterator[WeChatSide]:
    with WeChatSide().running() as side:
        yield side


@pytest.fixture
def service(wechat: WeChatSide, tmp_path: Path) -> Iterator[InProcess]:
    settings = {name.removeprefix("ASSISTANT_"): value for name, value in wechat.settings().items()}
    started = InProcess(tmp_path, **settings)
    started.start()
    yield started
    started.close()


def _open(browser: Browser, service: InProcess) -> Page:
    unit_of_work = service.service.database.unit_of_work
    service.do(create_operator(unit_of_work, "wx-wang", "a long password", [Role.OPERATOR], now_in_wuxi()))
    login = service.do(log_in(unit_of_work, "wx-wang", "a long password", now_in_wuxi(), "127.0.0.1", "r"))
    context = browser.new_context(viewport=SCREEN, locale="zh-CN")
    context.add_cookies([{"name": "operator_session", "value": login.token, "url": service.url}])
    context.add_init_script(f"localStorage.setItem('console-csrf', '{login.csrf_token}')")
    page = context.new_page()
    page.goto(f"{service.url}/console/#/inbox")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    return page


def test_each_line_says_whether_it_was_sent_waits_or_failed_and_why(
    browser: Browser, service: InProcess, wechat: WeChatSide
) -> None:
    page = _open(browser, service)
    wechat.says(service, MOTHER, "转人工")  # type: ignore[arg-type]
    page.locator(".queue a").click(timeout=WAIT)
    page.get_by_role("button", name="接听").click(timeout=WAIT)

    def write(text: str) -> str:
        page.get_by_label("回复家长").fill(text)
        page.get_by_label("回复家长").press("Enter")
        return text

    def state_of(text: str, state: str) -> None:
        line = page.locator(".line.operator", has_text=text)
        expect(line.locator(".delivery")).to_have_text(state, timeout=WAIT)

    state_of(write("您好，我来看看"), "已发到微信")
    wechat.platform.fail(SEND, 40003)
    state_of(write("听得到吗"), "没有送达：微信不认这个家长的标识")
    wechat.platform.fail(SEND, 45015)
    late = write("明天再联系您")
    state_of(late, "等待送出：超过微信允许的时间或条数，家长下次发消息时一起送出；着急请打电话")
    check_access(page, "states of lines")
    page.reload()
    state_of("听得到吗", "没有送达：微信不认这个家长的标识")

    wechat.says(service, MOTHER, "我在的")  # type: ignore[arg-type]

    state_of(late, "已发到微信")
    expect(page.locator(".line.caregiver .delivery")).to_have_count(0)
    page.context.close()
