"""What the widget's channel refuses, and that no text from anywhere is ever run."""

import asyncio
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, Host
from tests.in_process import ACT, InProcess
from tests.live import Answered, call
from tests.widget import Stage, a_reply, answer_with, ask, expect_answers, open_panel

A, B = "https://a.example", "https://b.example"

PAYLOADS = [
    "<script>window.hacked = 1</script>",
    "<img src=x onerror=window.hacked=1>",
    "<svg onload=window.hacked=1>",
    '"><img src=x onerror=window.hacked=1>',
    "'><svg/onload=window.hacked=1>",
    "javascript:window.hacked=1",
    "java\nscript:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    "<iframe srcdoc='<script>parent.hacked=1</script>'>",
    "<a href=javascript:window.hacked=1>点</a>",
    "{{constructor.constructor('window.hacked=1')()}}",
    "${window.hacked=1}",
    "</textarea><script>window.hacked=1</script>",
    "<template shadowrootmode=open><script>window.hacked=1</script></template>",
    "<math><mtext><style><img src=x onerror=window.hacked=1></style></mtext></math>",
    "<details open ontoggle=window.hacked=1>",
    "\u202e<b onmouseover=window.hacked=1>反",
    "`;window.hacked=1;//",
]


@pytest.fixture
def sites(service: InProcess) -> InProcess:
    service.add_site("site-a", "甲诊所", A)
    service.add_site("site-b", "乙诊所", B)
    return service


@pytest.fixture
def stage(browser: Browser, service: InProcess, host: Host) -> Iterator[Stage]:
    service.add_site("hacked", "甲诊所", host.origin)
    context = browser.new_context(viewport=PHONE)
    yield Stage(context, service, host, "hacked")
    context.close()


def _open(service: InProcess, key: str, origin: str) -> Answered:
    return call(f"{service.url}/api/v1/conversations", {"site_key": key}, headers={"Origin": origin})


def _say(service: InProcess, opened: Answered, text: str, origin: str, token: str | None = None) -> Answered:
    url = f"{service.url}/api/v1/conversations/{opened.json['conversation_id']}/messages"
    return call(url, {"text": text}, token=token or opened.json["token"], headers={"Origin": origin})


def test_two_sites_cannot_see_each_others_anything(sites: InProcess) -> None:
    sites.add_note("site-a", "停车", "甲诊所后门可停车")
    mine, theirs = _open(sites, "site-a", A), _open(sites, "site-b", B)
    secret = "我家的暗号是红豆粥"
    assert _say(sites, mine, secret, A).status == 200
    url = f"{sites.url}/api/v1/conversations/{mine.json['conversation_id']}"

    tries = [
        call(f"{url}/messages", token=theirs.json["token"], headers={"Origin": B}),
        call(f"{url}/messages", token=mine.json["token"], headers={"Origin": B}),
        call(f"{url}/token", {}, token=mine.json["token"], headers={"Origin": B}),
        call(url, method="DELETE", token=mine.json["token"], headers={"Origin": B}),
        call(f"{sites.url}/api/v1/site", headers={"X-Site-Key": "site-a", "Origin": B}),
        call(f"{sites.url}/api/v1/site/logo", headers={"X-Site-Key": "site-a", "Origin": B}),
    ]

    assert [one.status for one in tries] == [401, 403, 403, 403, 403, 403]
    for one in tries:
        assert secret not in str(one.json)
        assert "甲诊所" not in str(one.json)
        assert re.search("[\u4e00-\u9fff]", one.json["error"]["message"]), "a sentence for people"
    own = call(f"{sites.url}/api/v1/site", headers={"X-Site-Key": "site-b", "Origin": B})
    assert own.json["name"] == "乙诊所"
    assert own.json["notes"] == []


def test_a_revoked_key_ends_what_is_under_way(sites: InProcess) -> None:
    sites.add_site("revoked", "丙诊所", A)
    opened = _open(sites, "revoked", A)
    admin = _administrator(sites)

    call(f"{sites.url}/api/v1/sites/revoked", {"enabled": False}, method="PATCH", token=admin)

    assert _open(sites, "revoked", A).status == 404
    assert _say(sites, opened, "你好", A).status == 404
    assert call(f"{sites.url}/embed/revoked").status == 404
    frames = asyncio.run(_frames(sites, opened, A, ["你好"]))
    assert frames[-1] == 4401


def test_a_token_that_was_renewed_or_has_expired_is_worth_nothing(sites: InProcess) -> None:
    opened = _open(sites, "site-a", A)
    url = f"{sites.url}/api/v1/conversations/{opened.json['conversation_id']}"
    renewed = call(f"{url}/token", {}, token=opened.json["token"], headers={"Origin": A})

    replayed = _say(sites, opened, "你好", A)
    assert replayed.status == 401
    assert asyncio.run(_frames(sites, opened, A, ["你好"]))[-1] == 4401
    sites.run_sql(
        "UPDATE conversations SET token_expires_at = '2020-01-01 00:00:00.000000' WHERE id = ?",
        opened.json["conversation_id"],
    )
    expired = _say(sites, opened, "你好", A, token=renewed.json["token"])
    assert expired.status == 401
    assert call(f"{url}/token", {}, token=renewed.json["token"], headers={"Origin": A}).status == 401


def test_an_open_socket_outlives_no_renewal(sites: InProcess) -> None:
    opened = _open(sites, "site-a", A)
    url = f"{sites.url}/api/v1/conversations/{opened.json['conversation_id']}/token"

    def renew() -> None:
        call(url, {}, token=opened.json["token"], headers={"Origin": A})

    frames = asyncio.run(_frames(sites, opened, A, ["你好", renew, "还在吗"]))

    assert frames[-1] == 4401
    refused = [frame for frame in frames if isinstance(frame, dict) and frame["type"] == "error"]
    assert refused[0]["code"] == "not_authenticated"


async def _frames(service: InProcess, opened: Answered, origin: str, script: list[Any]) -> list[Any]:
    """Speak over a socket; return what came, at last the close code."""
    url, came = f"{service.url}/api/v1/conversations/{opened.json['conversation_id']}/socket", []
    async with aiohttp.ClientSession() as session, session.ws_connect(url, origin=origin) as socket:
        await socket.send_json({"type": "auth", "token": opened.json["token"]})
        for step in script:
            if callable(step):
                await asyncio.to_thread(step)
                continue
            await socket.send_json({"type": "message", "text": step})
            async with asyncio.timeout(20):
                while (frame := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                    came.append(json.loads(frame.data))
                    if came[-1].get("from") == "assistant":
                        break
        return [*came, socket.close_code]


def test_two_hundred_messages_a_minute_meet_the_sites_limit_with_a_clear_sentence(sites: InProcess) -> None:
    sites.add_site("limited", "限诊所", A, messages_per_minute=5)
    opened = _open(sites, "limited", A)

    with ThreadPoolExecutor(8) as pool:
        answered = list(pool.map(lambda number: _say(sites, opened, f"第{number}条", A), range(200)))

    passed = [one for one in answered if one.status == 200]
    refused = [one for one in answered if one.status == 429]
    assert len(passed) + len(refused) == 200
    assert 5 <= len(passed) <= 30
    assert "120" in refused[0].json["error"]["message"]
    assert int(refused[0].headers["Retry-After"]) >= 1
    stored = sites.run_sql("SELECT count(*) FROM items WHERE conversation_id = ?", opened.json["conversation_id"])
    assert stored == [(2 * len(passed),)]
    assert _say(sites, _open(sites, "site-a", A), "你好", A).status == 200


def test_the_widget_waits_out_the_limit_and_sends_by_itself(stage: Stage) -> None:
    page = stage.at_the_panel()
    refusals: list[bool] = []

    def refuse_once(route: Any) -> None:
        if route.request.method == "POST" and not refusals:
            refusals.append(True)
            error = {"code": "too_many_requests", "message": "发得有点快", "request_id": ""}
            headers = {"Access-Control-Allow-Origin": stage.host.origin, "Retry-After": "1"}
            exposed = {**headers, "Access-Control-Expose-Headers": "Retry-After"}
            route.fulfill(status=429, json={"error": error}, headers=exposed)
        else:
            route.continue_()

    page.route("**/messages", refuse_once)
    ask(page, "你好")

    expect(page.get_by_text("稍等几秒会自动发出")).to_be_visible()
    expect_answers(page, 1)
    expect(page.get_by_text("稍等几秒会自动发出")).to_be_hidden()


def _administrator(service: InProcess, *roles: str) -> str:
    from assistant.domain.account import Role
    from assistant.services.accounts import create_operator

    name = f"admin-{len(service.run_sql('SELECT 1 FROM operators'))}"
    given = [Role(role) for role in roles or ("administrator", "editor")]
    service.do(create_operator(service.service.database.unit_of_work, name, "a long password", given, ACT.now))
    login = call(f"{service.url}/api/v1/operator/session", {"name": name, "password": "a long password"})
    token: str = login.json["bearer"]
    return token


def test_sites_are_changed_by_administrators_and_texts_approved_by_editors_alone(sites: InProcess) -> None:
    url = f"{sites.url}/api/v1/sites"
    note = {"kind": "hours", "title": "时间", "text": "上午", "phone": ""}
    operator, editor, admin = (_administrator(sites, role) for role in ("operator", "editor", "administrator"))

    assert call(url, token=operator).status == 403
    assert call(f"{url}/site-a", {"name": "x"}, method="PATCH", token=editor).status == 403
    written = call(f"{url}/site-a/notes", note, token=admin)
    assert written.status == 201
    decision = f"{url}/site-a/notes/{written.json['id']}/decision"
    assert call(decision, {"state": "approved"}, token=admin).status == 403
    assert call(decision, {"state": "approved"}, token=editor).status == 204
    refused = call(f"{url}/site-a/notes", {**note, "text": "流感疫苗到货，接种请早"}, token=admin)
    assert refused.status == 400
    assert refused.json["error"]["found"] == ["流感", "疫苗", "接种"]


def test_an_administrator_changes_a_site_on_the_page(stage: Stage) -> None:
    service = stage.service
    _administrator(service)
    name = service.run_sql("SELECT name FROM operators ORDER BY created_at DESC, name DESC")[0][0]
    service.add_site("paged", "页诊所", A)
    page = stage.context.new_page()
    page.goto(f"{service.url}/console/sites")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码").fill("a long password")
    page.get_by_role("button", name="登录").click()
    site = page.locator("details", has_text="页诊所（paged）")
    site.locator("summary").click()
    site.get_by_label("主色").fill("#123456")
    site.get_by_label("网页地址，一行一个").fill("https://paged.example\nhttps://www.paged.example")
    site.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    site.get_by_label("标题").fill("停车")
    site.get_by_label("文字", exact=True).fill("后门可停车")
    site.get_by_role("button", name="提交，等编辑批准").click()
    site.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("已更改")).to_be_visible()

    shown = call(f"{service.url}/api/v1/site", headers={"X-Site-Key": "paged", "Origin": "https://www.paged.example"})
    assert shown.json["accent"] == "#123456"
    assert [note["text"] for note in shown.json["notes"]] == ["后门可停车"]


def _harmless(page: Page) -> None:
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    bad = page.evaluate(
        "[...document.querySelector('parenting-assistant').shadowRoot.querySelectorAll('*')].filter(node =>"
        " ['SCRIPT', 'IFRAME', 'OBJECT'].includes(node.tagName) || node.localName === 'img'"
        " || [...node.attributes].some(a => a.name.startsWith('on')"
        " || ['href', 'src'].includes(a.name) && !/^(https?|tel):/.test(a.value))"
        ").length"
    )
    assert bad == 0


def test_nothing_that_is_typed_runs(stage: Stage) -> None:
    page = stage.at_the_panel()

    for payload in PAYLOADS:
        ask(page, payload)
    expect_answers(page, len(PAYLOADS))
    _harmless(page)
    page.reload()
    expect_answers(page, len(PAYLOADS))
    _harmless(page)


def test_nothing_in_a_reply_runs(stage: Stage) -> None:
    page = stage.at_the_panel()
    cards = [
        {"type": kind, **dict.fromkeys(FIELDS, payload), "steps": [payload], "reasons": [payload]}
        for kind in ("answer", "institution", "guidance_session", "booking", "emergency", "contact")
        for payload in PAYLOADS
    ]
    citations = [{"entry_id": "x", "title": PAYLOADS[0], "source": PAYLOADS[1], "checked_on": PAYLOADS[2]}]
    choices = [{"choice_id": payload, "label": payload} for payload in PAYLOADS]
    answer_with(page, a_reply(*PAYLOADS, cards=cards, choices=choices, citations=citations, answer_id=PAYLOADS[3]))

    ask(page, "你好")
    expect_answers(page, 1)

    _harmless(page)
    for link in page.locator(".said.assistant a").all():
        assert re.match("https?:|tel:", link.get_attribute("href") or "")


FIELDS = (
    *("entry_id", "title", "text", "url", "source", "checked_on", "id", "name", "address", "area", "age_range", "fee"),
    *("places_free", "confirmed_on", "phone", "kind", "starts_at", "ends_at", "place", "code", "session", "status"),
    *("ics_url", "call", "hours"),
)


def test_nothing_in_a_sites_settings_runs(stage: Stage) -> None:
    for number, payload in enumerate(PAYLOADS[::6]):
        topics = [topic[:40] for topic in PAYLOADS[6 * number : 6 * number + 6]]
        stage.service.add_site(f"x{number}", payload[:60], stage.host.origin, greeting=payload[:80], topics=topics)
        page = stage.visit(key=f"x{number}", greeting="&lt;img src=x onerror=window.hacked=1&gt;")
        open_panel(page)
        _harmless(page)
        page.close()
    page = stage.context.new_page()
    page.goto(f"{stage.service.url}/embed/x0")
    expect(page.get_by_role("dialog")).to_be_visible()
    _harmless(page)


def test_nothing_an_operator_writes_runs(stage: Stage) -> None:
    page = stage.at_the_panel()
    ask(page, "你好")
    expect_answers(page, 1)
    for payload in PAYLOADS:
        stage.service.operator_says(stage.conversation_of(page)["conversation_id"], payload)

    expect(page.locator(".said.operator")).to_have_count(len(PAYLOADS))
    _harmless(page)
