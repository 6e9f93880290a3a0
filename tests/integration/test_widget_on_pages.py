"""The widget on other people's pages: hostile styles, strict policies, old browsers, foreign origins."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import PHONE, Host, script_tag
from tests.in_process import InProcess
from tests.live import call
from tests.widget import SALT, Stage, a_reply, answer_with, ask, expect_answers, open_panel

HOSTILE = """<style>
* { all: unset !important; display: none !important; font-size: 3px !important; color: #fff !important; }
parenting-assistant { display: none !important; opacity: 0 !important; position: absolute !important; left: -9999px }
html { font-size: 4px } body { transform: scale(.2); filter: blur(9px); overflow: hidden; display: none !important }
button, div, p, li { position: fixed !important; z-index: 1 !important; visibility: hidden !important }
html { display: block !important }
</style>"""
LOOK_OF_THE_PAGE = """[...document.body.querySelectorAll('*')].map(node => {
    const style = getComputedStyle(node);
    return [...style].map(name => style.getPropertyValue(name)).join();
})"""


@pytest.fixture
def stage(browser: Browser, service: InProcess, host: Host) -> Iterator[Stage]:
    service.add_site("pages", "甲诊所", host.origin, accent="#ffd000", topics=[SALT])
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    yield Stage(context, service, host, "pages")
    context.close()


def test_a_pages_styles_do_not_reach_the_widget(stage: Stage) -> None:
    page = stage.visit(head=HOSTILE)

    panel = open_panel(page)
    ask(page, SALT)
    answer = expect_answers(page, 1).first

    assert panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    assert answer.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") == 16
    assert answer.evaluate("node => node.getBoundingClientRect().width") > 200


def test_the_widgets_styles_do_not_reach_the_page(stage: Stage) -> None:
    body = "<h1>诊所</h1><p class='card title'>文字</p><button class=choice>按钮</button><textarea></textarea>"
    page = stage.context.new_page()
    page.goto(stage.host.put("/plain", body))
    before = page.evaluate(LOOK_OF_THE_PAGE)

    page = stage.visit(body)
    open_panel(page).get_by_role("button", name="收起").click()

    assert page.evaluate(LOOK_OF_THE_PAGE) == before
    assert page.evaluate("Object.keys(window).filter(name => /widget|vite|react|vue/i.test(name))") == []


@pytest.mark.parametrize("old", [False, True])
def test_a_strict_policy_is_obeyed_and_nothing_is_fetched_elsewhere(stage: Stage, old: bool) -> None:
    url, page = stage.service.url, stage.context.new_page()
    problems: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    policy = (
        f"default-src 'none'; script-src {url}; connect-src {url} {url.replace('http', 'ws')}; "
        f"style-src {chr(39) + 'nonce-n1' + chr(39) if old else chr(39) + 'none' + chr(39)}; base-uri 'none'; "
        "require-trusted-types-for 'script'"
    )
    if old:
        page.add_init_script(
            "delete ShadowRoot.prototype.adoptedStyleSheets; delete CSSStyleSheet.prototype.replaceSync"
        )
    tag = script_tag(url, stage.key).replace("<script", "<script nonce=n1")
    page.goto(stage.host.put("/strict", "<p>诊所</p>", head=tag, Content_Security_Policy=policy))

    panel = open_panel(page)
    ask(page, SALT)
    expect_answers(page, 1)

    assert panel.evaluate("node => getComputedStyle(node).position") == "fixed"
    assert [problem for problem in problems if "favicon" not in problem] == []
    assert asked <= {f"localhost:{stage.service.port}", f"localhost:{stage.host.port}"}


@pytest.mark.parametrize("name", ["127.0.0.1", "foreign.localhost"])
def test_a_foreign_page_gets_nothing_and_its_web_master_is_told(stage: Stage, name: str) -> None:
    page = stage.context.new_page()
    origin = f"http://{name}:{stage.host.port}"
    stage.host.put("/foreign", "<p>别人的网页</p>", head=script_tag(stage.service.url, stage.key))

    with page.expect_console_message(lambda message: "may not show the widget" in message.text):
        page.goto(f"{origin}/foreign")

    assert page.locator("parenting-assistant").count() == 0
    headers = {"X-Site-Key": stage.key, "Origin": origin}
    refused = call(f"{stage.service.url}/api/v1/site", headers=headers)
    assert refused.status == 403
    assert "甲诊所" not in str(refused.json)


def test_while_the_service_is_away_the_emergency_number_is_still_there(stage: Stage) -> None:
    page = stage.context.new_page()
    page.route("**/api/v1/**", lambda route: route.abort())
    page.route("**/widget.js", lambda route: route.abort() if route.request.method == "HEAD" else route.continue_())
    page.goto(stage.visit().url)

    panel = open_panel(page)

    expect(panel.get_by_role("link", name="情况紧急，直接拨打 120")).to_have_attribute("href", "tel:120")


def test_a_page_may_open_say_set_the_age_and_listen(stage: Stage) -> None:
    page = stage.visit()
    page.wait_for_function("window.parentingAssistant && document.querySelector('parenting-assistant')")
    page.evaluate(
        "window.heard = []; for (const name of ['open', 'message', 'close'])"
        " parentingAssistant.on(name, detail => heard.push([name, detail]))"
    )

    page.evaluate("parentingAssistant.setChildAge(8); parentingAssistant.send('可以吃盐吗')")
    expect_answers(page, 2)
    page.evaluate("parentingAssistant.close()")

    said = page.locator(".said.caregiver").evaluate_all("nodes => nodes.map(node => node.lastChild.textContent)")
    assert said == ["宝宝8个月了", "可以吃盐吗"]
    heard = page.evaluate("heard")
    assert [name for name, _ in heard] == ["open", "message", "message", "close"]
    assert "盐" not in str(heard), "what was said is not handed to the page"


def test_the_child_age_a_page_knows_is_the_parents_to_take_away(stage: Stage) -> None:
    page = stage.at_the_panel()
    page.evaluate("parentingAssistant.setChildAge(8)")
    page.get_by_role("button", name="不按这个月龄").click()

    ask(page, "可以吃盐吗")
    expect_answers(page, 1)

    expect(page.locator(".said.caregiver")).to_have_count(1)


def test_attributes_set_colour_corner_language_greeting_topics_and_size(stage: Stage) -> None:
    page = stage.visit(
        colour="#1a5fb4",
        position="left",
        language="en",
        greeting="欢迎来到甲诊所",
        topics="几个月加辅食|睡整觉",
        big_text="true",
    )
    page.set_viewport_size({"width": 1366, "height": 768})
    launcher = page.get_by_role("button", name="Open the parenting assistant")

    assert launcher.evaluate("node => node.getBoundingClientRect().x") < 100
    assert launcher.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(26, 95, 180)"
    launcher.click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text("欢迎来到甲诊所")
    expect(panel).to_contain_text("由甲诊所提供")
    topics = panel.get_by_role("group", name="You could ask").get_by_role("button")
    expect(topics).to_have_text(["几个月加辅食", "睡整觉"])
    assert panel.evaluate("node => parseFloat(getComputedStyle(node).fontSize)") == 22


def test_a_greeting_about_medicine_is_not_shown(stage: Stage) -> None:
    page = stage.visit(greeting="发烧先吃退烧药")

    panel = open_panel(page)

    expect(panel.get_by_role("button", name=SALT)).to_be_visible()
    expect(panel).not_to_contain_text("退烧药")


def test_a_light_colour_is_darkened_until_it_can_be_read(stage: Stage) -> None:
    colour = stage.visit().locator(".launcher").evaluate("node => getComputedStyle(node).backgroundColor")

    assert colour != "rgb(255, 208, 0)"


def test_the_widget_can_stand_alone_in_a_frame_of_the_sites_own_pages(stage: Stage) -> None:
    page = stage.context.new_page()
    address = f"{stage.service.url}/embed/{stage.key}"
    page.goto(stage.host.put("/framed", f"<iframe src='{address}' width=360 height=600 title=助手></iframe>"))
    inside = page.frame_locator("iframe")
    inside.get_by_label("输入您的问题").fill(SALT)
    inside.get_by_role("button", name="发送", exact=True).click()
    expect(inside.locator(".said.assistant")).to_have_count(1, timeout=20_000)

    policy = call(address).headers["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors 'self' {stage.host.origin}")
    page.goto(f"{stage.host.other_origin}/framed")
    expect(page.frame_locator("iframe").locator(".panel")).to_have_count(0)


def test_a_page_with_two_tags_shows_one_widget(stage: Stage) -> None:
    page = stage.visit(script_tag(stage.service.url, stage.key))

    open_panel(page)

    assert page.locator("parenting-assistant").count() == 1


def test_an_unknown_card_does_not_break_a_reply(stage: Stage) -> None:
    page = stage.at_the_panel()
    hotline = {"type": "contact", "name": "热线", "phone": "12345", "hours": ""}
    answer_with(page, a_reply("说完了", cards=[{"type": "hologram"}, {"type": "constructor"}, hotline]))

    ask(page, "你好")

    expect(expect_answers(page, 1).get_by_role("link", name="12345")).to_have_attribute("href", "tel:12345")
