"""An operator writes to a follower: each line says live whether WeChat took it."""

from playwright.sync_api import expect

from tests.console_pages import WAIT, OpenPage, check_access
from tests.live import LiveSystem
from tests.night import WeChatSide

SEND = "/cgi-bin/message/custom/send"
MOTHER = "oInventedMother_7"


def test_each_line_says_whether_it_was_sent_waits_or_failed_and_why(
    open_page: OpenPage, live: LiveSystem, wechat: WeChatSide
) -> None:
    page = open_page("wang", "inbox")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    wechat.says(live, MOTHER, "宝宝总是夜醒，记号公众号")
    wechat.says(live, MOTHER, "转人工")
    page.locator(".queue a", has_text="记号公众号").click(timeout=WAIT)
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

    wechat.says(live, MOTHER, "我在的")

    state_of(late, "已发到微信")
    expect(page.locator(".line.caregiver .delivery")).to_have_count(0)
    page.get_by_role("button", name="交还助手").click()
    expect(page.locator(".queue a", has_text="记号公众号")).to_have_count(0, timeout=WAIT)
