"""Talking through the widget: every feature a parent uses, and nothing lost or doubled when lines break."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, Host
from tests.in_process import InProcess
from tests.live import call
from tests.widget import SALT, Stage, a_reply, answer_with, ask, expect_answers, open_panel

WECHAT = "Mozilla/5.0 (Linux; Android 8.1) AppleWebKit/537.36 Chrome/66 Mobile Safari/537.36 MicroMessenger/6.7"
POINT = {"latitude": 31.49123456, "longitude": 120.31123456}


@pytest.fixture
def stage(browser: Browser, service: InProcess, host: Host) -> Iterator[Stage]:
    service.add_site("talk", "甲诊所", host.origin)
    context = browser.new_context(viewport=PHONE, locale="zh-CN", geolocation=POINT, accept_downloads=True)
    yield Stage(context, service, host, "talk")
    context.close()


def _own_lines(stage: Stage, page: Page) -> list[str]:
    """What the service stored of the caregiver's words."""
    conversation = stage.conversation_of(page)["conversation_id"]
    rows = stage.service.run_sql(
        "SELECT body FROM items WHERE conversation_id = ? AND sender = 'caregiver' ORDER BY seq", conversation
    )
    return [re.findall(r'"text":"([^"]*)"', row[0])[0] for row in rows]


def test_an_answer_shows_its_sources_and_more_on_request(stage: Stage) -> None:
    page = stage.at_the_panel()
    expect(page.get_by_text("90天后自动删除")).to_be_visible()

    ask(page, SALT)
    answer = expect_answers(page, 1).first

    expect(answer).to_contain_text("资料来源")
    answer.locator("summary").click()
    expect(answer.locator("details li").first).to_be_visible()
    with stage.context.expect_page() as opened:
        answer.get_by_role("link", name=re.compile("看全文")).click()
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("盐")
    page.get_by_role("button", name="详细说说").click()
    expect_answers(page, 2)


def test_an_emergency_can_be_called_with_one_tap_and_is_announced(stage: Stage) -> None:
    page = stage.at_the_panel()
    expect(page.get_by_role("link", name="情况紧急，直接拨打 120")).to_have_attribute("href", "tel:120")

    ask(page, "宝宝没有呼吸了叫不醒")

    expect(page.locator(".said.urgent .call")).to_have_attribute("href", "tel:120", timeout=20_000)
    expect(page.get_by_role("alert")).to_contain_text("120")


def test_the_conversation_goes_on_after_a_reload_and_on_the_next_page(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, SALT)
    expect_answers(page, 1)
    page.get_by_label("输入您的问题").fill("还没写完的")

    page.reload()
    expect_answers(page, 1)
    expect(page.get_by_label("输入您的问题")).to_have_value("还没写完的")
    page.goto(page.url + "?next=1")
    expect_answers(page, 1)
    ask(page, "谢谢")
    expect_answers(page, 2)

    assert _own_lines(stage, page) == [SALT, "谢谢"]
    assert "token" not in page.url


def test_no_credential_is_ever_in_an_address(stage: Stage) -> None:
    page = stage.context.new_page()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("websocket", lambda socket: addresses.append(socket.url))
    page.goto(stage.visit().url)
    open_panel(page)
    ask(page, "你好")
    expect_answers(page, 1)
    page.reload()
    expect_answers(page, 1)

    token = stage.conversation_of(page)["token"]
    assert any(address.startswith("ws") for address in addresses)
    assert all(token not in address for address in addresses)


def test_an_operators_words_arrive_live_and_count_as_unread_while_closed(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, "你好")
    expect_answers(page, 1)
    page.get_by_role("button", name="收起").click()

    stage.service.operator_says(stage.conversation_of(page)["conversation_id"], "您好，我是值班坐席。")

    launcher = page.get_by_role("button", name="打开育儿助手，1条未读")
    expect(launcher).to_be_visible()
    launcher.click()
    expect(page.locator(".said.operator")).to_contain_text("我是值班坐席")
    expect(page.get_by_text("人工坐席已接入")).to_be_visible()
    expect(page.locator(".badge")).to_be_hidden()


def test_the_frames_of_a_handover_are_shown_and_promise_nobody(stage: Stage) -> None:
    page = stage.context.new_page()
    sockets: list[Any] = []

    def relay(socket: Any) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(re.compile("/socket$"), relay)
    page.goto(stage.visit().url)
    open_panel(page)
    ask(page, "你好")
    expect_answers(page, 1)
    page.wait_for_timeout(200)

    shown = []
    for state in ("waiting", "on", "closed"):
        sockets[-1].send(f'{{"type": "handover", "state": "{state}"}}')
        line = page.locator(".line")
        expect(line).to_have_class(re.compile(state))
        shown.append(line.inner_text())
    sockets[-1].send('{"type": "read", "seq": 1}')
    sockets[-1].send('{"type": "alert", "text": "自动安全提醒：立即拨打120"}')
    expect(page.get_by_text("坐席已看到")).to_be_visible()
    expect(page.get_by_text("自动安全提醒")).to_be_visible()

    assert "还没有人接手" in shown[0]
    assert "120" in shown[0]


def test_polling_takes_over_where_sockets_do_not_get_through(stage: Stage) -> None:
    page = stage.context.new_page()
    page.add_init_script("window.WebSocket = class { constructor() { setTimeout(() => this.onclose({code: 1006})) } }")
    page.goto(stage.visit().url)
    open_panel(page)
    ask(page, "你好")
    expect_answers(page, 1)

    stage.service.operator_says(stage.conversation_of(page)["conversation_id"], "坐席的话")

    expect(page.locator(".said.operator")).to_contain_text("坐席的话", timeout=20_000)


def test_what_is_written_offline_is_kept_and_goes_out_once(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, "你好")
    expect_answers(page, 1)

    stage.context.set_offline(True)
    ask(page, "谢谢")
    expect(page.get_by_text("没有连上网络")).to_be_visible()
    expect(page.get_by_text("还没发出去")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="现在重试").click()
    stage.context.set_offline(False)

    expect_answers(page, 2)
    expect(page.get_by_text("没有连上网络")).to_be_hidden()
    assert _own_lines(stage, page) == ["你好", "谢谢"]


def test_a_restart_of_the_service_while_a_parent_writes_loses_nothing(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, "你好")
    expect_answers(page, 1)
    page.get_by_label("输入您的问题").fill("写到一半")

    stage.service.stop()
    try:
        ask(page, SALT)
        page.get_by_label("输入您的问题").fill("又写到一半")
        page.reload()
        expect_answers(page, 1)
        expect(page.locator(".waits")).to_contain_text(SALT)
    finally:
        stage.service.start()

    expect_answers(page, 2)
    expect(page.get_by_label("输入您的问题")).to_have_value("又写到一半")
    assert _own_lines(stage, page) == ["你好", SALT]


def test_an_answer_lost_on_its_way_is_fetched_not_asked_again(stage: Stage) -> None:
    page = stage.at_the_panel()
    lost: list[bool] = []

    def lose_once(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(True)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/messages", lose_once)
    ask(page, SALT)
    expect_answers(page, 1)
    page.wait_for_timeout(2_000)

    assert lost
    assert page.locator(".said.assistant").count() == 1
    assert page.locator(".said.caregiver").count() == 1
    assert _own_lines(stage, page) == [SALT]


def test_a_thumb_down_asks_why_and_the_reason_is_stored(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, SALT)
    expect_answers(page, 1)

    page.get_by_role("button", name="这条没帮上忙").click()
    page.get_by_role("button", name="看不太懂").click()
    page.get_by_label("还想说（可不填）").fill("再短一点")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("谢谢，已经记下了")).to_be_visible()
    page.wait_for_timeout(300)

    conversation = stage.conversation_of(page)["conversation_id"]
    stored = stage.service.run_sql(
        "SELECT helpful, comment FROM feedback JOIN answers USING (answer_id) WHERE conversation_id = ?", conversation
    )
    assert stored == [(0, "看不太懂；再短一点")]


def test_the_location_goes_out_with_consent_alone(stage: Stage) -> None:
    stage.context.grant_permissions(["geolocation"])
    page = stage.at_the_panel()
    bodies: list[str] = []
    page.on("request", lambda request: bodies.append(request.post_data or ""))

    page.get_by_role("button", name="发送我的位置").click()
    page.get_by_role("button", name="不发").click()
    assert not any("latitude" in body for body in bodies)
    page.get_by_role("button", name="发送我的位置").click()
    page.get_by_role("button", name="发送位置").click()

    expect_answers(page, 1)
    (sent,) = [body for body in bodies if "latitude" in body]
    assert '"location":{"latitude":31.4912,"longitude":120.3112,"datum":"wgs84"}' in sent


def test_without_permission_the_parent_is_told_another_way(stage: Stage) -> None:
    stage.context.clear_permissions()
    page = stage.at_the_panel()

    page.get_by_role("button", name="发送我的位置").click()
    page.get_by_role("button", name="发送位置").click()

    expect(page.get_by_text("直接告诉我在哪个区").last).to_be_visible(timeout=20_000)


def test_the_transcript_is_saved_as_a_file(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, SALT)
    expect_answers(page, 1)

    page.get_by_role("button", name="更多").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="保存聊天记录").click()

    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert SALT in text
    assert "资料来源" in text
    assert download.value.suggested_filename.endswith(".txt")


def test_in_wechat_the_transcript_is_shown_to_copy(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(viewport=PHONE, user_agent=WECHAT)
    page = Stage(context, stage.service, stage.host, stage.key).at_the_panel()
    ask(page, "你好")
    expect_answers(page, 1)

    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="保存聊天记录").click()

    expect(page.get_by_role("textbox", name="聊天记录")).to_have_value(re.compile("你好"))
    context.close()


def test_a_parent_deletes_her_data_and_nothing_is_left(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, "我家的暗号是青团团")
    expect_answers(page, 1)
    conversation = stage.conversation_of(page)["conversation_id"]

    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="删除我的数据").click()
    page.get_by_role("button", name="全部删除").click()

    expect(page.get_by_text(re.compile("已经删除.*del_"))).to_be_visible()
    expect(page.locator(".said")).to_have_count(0)
    assert stage.service.run_sql("SELECT 1 FROM items WHERE conversation_id = ?", conversation) == []
    assert "青团团" not in page.evaluate("JSON.stringify(sessionStorage)")
    ask(page, "你好")
    expect_answers(page, 1)
    assert stage.conversation_of(page)["conversation_id"] != conversation


def test_saying_delete_my_data_ends_in_the_same(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, "你好")
    expect_answers(page, 1)
    conversation = stage.conversation_of(page)
    url = f"{stage.service.url}/api/v1/conversations/{conversation['conversation_id']}"

    deleted = call(url, method="DELETE", token=conversation["token"], headers={"Origin": stage.host.origin})
    assert deleted.status == 202
    ask(page, "还在吗")

    expect(page.get_by_text("上一次对话已经到期")).to_be_visible(timeout=20_000)
    expect_answers(page, 1)
    assert _own_lines(stage, page) == ["还在吗"]


def test_institutions_can_be_called_found_and_seen_on_the_map(stage: Stage) -> None:
    page = stage.at_the_panel()
    card = {
        "type": "institution",
        "id": "i_1",
        "name": "示例托育园",
        "address": "滨湖区示例路1号",
        "distance_m": 830,
        "age_range": [6, 36],
        "fee": "1200元/月",
        "places_free": 3,
        "confirmed_on": "2026-11-20",
        "phone": "0510-00000000",
        "reasons": ["普惠", "830米"],
        "url": f"{stage.service.url}/map/#i_1",
    }
    answer_with(page, a_reply("离您最近的是这家：", cards=[card]))
    ask(page, "附近的托育机构")

    shown = expect_answers(page, 1).first
    for text in ("示例托育园", "830米", "6～36个月", "1200元/月", "空余托位：3", "2026-11-20", "普惠"):
        expect(shown).to_contain_text(text)
    expect(shown.get_by_role("link", name="电话")).to_have_attribute("href", "tel:051000000000")
    expect(shown.get_by_role("link", name="导航")).to_have_attribute("href", re.compile("^https://"))
    expect(shown.get_by_role("link", name="地图")).to_have_attribute("href", re.compile("/map/#i_1$"))


def test_a_sitting_is_booked_by_a_button_and_its_calendar_file_is_linked(stage: Stage) -> None:
    page = stage.at_the_panel()
    starts, ends = "2026-11-28T09:30:00+08:00", "2026-11-28T11:00:00+08:00"
    sitting = {
        "type": "guidance_session",
        "id": "s_1",
        "kind": "parent_class",
        "starts_at": starts,
        "ends_at": ends,
        "place": "示例活动室",
        "seats_free": 4,
    }
    ics = f"{stage.service.url}/api/v1/bookings/X/calendar.ics"
    booking = {"type": "booking", "code": "AB12-CD34", "session": sitting, "status": "booked", "ics_url": ics}
    answer_with(page, a_reply("有一场：", cards=[sitting, booking]))
    ask(page, "有什么活动")

    shown = expect_answers(page, 1).first
    expect(shown).to_contain_text("家长课堂")
    expect(shown).to_contain_text("11月28日（周六）9:30～11:00")
    expect(shown).to_contain_text("AB12-CD34")
    expect(shown.get_by_role("link", name="加到日历")).to_have_attribute("href", ics)
    sent = _play_the_booking_desk(page, {**booking, "code": "EF56-GH78"})
    shown.get_by_role("button", name=re.compile("预约")).click()
    form = page.get_by_role("group", name=re.compile("预约：家长课堂"))
    expect(form).to_contain_text("手机号只用来提醒")
    form.get_by_label("宝宝的小名（不用全名）").fill("豆豆")
    form.get_by_label("出生年月").fill("2026-03")
    form.get_by_role("button", name="确认预约").click()
    assert sent == [], "nothing goes out without consent"
    form.get_by_label("我同意上面的说明").check()
    form.get_by_role("button", name="确认预约").click()
    expect(page.get_by_text("已经约满")).to_be_visible()
    form.get_by_role("button", name="排候补").click()
    expect(page.get_by_text("EF56-GH78")).to_be_visible()
    assert [body["waitlist"] for body in sent] == [False, True]
    assert sent[0]["consent_version"] == "v1"
    assert sent[0]["session_id"] == "s_1"


def _play_the_booking_desk(page: Page, booking: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer as the calls of sittings and bookings do: the sitting is full, the waiting list is not."""
    sent: list[dict[str, Any]] = []

    def sessions(route: Any) -> None:
        consent = {"purpose": "booking", "version": "v1", "text": "手机号只用来提醒，活动后30天删除。"}
        route.fulfill(json={"sessions": [], "note": "", "consent": consent}, headers=_open_to(route))

    def bookings(route: Any) -> None:
        sent.append(route.request.post_data_json)
        if sent[-1]["waitlist"]:
            route.fulfill(status=201, json={"booking": booking, "text": "已排上候补。"}, headers=_open_to(route))
            return
        error = {"code": "session_full", "message": "这一场已经约满。", "request_id": ""}
        route.fulfill(status=409, json={"error": error}, headers=_open_to(route))

    page.route("**/api/v1/guidance-sessions*", sessions)
    page.route("**/api/v1/bookings", bookings)
    return sent


def _open_to(route: Any) -> dict[str, str]:
    return {"Access-Control-Allow-Origin": route.request.headers.get("origin", "*")}


def test_a_clinics_approved_words_are_shown_with_its_label(stage: Stage) -> None:
    stage.service.add_note("talk", "门诊时间", "周一至周五 8:00-11:30", "0510-00000000")
    page = stage.at_the_panel()

    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="关于本机构").click()

    about = page.get_by_role("group", name="甲诊所")
    expect(about).to_contain_text("由甲诊所提供")
    expect(about).to_contain_text("周一至周五")
    expect(about.get_by_role("link", name=re.compile("0510"))).to_have_attribute("href", "tel:051000000000")
