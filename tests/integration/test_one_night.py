"""One night, all parts real: Rasa, database, Chromium, the platform's stand-in; both screens read after each step.

A mother on a clinic's page, two operators, a father on WeChat; Rasa dies, the service is restarted.
"""

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.dialogue import form_wording, guidance_wording
from assistant.domain.guardian import BOOKING_CONSENT
from tests.browser import PHONE, Host, script_tag
from tests.console import Console, add_operator, log_in
from tests.live import Answered, LiveSystem, call, make_system
from tests.night import WAIT, Record, WeChatSide, open_console
from tests.widget import SALT, ask, credential_of, expect_answers, open_panel

FEVER, AGE, SECRET = "孩子发烧38度5怎么办", "两个月", "我家的暗号是青团团"
NUMBER, NICKNAME = "13861724905", "汤圆圆"
FATHER = "oInventedFather_1"
HERS = "night-clinic"


@dataclass
class Night:
    """Everybody awake, and what they hold in their hands."""

    system: LiveSystem
    wechat: WeChatSide
    record: Record
    mother: Page
    elsewhere: Page
    wang: Console
    zhao: Console
    first: Page
    second: Page
    her_site: str
    other_site: str
    conversation: str = ""
    token: str = ""
    handover: str = ""
    code: str = ""
    sittings: tuple[str, ...] = ()
    his: str = ""

    def operator(self, method: str, path: str, body: Any = None) -> Answered:
        """Call the API as the operator who took the conversation."""
        return call(f"{self.system.url}/api/v1/{path}", body, method=method, token=self.wang.bearer)

    def father(self, text: str) -> str:
        """What the father reads after he wrote this, each delivery of it three times."""
        delivered = self.wechat.says(self.system, FATHER, text, copies=3)
        assert {one.status for one in delivered.tries} == {200}
        assert len({one.text for one in delivered.tries}) == 1
        assert NUMBER not in delivered.text
        return delivered.text

    def check(self) -> None:
        """Nothing is lost, doubled, open to another site, or left in a log."""
        said = self.record.said(self.conversation)
        assert [seq for seq, _, _ in said] == list(range(1, len(said) + 1))
        for sender in ("caregiver", "assistant", "operator"):
            shown = sum(1 for _, who, is_shown in said if who == sender and is_shown)
            expect(self.mother.locator(f".said.{sender}")).to_have_count(shown, timeout=WAIT)
        is_on = self.record.count("handovers", state="on") == 1
        expect(self.first.locator(".line")).to_have_count(len(said) if is_on else 0, timeout=WAIT)
        expect(self.second.locator(".line")).to_have_count(0)
        assert self.record.count("conversations", site_key=HERS) == 1
        assert self.read_as(self.her_site) == 200
        assert self.read_as(self.other_site) == 403
        assert self.elsewhere.locator(".said").count() == 0
        words = (FEVER, AGE, SECRET, NUMBER, NICKNAME, FATHER, self.code)
        logs = self.record.logs()
        assert [word for word in words if word and word in logs] == []
        assert NUMBER not in self.mother.content() + self.first.content() + self.second.content()

    def read_as(self, origin: str) -> int:
        """What a page of this origin gets that holds her credential."""
        url = f"{self.system.url}/api/v1/conversations/{self.conversation}/messages?after=0"
        return call(url, token=self.token, headers={"Origin": origin}).status


@pytest.fixture
def night(browser: Browser, host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    with WeChatSide().running() as wechat:
        system = make_system(tmp_path_factory.mktemp("night"))
        system.env |= wechat.settings()
        system.start()
        try:
            yield _begin(system, wechat, browser, host)
        finally:
            for context in browser.contexts:
                context.close()
            system.stop()


def _begin(system: LiveSystem, wechat: WeChatSide, browser: Browser, host: Host) -> Night:
    for name in ("night-wang", "night-zhao"):
        add_operator(system, name, "operator", "editor")
    wang, zhao = log_in(system, "night-wang"), log_in(system, "night-zhao")
    administrator = log_in(system, "first-administrator")
    for key, name, origin in ((HERS, "甲诊所", host.origin), ("other-clinic", "乙诊所", host.other_origin)):
        body = {"key": key, "name": name, "allowed_origins": [origin]}
        added = call(f"{system.url}/api/v1/sites", body, token=administrator.bearer)
        assert added.status == 201, added
    mother = _visit(browser, system, host, HERS, host.origin)
    elsewhere = _visit(browser, system, host, "other-clinic", host.other_origin)
    first, second = (open_console(browser, system, login) for login in (wang, zhao))
    return Night(
        system, wechat, Record(system), mother, elsewhere, wang, zhao, first, second, host.origin, host.other_origin
    )


def _visit(browser: Browser, system: LiveSystem, host: Host, key: str, origin: str) -> Page:
    page = browser.new_context(viewport=PHONE, locale="zh-CN").new_page()
    host.put(f"/{key}", "<p>诊所</p>", head=script_tag(system.url.replace("127.0.0.1", "localhost"), key))
    page.goto(f"{origin}/{key}")
    open_panel(page)
    return page


@pytest.mark.timeout(400)
def test_one_night_from_the_first_question_to_the_deletion(night: Night) -> None:
    for step in (
        _she_asks_and_is_sent_to_hospital,
        _the_page_is_loaded_again,
        _she_asks_for_a_person_and_one_of_two_takes_it,
        _an_emergency_is_answered_at_once_while_the_operator_writes,
        _the_operator_books_a_sitting_for_her,
        _rasa_is_killed_and_comes_back,
        _the_service_is_restarted,
        _the_father_moves_the_booking_by_its_code,
        _the_reminder_goes_out_once,
    ):
        step(night)
        night.check()
    _she_deletes_her_data(night)


def _she_asks_and_is_sent_to_hospital(night: Night) -> None:
    ask(night.mother, FEVER)
    expect(expect_answers(night.mother, 1).first).to_contain_text("不满3个月")
    ((night.conversation,),) = night.record.rows("SELECT id FROM conversations WHERE site_key = ?", HERS)
    night.token = credential_of(night.mother)["token"]

    ask(night.mother, AGE)

    expect(night.mother.locator(".said.urgent")).to_contain_text("医院", timeout=WAIT)
    levels = night.record.rows(
        "SELECT urgency FROM triage_log WHERE conversation_id = ? ORDER BY id", night.conversation
    )
    assert levels[-1] == ("hospital_now",)


def _the_page_is_loaded_again(night: Night) -> None:
    night.mother.reload()
    expect(night.mother.locator(".said.urgent")).to_be_visible(timeout=WAIT)
    ask(night.mother, f"{SECRET}，我的手机号{NUMBER}")
    expect_answers(night.mother, 3)


def _she_asks_for_a_person_and_one_of_two_takes_it(night: Night) -> None:
    ask(night.mother, "转人工")
    for screen in (night.first, night.second):
        screen.locator(".queue a").click(timeout=WAIT)
        expect(screen.locator(".line.caregiver").first).to_contain_text(FEVER, timeout=WAIT)
    ((night.handover,),) = night.record.rows("SELECT id FROM handovers")

    night.first.get_by_role("button", name="接听").click()

    expect(night.mother.locator(".line[role=status]")).to_contain_text("人工坐席已接入", timeout=WAIT)
    expect(night.second.locator("main")).to_contain_text("由night-wang接听", timeout=WAIT)
    expect(night.second.locator(".line")).to_have_count(0)
    assert night.zhao.call("GET", f"handovers/{night.handover}").status == 404
    assert night.record.rows("SELECT state, operator_name FROM handovers") == [("on", "night-wang")]


def _an_emergency_is_answered_at_once_while_the_operator_writes(night: Night) -> None:
    night.first.get_by_label("回复家长").fill("您好，孩子现在精神")
    before = night.mother.locator(".said.urgent").count()

    ask(night.mother, "他抽搐了，叫不醒")

    expect(night.mother.locator(".said.urgent")).to_have_count(before + 1, timeout=WAIT)
    expect(night.mother.locator(".said.urgent").last).to_contain_text("自动安全提醒")
    expect(night.mother.locator(".said.urgent").last).to_contain_text("120")
    for screen in (night.first, night.second):
        expect(screen.locator(".alert", has_text="拨打120")).to_have_count(1, timeout=WAIT)
    expect(night.first.locator(".line.safety").last).to_contain_text("自动安全提醒", timeout=WAIT)
    expect(night.first.get_by_label("回复家长")).to_have_value("您好，孩子现在精神")
    assert night.record.count("alerts", urgency="call120", conversation_id=night.conversation) == 1
    night.first.get_by_label("回复家长").fill("请马上拨打120，我在线等您。")
    night.first.get_by_label("回复家长").press("Enter")
    expect(night.mother.locator(".said.operator")).to_contain_text("我在线等您", timeout=WAIT)


def _the_operator_books_a_sitting_for_her(night: Night) -> None:
    night.sittings = tuple(_add_sitting(night, days) for days in (3, 5))
    body = {"session_id": night.sittings[0], "nickname": NICKNAME, "birth_month": _month_of_birth(), "phone": NUMBER}
    more = {"consent_version": BOOKING_CONSENT.version, "client_request_id": "night-1"}

    booked = [
        night.operator("POST", "bookings", {**body, **more, "conversation_id": night.conversation}) for _ in range(2)
    ]

    assert [one.status for one in booked] == [201, 201], booked
    assert len({one.json["booking"]["code"] for one in booked}) == 1
    night.code = booked[0].json["booking"]["code"]
    assert night.record.rows("SELECT session_id, status FROM bookings") == [(night.sittings[0], "booked")]
    assert _seats(night) == [1, 0]
    foreign = {**body, "consent_version": BOOKING_CONSENT.version, "conversation_id": night.conversation}
    refused = call(f"{night.system.url}/api/v1/bookings", foreign, token=night.zhao.bearer)
    assert refused.status == 404
    night.first.get_by_label("回复家长").fill("约好了，在“我的预约”里能看到。")
    night.first.get_by_label("回复家长").press("Enter")
    expect(night.mother.locator(".said.operator")).to_have_count(2, timeout=WAIT)
    night.first.get_by_label("这次会话的结果").select_option("booked")
    night.first.get_by_role("button", name="结束会话").click()
    expect(night.first.locator(".queue a")).to_have_count(0, timeout=WAIT)
    _her_bookings_show(night, "夜里约的第3天")


def _rasa_is_killed_and_comes_back(night: Night) -> None:
    killed = night.system.rasa_pid()
    os.kill(killed, signal.SIGKILL)

    _she_hears(night, SALT, "盐")

    night.system.wait_until(lambda: night.system.ready()["degraded"] == [], 120)
    assert night.system.rasa_pid() != killed
    _she_hears(night, "宝宝几个月可以加辅食", "辅食")


def _the_service_is_restarted(night: Night) -> None:
    assert night.system.stop() == 0
    ask(night.mother, "谢谢您")
    night.system.start()

    expect(night.mother.locator(".said.caregiver").last).to_contain_text("谢谢您", timeout=WAIT)
    night.mother.wait_for_function(
        "() => !document.querySelector('parenting-assistant').shadowRoot.querySelector('.waits')", timeout=60_000
    )
    for screen in (night.first, night.second):
        expect(screen.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
        expect(screen.locator(".queue a")).to_have_count(0)
    assert night.record.count("handovers") == 1
    assert _seats(night) == [1, 0]


def _the_father_moves_the_booking_by_its_code(night: Night) -> None:
    """On WeChat: a stranger's digits open nothing; every delivery comes three times and acts once."""
    stranger = night.system.talk()
    path = f"{night.system.url}/api/v1/bookings/{night.code}"
    assert call(path, token=stranger.token).status == 404
    assert form_wording.BOOKING_LAST4 in night.father(f"我想改约，预约码{night.code}")
    assert guidance_wording.ERRORS["booking_not_found"] in night.father("0000")
    assert form_wording.BOOKING_LAST4 in night.father(night.code)
    assert form_wording.MOVE_DAYS in night.father(NUMBER[-4:])
    picture = night.wechat.sends_a_picture(night.system, FATHER)
    assert "打字回答上面的问题" in picture.text
    offered = night.father("时间都可以")
    (line,) = [line for line in offered.splitlines() if "夜里约的第5天" in line]
    assert "夜里约的第3天" in night.father(line.partition(".")[0])
    assert night.record.rows("SELECT session_id, status FROM bookings") == [(night.sittings[0], "booked")]

    moved = night.father(form_wording.MOVE_YES)

    assert "夜里约的第5天" in moved
    assert NICKNAME not in moved
    assert night.record.rows("SELECT count(*) FROM items WHERE body LIKE ?", f"%{NICKNAME}%") == [(0,)]
    assert night.record.rows("SELECT session_id, status FROM bookings") == [(night.sittings[1], "booked")]
    assert _seats(night) == [0, 1]
    assert night.record.rows("SELECT sum(change) FROM entitlement_ledger WHERE kind <> 'override'") == [(1,)]
    ((night.his,),) = night.record.rows("SELECT conversation_id FROM wechat_followers")
    his = "SELECT sender, count(*) FROM items WHERE conversation_id = ? GROUP BY sender ORDER BY sender"
    assert night.record.rows(his, night.his) == [("assistant", 8), ("caregiver", 8)]
    assert night.wechat.platform.texts_to(FATHER) == []
    _her_bookings_show(night, "夜里约的第5天")


def _the_reminder_goes_out_once(night: Night) -> None:
    """The days pass in the record: the sitting is tomorrow, and was booked long before."""
    tomorrow, then = datetime.now(timezone.utc) + timedelta(hours=20), datetime.now(timezone.utc) - timedelta(days=9)
    night.record.rows(
        "UPDATE guidance_sessions SET starts_at = ?, ends_at = ? WHERE id = ?",
        *(_stored(tomorrow), _stored(tomorrow + timedelta(hours=1)), night.sittings[1]),
    )
    night.record.rows("UPDATE bookings SET created_at = ?", _stored(then))

    expect(night.mother.get_by_text("提醒您：明天有一场预约好的活动")).to_have_count(1, timeout=60_000)

    night.record.rows("UPDATE bookings SET day_reminded_at = NULL")
    night.wechat.remind_from_a_second_instance(night.system)
    night.system.wait_until(
        lambda: night.record.count("outbox", state="waiting") + night.record.count("outbox", state="sending") == 0, 20
    )
    kept = "SELECT count(*) FROM items WHERE client_message_id LIKE 'guidance_reminder:%'"
    assert night.record.rows(f"{kept} AND conversation_id = ?", night.conversation) == [(1,)]
    assert night.record.rows(kept) == [(1,)]
    sent = night.record.rows("SELECT state, attempts FROM outbox WHERE kind = 'guidance_reminder'")
    assert sent == [("sent", 1), ("sent", 1)]
    # The father moved it, so he is reminded too: once, as the platform's message.
    assert ["明天" in text for text in night.wechat.platform.texts_to(FATHER)] == [True]


def _she_deletes_her_data(night: Night) -> None:
    night.mother.get_by_role("button", name="更多").click()
    night.mother.get_by_role("button", name="删除我的数据").click()
    night.mother.get_by_role("button", name="全部删除").click()
    expect(night.mother.get_by_text("已经删除")).to_be_visible(timeout=WAIT)
    expect(night.mother.locator(".said")).to_have_count(0)

    night.system.wait_until(lambda: night.record.count("bookings") == 0, 30)
    night.system.wait_until(lambda: night.record.count("outbox", state="waiting") == 0, 30)
    for table in ("items", "answers", "choices", "triage_log", "alerts", "handovers", "private_values", "unanswered"):
        assert night.record.count(table, conversation_id=night.conversation) == 0, table
    for table in ("guardians", "children", "consents", "entitlement_ledger"):
        assert night.record.count(table) == 0, table
    assert _seats(night) == [0, 0]
    assert night.read_as(night.her_site) == 401
    for screen in (night.first, night.second):
        expect(screen.locator(".alert")).to_have_count(0, timeout=WAIT)
        assert FEVER not in screen.content()
    written = night.record.everything()
    left = [
        word
        for word in (SECRET, FEVER, NUMBER, NICKNAME, FATHER)
        if word.encode() in written or _escaped(word) in written
    ]
    assert left == []


def _she_hears(night: Night, question: str, word: str) -> None:
    before = night.mother.locator(".said.assistant").count()
    ask(night.mother, question)
    expect(expect_answers(night.mother, before + 1).last).to_contain_text(word)


def _her_bookings_show(night: Night, title: str) -> None:
    night.mother.get_by_role("button", name="更多").click()
    night.mother.get_by_role("button", name="我的预约").click()
    expect(night.mother.locator(".sheet")).to_contain_text(title, timeout=WAIT)
    night.mother.keyboard.press("Escape")
    expect(night.mother.locator(".sheet")).to_have_count(0)


def _add_sitting(night: Night, days: int) -> str:
    starts_at = datetime.now(timezone.utc) + timedelta(days=days)
    body = {"kind": "parent_class", "title": f"夜里约的第{days}天", "district": "滨湖区", "place": "示例街道指导站"}
    more = {"min_age_months": 0, "max_age_months": 12, "capacity": 3, "led_by": "示例老师"}
    times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + timedelta(hours=1)).isoformat()}
    added = night.operator("POST", "guidance-sessions", {**body, **more, **times})
    assert added.status == 201, added
    return str(added.json["session"]["id"])


def _seats(night: Night) -> list[int]:
    found = dict(night.record.rows("SELECT id, seats_taken FROM guidance_sessions"))
    return [found[sitting] for sitting in night.sittings]


def _month_of_birth() -> str:
    return f"{datetime.now(timezone.utc) - timedelta(days=75):%Y-%m}"


def _stored(at: datetime) -> str:
    """As the record keeps an instant."""
    return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def _escaped(word: str) -> bytes:
    """As JSON may keep it."""
    return word.encode("unicode_escape")
