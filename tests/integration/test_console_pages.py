"""The console in real Chromium: two operators and a mother at once, every page, without a mouse, by day and night."""

import re
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, expect

from tests.console import PASSWORD, Console, log_in
from tests.console_pages import SCREEN, WAIT, OpenPage, check_access, origin_of
from tests.live import LiveSystem, call


def test_a_login_with_a_wrong_password_says_so_and_the_right_one_opens_the_menu_of_the_role(
    browser: Browser, live: LiveSystem, logins: dict[str, Console]
) -> None:
    page = browser.new_page(viewport=SCREEN)
    page.goto(f"{origin_of(live)}/console/")
    expect(page).to_have_url(re.compile("/console/login"))
    page.get_by_label("姓名").fill("page-wang")
    page.get_by_label("密码").fill("a wrong password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("不对", timeout=WAIT)
    check_access(page)

    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()

    menu = [re.compile(f"^{title}\\d*$") for title in ("建议", "转人工", "回访", "投诉举报", "我的账号")]
    expect(page.locator("#nav a")).to_have_text(menu, timeout=WAIT)
    page.context.close()


def test_the_red_flag_comes_first_and_the_answer_follows_the_age_without_a_mouse(open_page: OpenPage) -> None:
    page = open_page("wang", "panel")
    page.keyboard.type("宝宝发烧38度5，刚才抽搐了一下")
    expect(page.locator(".flag").first).to_contain_text("拨打120", timeout=WAIT)
    flag, answer = page.locator(".flag").first.bounding_box(), page.locator(".answer").first.bounding_box()
    assert flag
    assert answer
    assert flag["y"] < answer["y"]
    page.keyboard.press("Escape")
    expect(page.locator(".answer")).to_have_count(0)

    page.keyboard.type("宝宝发烧怎么办")
    expect(page.locator(".answer").first).to_be_visible(timeout=WAIT)
    page.get_by_label("孩子月龄").fill("2")
    expect(page.locator(".answer").first).to_contain_text("按所填月龄", timeout=WAIT)
    expect(page.locator(".answer").first).to_contain_text("立即去医院", timeout=WAIT)
    page.get_by_label("孩子月龄").press("Alt+1")
    expect(page.locator(".answer.taken")).to_have_count(1)
    page.get_by_label("孩子月龄").press("Enter")
    expect(page.get_by_role("status").filter(has_text="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("要说的话（可改）").input_value()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_label("来电人说")).to_be_focused()
    check_access(page)


def test_what_a_caller_says_is_shown_and_never_run(open_page: OpenPage, live: LiveSystem) -> None:
    talk = live.talk()
    page = open_page("wang", "inbox")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    talk.say("<img src=x onerror=document.title='hacked'><script>document.title='hacked'</script>")
    talk.say("转人工")

    page.locator(".queue a").last.click()

    expect(page.locator(".line.caregiver").first).to_contain_text("<img src=x", timeout=WAIT)
    assert "hacked" not in page.title()


def test_two_operators_and_a_mother_at_once(open_page: OpenPage, live: LiveSystem) -> None:
    first, second = open_page("wang", "inbox"), open_page("zhao", "inbox", color_scheme="dark")
    expect(first.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    talk = live.talk()
    talk.say("宝宝10个月，便秘四天了，我的手机号是13812345678")
    talk.say("转人工")
    for page in (first, second):
        page.locator(".queue a", has_text="便秘四天").click(timeout=WAIT)
        expect(page.locator(".line.caregiver").first).to_contain_text("手机号●●●●", timeout=WAIT)
        assert "13812345678" not in page.content()

    first.get_by_role("button", name="接听").click()
    first.get_by_label("回复家长").fill("您好，孩子精神怎么样？")
    first.reload()
    expect(first.get_by_label("回复家长")).to_have_value("您好，孩子精神怎么样？", timeout=WAIT)
    first.get_by_label("回复家长").press("Enter")

    expect(first.locator(".line.operator")).to_have_count(1, timeout=WAIT)
    expect(second.locator("main")).to_contain_text("page-wang", timeout=WAIT)
    expect(second.get_by_role("button", name="接听")).to_have_count(0)
    assert [item["from"] for item in talk.items()][-1] == "operator"
    talk.say("他抽搐了，叫不醒")
    for page in (first, second):
        expect(page.locator(".alert", has_text="拨打120").first).to_be_visible(timeout=WAIT)
        check_access(page)
    expect(first.locator(".line.safety")).to_contain_text("自动安全提醒", timeout=WAIT)
    first.get_by_role("button", name="手机号").first.click()
    first.get_by_label("为什么要看").fill("请家长再核对号码")
    first.get_by_role("button", name="确定").click()
    expect(first.get_by_role("dialog", name="个人信息")).to_contain_text("13812345678", timeout=WAIT)
    first.get_by_role("button", name="关闭").click()
    first.get_by_role("button", name="交还助手").click()
    expect(first.locator(".queue a", has_text="便秘四天")).to_have_count(0, timeout=WAIT)


def test_a_line_of_the_mother_leaves_the_keyboard_with_the_operator_who_types(
    open_page: OpenPage, live: LiveSystem
) -> None:
    page = open_page("wang", "inbox")
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    talk = live.talk()
    talk.say("宝宝两岁不肯刷牙，记号键盘")
    talk.say("转人工")
    waiting = page.locator(".queue a", has_text="记号键盘")
    waiting.focus(timeout=WAIT)
    live.talk().say("转人工")
    expect(page.locator(".queue a", has_text="要求人工")).not_to_have_count(1, timeout=WAIT)
    expect(waiting).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="接听").click(timeout=WAIT)
    expect(page.get_by_label("回复家长")).to_be_focused(timeout=WAIT)

    page.keyboard.type("可以先让他")
    talk.say("他一看到牙刷就跑")
    expect(page.locator(".line.caregiver", has_text="看到牙刷就跑")).to_be_visible(timeout=WAIT)
    page.keyboard.type("自己挑牙刷")

    expect(page.get_by_label("回复家长")).to_have_value("可以先让他自己挑牙刷")
    page.keyboard.press("Enter")
    expect(page.locator(".line.operator")).to_contain_text("可以先让他自己挑牙刷", timeout=WAIT)
    page.get_by_role("button", name="交还助手").click()
    expect(waiting).to_have_count(0, timeout=WAIT)


def test_a_call_back_is_planned_noted_and_done(open_page: OpenPage) -> None:
    page = open_page("wang", "follow-ups")
    page.get_by_label("什么事").fill("回访便秘的孩子")
    page.get_by_role("button", name="加入").click()
    card = page.locator("article", has_text="回访便秘的孩子")
    expect(card).to_have_count(1, timeout=WAIT)

    card.get_by_role("button", name="备注").click()
    page.get_by_label("写什么").fill("下午再打")
    page.get_by_role("button", name="确定").click()
    expect(card).to_contain_text("下午再打", timeout=WAIT)
    card.get_by_role("button", name="办结").click()
    page.get_by_label("结果").fill("好转")
    page.get_by_role("button", name="确定").click()

    expect(card).to_contain_text("已办结：好转", timeout=WAIT)
    check_access(page)


def test_a_report_is_handed_in_with_a_picture_answered_and_asked_after_by_its_code(
    open_page: OpenPage, browser: Browser, live: LiveSystem
) -> None:
    public = browser.new_page(viewport={"width": 390, "height": 844})
    public.goto(f"{origin_of(live)}/complaint")
    check_access(public)
    public.get_by_label("机构名称").fill("页面托育园")
    public.get_by_label("在哪个区（市）").select_option("滨湖区")
    public.get_by_label("发生了什么").fill("老师把孩子关在门外")
    public.get_by_role("button", name="提交").click()
    expect(public.locator("#taken-code")).to_be_visible(timeout=WAIT)
    code = public.locator("#taken-code").inner_text()
    picture = {"name": "门口.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 50}
    fake = {"name": "假的.png", "mimeType": "image/png", "buffer": b"<html>"}
    public.get_by_label("补充材料").set_input_files([picture, fake])  # type: ignore[list-item]
    expect(public.locator("#files-sent")).to_contain_text("门口.png：已收到", timeout=WAIT)
    expect(public.locator("#files-sent")).to_contain_text("假的.png：发来的内容格式不对", timeout=WAIT)

    page = open_page("wang", "complaints")
    page.get_by_role("link", name="页面托育园").click()
    expect(page.locator("main")).to_contain_text("门口.png", timeout=WAIT)
    page.get_by_label("给反映人的答复").fill("已要求整改")
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.locator("main")).to_contain_text("已答复", timeout=WAIT)
    check_access(page)

    public.get_by_label("查询码").fill(code)
    public.get_by_role("button", name="查询").click()
    expect(public.locator("#status-text")).to_have_text("已答复。已要求整改", timeout=WAIT)
    public.close()


def test_an_edited_answer_reaches_the_editors(open_page: OpenPage) -> None:
    page = open_page("admin", "panel")
    page.keyboard.type("宝宝八个月能吃盐吗")
    page.get_by_role("button", name="采用").first.click(timeout=WAIT)
    page.get_by_label("要说的话（可改）").fill("一岁前不用加盐，食物里的钠够了。")
    page.get_by_role("button", name="交给编辑").click()
    expect(page.get_by_role("status").filter(has_text="已交给内容编辑")).to_be_visible(timeout=WAIT)

    page.get_by_role("link", name="草稿").click()
    draft = page.locator("article", has_text="食物里的钠够了")
    expect(draft).to_be_visible(timeout=WAIT)
    draft.get_by_role("button", name="采用").click()
    page.get_by_label("写入了哪一条").fill("盐的条目")
    page.get_by_role("button", name="确定").click()
    expect(draft).to_contain_text("已采用", timeout=WAIT)
    check_access(page)
    page.get_by_role("link", name="待补问题").click()
    expect(page.locator("main")).to_contain_text("改成：一岁前不用加盐", timeout=WAIT)
    check_access(page)


def test_the_numbers_on_the_page_are_those_of_the_file_and_of_prometheus(open_page: OpenPage, live: LiveSystem) -> None:
    live.talk().say("宝宝八个月可以吃盐吗")
    page = open_page("admin", "numbers")
    expect(page.locator(".figure").first).to_contain_text("家长消息", timeout=WAIT)
    check_access(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="导出 CSV").click()
    rows = dict(line.rsplit(",", 1) for line in Path(download.value.path()).read_text("utf-8-sig").splitlines())
    shown = page.locator(".figure b").first.inner_text()
    metrics = call(f"{live.internal_url}/metrics", token=live.internal_token).json
    by_channel = {name.partition(",")[2]: float(count) for name, count in rows.items() if name.startswith("messages,")}
    assert sum(by_channel.values()) == float(shown)
    for channel, count in by_channel.items():
        assert f'assistant_today{{figure="messages",key="{channel}"}} {count}' in metrics


def test_a_second_factor_is_set_up_with_a_picture_and_asked_for_at_the_next_login(
    open_page: OpenPage, browser: Browser, live: LiveSystem, logins: dict[str, Console]
) -> None:
    page = open_page("admin", "people")
    page.get_by_label("登录名").fill("page-factor")
    page.get_by_label("初始密码").fill(PASSWORD)
    page.get_by_role("checkbox", name="坐席").first.check()
    page.get_by_role("button", name="新建").click()
    expect(page.get_by_role("cell", name="page-factor")).to_be_visible(timeout=WAIT)
    check_access(page)
    logins["factor"] = log_in(live, "page-factor")

    own = open_page("factor", "account")
    own.get_by_role("button", name="开启").click()
    expect(own.get_by_alt_text("第二重验证的二维码")).to_be_visible(timeout=WAIT)
    check_access(own)
    totp = pyotp.TOTP(own.locator("code").inner_text())
    own.get_by_label("验证器现在显示的6位数字").fill(totp.now())
    own.get_by_role("button", name="确认开启").click()
    expect(own.locator("main")).to_contain_text("已开启", timeout=WAIT)

    fresh = browser.new_page()
    fresh.goto(f"{origin_of(live)}/console/login")
    fresh.get_by_label("姓名").fill("page-factor")
    fresh.get_by_label("密码").fill(PASSWORD)
    fresh.get_by_role("button", name="登录").click()
    expect(fresh.get_by_label("验证器里的6位数字")).to_be_visible(timeout=WAIT)
    fresh.close()


def test_the_audit_page_shows_who_did_what(open_page: OpenPage) -> None:
    page = open_page("admin", "audit")

    expect(page.locator("tbody tr").first).to_be_visible(timeout=WAIT)
    check_access(page)
