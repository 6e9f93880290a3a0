"""Institutions through the running system: search, conversation, import, and the map in real Chromium."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE
from tests.console import add_operator, log_in
from tests.live import LiveSystem, call

HERE = {"latitude": 31.5776, "longitude": 120.2954}
NUMBERS = count()


def _find(live: LiveSystem, query: str) -> dict[str, object]:
    answered = call(f"{live.url}/api/v1/institutions?{query}")
    assert answered.status == 200, answered
    result: dict[str, object] = answered.json
    return result


def _bearer(live: LiveSystem, role: str) -> str:
    name = f"{role}{next(NUMBERS)}"
    add_operator(live, name, role)
    return log_in(live, name).bearer


def test_the_nearest_come_first_and_each_says_why(live: LiveSystem) -> None:
    found = call(f"{live.url}/api/v1/institutions?latitude=31.5776&longitude=120.2954&datum=wgs84&age_months=18").json

    distances = [card["distance_m"] for card in found["institutions"] if card["distance_m"] is not None]
    assert distances == sorted(distances)
    assert len(distances) >= 3
    assert found["is_sample"]
    for card in found["institutions"]:
        assert card["type"] == "institution"
        assert "18月龄可入托" in card["reasons"]
        assert "示例" in card["name"]
    one = call(f"{live.url}/api/v1/institutions/{found['institutions'][0]['id']}")
    assert one.status == 200
    assert any("截至" in line for line in one.json["facts"])


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("latitude=120.3&longitude=31.58&datum=wgs84", "coordinates_swapped"),
        ("latitude=39.9&longitude=116.4&datum=wgs84", "outside_wuxi"),
        ("latitude=31.5&longitude=120.3", "incomplete_point"),
        ("datum=wgs84", "incomplete_point"),
        ("district=%E5%8C%97%E4%BA%AC", "unknown_place"),
        ("district=%E6%83%A0%E5%B1%B1", "ambiguous_place"),
        ("age_months=400", "unusable_age"),
        ("age_months=x", "invalid_input"),
        ("latitude=nan&longitude=120&datum=wgs84", "invalid_input"),
        ("limit=100000", "invalid_input"),
        ("services=swimming", "invalid_input"),
    ],
)
def test_what_cannot_be_searched_gets_a_clear_sentence(live: LiveSystem, query: str, code: str) -> None:
    refused = call(f"{live.url}/api/v1/institutions?{query}")

    assert (refused.status, refused.json["error"]["code"]) == (400, code)
    assert any("\u4e00" <= character <= "\u9fff" for character in refused.json["error"]["message"])


def test_an_unknown_institution_is_not_found(live: LiveSystem) -> None:
    assert call(f"{live.url}/api/v1/institutions/in_nobody").status == 404


def test_a_place_shared_in_a_conversation_finds_the_nearest_and_is_not_kept(live: LiveSystem) -> None:
    talk = live.talk()

    reply = talk.send(location={**HERE, "datum": "wgs84"}).json["reply"]

    assert reply["cards"][0]["type"] == "institution"
    assert "示例数据" in "".join(reply["texts"])
    stored = str(talk.items())
    assert str(HERE["latitude"]) not in stored
    assert str(HERE["longitude"]) not in stored
    assert talk.send(location={"latitude": 39.9, "longitude": 116.4, "datum": "wgs84"}).status == 200


def test_importing_is_for_administrators_and_reports_every_row(live: LiveSystem) -> None:
    url = f"{live.url}/api/v1/institution-imports?dry_run=true"
    content = "机构名称,所在区\r\n示例甲托育园,滨湖区\r\n示例乙托育园,北京\r\n".encode("gb18030")

    assert call(url, raw=content).status == 401
    assert call(url, raw=content, token=_bearer(live, "operator")).status == 403
    token = _bearer(live, "administrator")
    raw = {"Content-Type": "application/octet-stream"}
    checked = call(url, raw=content, token=token, headers=raw)
    assert checked.status == 200
    assert [(row["row"], row["column"]) for row in checked.json["problems"]] == [(3, "所在区")]
    refused = call(f"{live.url}/api/v1/institution-imports", raw=content, token=token, headers=raw)
    assert (refused.status, refused.json["import_id"]) == (422, None)
    form = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + content + b"\r\n--x--\r\n"
    sent = call(url, raw=form, token=token, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert sent.json["rows"] == 2
    assert call(url, raw=b"", token=token, headers=raw).json["error"]["message"] == "文件是空的。"
    assert call(url, raw=b"--x--", token=token, headers={"Content-Type": "multipart/form-data"}).status == 400
    assert call(url, raw=b"a" * 21_000_000, token=token, headers=raw).status == 413
    assert len(call(f"{live.url}/api/v1/institution-imports", token=token).json["imports"]) >= 1
    for number, status in (("999", 404), ("x", 400)):
        undone = call(f"{live.url}/api/v1/institution-imports/{number}", method="DELETE", token=token)
        assert undone.status == status


@pytest.fixture
def page(browser: Browser, live: LiveSystem) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", geolocation=HERE, permissions=["geolocation"])
    page = context.new_page()
    problems: list[str] = []
    foreign: list[str] = []
    origin = live.url.replace("127.0.0.1", "localhost")
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console", lambda said: problems.append(said.text) if said.type == "error" and "400" not in said.text else 0
    )
    page.on("request", lambda request: None if request.url.startswith(origin) else foreign.append(request.url))
    page.goto(f"{origin}/map/")
    expect(page.locator("#list li").first).to_be_visible()
    yield page
    context.close()
    assert problems == []
    assert foreign == []


def test_the_map_finds_what_is_near_and_offers_call_and_way(page: Page) -> None:
    expect(page.get_by_role("note")).to_contain_text("示例数据")

    page.get_by_role("button", name="用我的位置").click()

    first = page.locator("#list li").first
    expect(first.locator(".reasons")).to_contain_text("米")
    expect(first.get_by_role("link", name="打电话")).to_have_attribute("href", "tel:0510-00000001")
    assert "coordinate=wgs84" in (first.get_by_role("link", name="高德").get_attribute("href") or "")
    assert (first.get_by_role("link", name="手机地图").get_attribute("href") or "").startswith("geo:31.")


def test_the_list_alone_is_enough_by_keyboard(page: Page) -> None:
    page.get_by_label("区、街道或地标").fill("荣巷")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("滨湖区荣巷街道")

    page.locator("#list summary").first.focus()
    page.keyboard.press("Enter")

    expect(page.locator("#list details").first).to_contain_text("备案：")
    expect(page.locator("#list details").first).to_contain_text("截至")


def test_marks_gather_open_and_lead_to_the_list(page: Page) -> None:
    gathered = page.get_by_role("button", name="家机构，放大看").first
    gathered.click()
    page.get_by_label("区、街道或地标").fill("荣巷街道")
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("荣巷")

    page.get_by_role("button", name="示例荣巷", exact=False).locator("visible=true").first.click()

    expect(page.locator("#list li.chosen h3")).to_contain_text("示例荣巷")


def test_a_wrong_place_is_said_in_words(page: Page) -> None:
    page.get_by_label("区、街道或地标").fill("惠山")
    with page.expect_response("**/api/v1/institutions?**"):
        page.keyboard.press("Enter")

    expect(page.locator("#status.problem")).to_contain_text("惠山区、梁溪区惠山街道")


def test_a_narrow_phone_needs_no_sideways_scrolling_and_every_target_is_large_enough(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        "[...document.querySelectorAll('button, .links a, select, summary')].filter((each) => each.offsetParent)"
        ".map((each) => each.getBoundingClientRect()).filter((box) => box.width < 24 || box.height < 24).length"
    )
    assert small == 0
