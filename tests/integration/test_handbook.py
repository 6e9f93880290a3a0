"""The handbook's pages: every entry is listed, a search finds it, danger comes first, nothing typed is run."""

import re
from urllib.parse import quote

from tests.live import LiveSystem, call


def _page(live: LiveSystem, path: str) -> str:
    answered = call(f"{live.url}{path}")
    assert answered.status == 200, path
    return str(answered.json)


def test_every_entry_in_force_is_listed_under_a_topic_with_a_chinese_name(live: LiveSystem) -> None:
    contents = _page(live, "/handbook/")

    listed = set(re.findall(r'href="/handbook/([a-z0-9-]+)"', contents))
    files = {path.stem for folder in ("handbook", "policy_faq") for path in (live.knowledge / folder).rglob("*.md")}
    assert files - listed == set()
    assert re.findall(r"<summary>[a-z-]+（", contents) == []


def test_a_search_in_a_parents_words_finds_the_entry(live: LiveSystem) -> None:
    found = _page(live, f"/handbook/?q={quote('宝宝八个月可以吃盐吗')}")

    first = re.search(r'<ol class=hits><li><a href="/handbook/([a-z0-9-]+)"', found)
    assert first is not None
    assert first.group(1) == "salt-before-one"


def test_a_search_that_tells_of_danger_shows_the_emergency_first(live: LiveSystem) -> None:
    found = _page(live, f"/handbook/?q={quote('宝宝没有呼吸了叫不醒')}")

    assert 0 < found.index("role=alert") < found.index("与“")
    assert "120" in found[found.index("role=alert") : found.index("与“")]


def test_what_was_typed_is_shown_as_text(live: LiveSystem) -> None:
    found = _page(live, f"/handbook/?q={quote('<script>alert(1)</script>发烧')}")

    assert "<script>alert(1)" not in found


def test_an_empty_or_unreadable_search_is_answered_kindly(live: LiveSystem) -> None:
    assert "没有收到文字内容" in _page(live, f"/handbook/?q={quote(chr(0x200B))}")
    assert "想查什么" in _page(live, "/handbook/?q=%20")


def test_an_entry_leads_back_and_names_its_sources(live: LiveSystem) -> None:
    entry = _page(live, "/handbook/salt-before-one")

    assert "资料来源" in entry
    assert 'href="/handbook/#solids"' in entry
    assert call(f"{live.url}/handbook/no-such-entry").status == 404
