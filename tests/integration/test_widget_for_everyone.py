"""The widget for everyone: axe in every state, keyboard alone, small phones, large text, zoom, little motion."""

import re
from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import PHONE, Host, serious_faults
from tests.in_process import InProcess
from tests.widget import SALT, Stage, ask, expect_answers, open_panel

FOCUSED = """() => {
    let at = document.activeElement;
    while (at && at.shadowRoot) at = at.shadowRoot.activeElement;
    return at && (at.getAttribute('aria-label') || at.textContent);
}"""


@pytest.fixture
def stage(browser: Browser, service: InProcess, host: Host) -> Iterator[Stage]:
    service.add_site("everyone", "示例社区卫生服务中心", host.origin, topics=[SALT, "孩子发烧39度怎么办"])
    service.add_note("everyone", "门诊时间", "周一至周五 8:00-11:30", "0510-00000000")
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    yield Stage(context, service, host, "everyone")
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_any_state(stage: Stage, theme: Literal["light", "dark"]) -> None:
    page = stage.visit()
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    faults = {"closed": serious_faults(page)}
    open_panel(page)
    faults["greeting"] = serious_faults(page)
    ask(page, SALT)
    expect_answers(page, 1)
    page.locator("summary").click()
    faults["answer"] = serious_faults(page)
    page.get_by_role("button", name="这条没帮上忙").click()
    page.get_by_role("button", name="看不太懂").click()
    faults["feedback"] = serious_faults(page)
    ask(page, "宝宝没有呼吸了叫不醒")
    expect_answers(page, 2)
    faults["emergency"] = serious_faults(page)
    page.get_by_role("button", name="大字").click()
    faults["big text"] = serious_faults(page)
    for name in ("关于本机构", "删除我的数据"):
        page.get_by_role("button", name="更多").click()
        faults["menu"] = serious_faults(page)
        page.get_by_role("button", name=name).click()
        faults[name] = serious_faults(page)
        page.keyboard.press("Escape")
    page.get_by_role("button", name="发送我的位置").click()
    faults["consent"] = serious_faults(page)
    page.keyboard.press("Escape")
    stage.service.operator_says(stage.conversation_of(page)["conversation_id"], "您好，我是坐席。")
    expect(page.locator(".said.operator")).to_be_visible()
    faults["person"] = serious_faults(page)
    stage.context.set_offline(True)
    ask(page, "谢谢")
    expect(page.get_by_text("还没发出去")).to_be_visible(timeout=20_000)
    faults["offline"] = serious_faults(page)

    assert {state: found for state, found in faults.items() if found} == {}


def test_every_page_of_the_demo_is_clean(stage: Stage) -> None:
    page = stage.context.new_page()
    for path in ("/", "/foreign/", "/console/sites"):
        page.goto(stage.service.url + path)
        page.wait_for_timeout(300)

        assert serious_faults(page) == [], path


def test_the_keyboard_alone_is_enough_and_focus_comes_back(stage: Stage) -> None:
    page = stage.visit("<a href='#x'>一个链接</a>")
    expect(page.locator(".launcher")).to_be_visible()
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == "打开育儿助手":
            break
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "输入您的问题"
    page.keyboard.type("你好")
    page.keyboard.press("Enter")
    expect_answers(page, 1)

    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    assert "一个链接" not in seen, "focus stays in the panel"
    assert "收起" in seen
    assert "发送" in seen
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate(FOCUSED) == "打开育儿助手"


def test_new_messages_are_told_to_screen_readers_and_parts_have_names(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, "你好")
    expect_answers(page, 1)

    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log.get_by_role("listitem").first).to_contain_text("我：")
    expect(log.get_by_role("listitem").nth(1)).to_contain_text("助手：")
    expect(page.get_by_role("dialog")).to_have_accessible_name(re.compile("示例社区卫生服务中心"))


@pytest.mark.parametrize("size", [(320, 640), (320, 256), (683, 384)])
@pytest.mark.parametrize("big", [False, True])
def test_small_phones_zoom_and_big_text_need_no_sideways_scrolling(
    stage: Stage, size: tuple[int, int], big: bool
) -> None:
    page = stage.at_the_panel()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if big:
        page.get_by_role("button", name="大字").click()
    ask(page, SALT)
    expect_answers(page, 1)

    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    for part in (".panel", ".log", "header", ".say"):
        wide = page.locator(part).evaluate("node => node.scrollWidth - node.clientWidth")
        assert wide <= 0, part
    for name in ("收起", "发送"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]
        assert box["y"] + box["height"] <= size[1]
        assert min(box["width"], box["height"]) >= 44


def test_big_text_is_remembered_and_motion_is_spared(stage: Stage) -> None:
    page = stage.visit()
    page.emulate_media(reduced_motion="reduce")
    open_panel(page)
    page.get_by_role("button", name="大字").click()

    page.reload()

    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    assert page.locator(".panel").evaluate("node => getComputedStyle(node).animationName") == "none"


def test_forced_colours_leave_borders_to_see(stage: Stage) -> None:
    page = stage.visit()
    page.emulate_media(forced_colors="active")
    open_panel(page)
    ask(page, "你好")
    expect_answers(page, 1)

    for part in (".said.caregiver", ".say textarea", ".submit"):
        width = page.locator(part).first.evaluate("node => parseFloat(getComputedStyle(node).borderTopWidth)")
        assert width >= 1, part
