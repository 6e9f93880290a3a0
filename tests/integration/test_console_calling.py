"""The console calls whoever looks elsewhere: a tone and a blinking title, in real Chromium."""

import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.console_pages import WAIT, OpenPage
from tests.live import LiveSystem

LISTEN = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) {
  window.tones.push([this.frequency.value, this.context.state]);
  return start.apply(this, at);
};
window.titles = new Set();
new MutationObserver(() => window.titles.add(document.title))
  .observe(document, {childList: true, subtree: true, characterData: true});
"""
PLAIN = "热线工作台"


@pytest.fixture(autouse=True)
def _quiet(live: LiveSystem) -> Iterator[None]:
    """Nothing of another test waits."""
    _clear(live)
    yield
    _clear(live)


def _clear(live: LiveSystem) -> None:
    with sqlite3.connect(live.var / "assistant.db", timeout=10) as database:
        database.execute("DELETE FROM handovers")
        database.execute("DELETE FROM alerts")


def _listening(open_page: OpenPage, **options: object) -> Page:
    page = open_page("wang", "inbox", **options)
    page.add_init_script(LISTEN)
    page.reload()
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    expect(page.locator(".queue")).to_contain_text("没有等候的会话", timeout=WAIT)
    return page


def _somebody_waits(live: LiveSystem, said: str = "宝宝9个月夜醒") -> None:
    talk = live.talk()
    talk.say(said)
    talk.say("转人工")


def _tones(page: Page) -> int:
    return int(page.evaluate("window.tones.length"))


def test_nothing_sounds_before_the_page_was_touched_and_then_waiting_and_alarms_sound_apart(
    open_page: OpenPage, live: LiveSystem
) -> None:
    page = _listening(open_page)
    _somebody_waits(live)
    expect(page.locator(".queue a")).to_have_count(1, timeout=WAIT)
    expect(page).to_have_title("（1）等候 · 热线工作台", timeout=WAIT)
    assert _tones(page) == 0

    page.locator("h1").click()
    _somebody_waits(live)
    page.wait_for_function("() => window.tones.length === 2", timeout=WAIT)
    page.wait_for_function(f"() => window.titles.has('{PLAIN}')", timeout=WAIT)
    page.locator("h1").click()
    talk = live.talk()
    talk.say("宝宝抽搐了，叫不醒")
    page.wait_for_function("() => window.tones.length === 6", timeout=WAIT)

    heard = page.evaluate("window.tones")
    assert {state for _, state in heard} == {"running"}
    assert max(hertz for hertz, _ in heard[:2]) < min(hertz for hertz, _ in heard[2:])
    page.get_by_role("button", name="知道了").click()
    expect(page).to_have_title("（2）等候 · 热线工作台", timeout=WAIT)
    assert _tones(page) == 6


def test_it_can_be_switched_off_and_stays_off(open_page: OpenPage, live: LiveSystem) -> None:
    page = _listening(open_page)
    page.get_by_role("button", name="提示音开").click()
    page.reload()
    expect(page.locator("#duty-state")).to_have_text("在岗", timeout=WAIT)
    page.get_by_role("button", name="提示音关").wait_for()
    page.locator("h1").click()

    _somebody_waits(live)

    expect(page.locator(".queue a")).to_have_count(1, timeout=WAIT)
    assert _tones(page) == 0
    page.get_by_role("button", name="提示音关").click()
    page.wait_for_function("() => window.tones.length > 0", timeout=WAIT)


def test_who_wants_no_motion_gets_a_title_that_stands_still(open_page: OpenPage, live: LiveSystem) -> None:
    page = _listening(open_page, reduced_motion="reduce")
    page.locator("h1").click()
    page.evaluate("window.titles.clear()")

    _somebody_waits(live)

    page.wait_for_function("() => window.tones.length === 2", timeout=WAIT)
    page.wait_for_timeout(2500)  # what must not happen needs a time in which it would: two blinks
    assert page.evaluate("[...window.titles]") == ["（1）等候 · 热线工作台"]
