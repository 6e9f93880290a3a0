"""The handbook for reading: a contents page with a search, and one page for each entry."""

from collections.abc import Iterable, Mapping
from html import escape

from aiohttp import web
from markdown_it import MarkdownIt

from assistant.channels.keys import ANSWERS, CLOCK, LIBRARY, LIMITS, SETTINGS, TRIAGE
from assistant.channels.pages.template import page
from assistant.dialogue import compose, wording
from assistant.dialogue.intake import take_in
from assistant.domain.entry import Collection, Entry
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.errors import NothingToRead
from assistant.knowledge.topics import topic_name
from assistant.services.answers import Question

MARKDOWN = MarkdownIt("js-default")
"""Raw HTML in an entry is shown as text, never run."""

LONGEST_SEARCH = 200
"""Characters of a search that are read; the input field takes no more."""

SEARCH_HITS = 12
"""About three screens of a phone; whoever scrolls further had better ask differently."""

COLLECTIONS = {Collection.HANDBOOK: "育儿手册", Collection.POLICY_FAQ: "政策问答"}


def add_handbook(app: web.Application) -> None:
    """Add the contents page and the entries' pages."""
    app.router.add_get("/handbook", _to_contents)
    app.router.add_get("/handbook/", show_contents)
    app.router.add_get("/handbook/{entry_id}", show_entry)


async def _to_contents(request: web.Request) -> web.Response:
    raise web.HTTPMovedPermanently("/handbook/")


async def show_contents(request: web.Request) -> web.Response:
    """Show all titles by topic, or what a search found."""
    asked = request.query.get("q", "")[:LONGEST_SEARCH]
    library = request.app[LIBRARY]
    entries = [entry for entry in library.entries().values() if entry.holds_on(request.app[CLOCK]().date())]
    found = await _found(request, asked) if asked.strip() else ""
    return page("育儿手册", _search_form(asked) + found + _contents(entries, library.topics()), heading="育儿手册")


async def show_entry(request: web.Request) -> web.Response:
    """Show one entry with its sources."""
    entry = request.app[ANSWERS].entry(request.match_info["entry_id"])
    if entry is None:
        return page("没有这一条", f"<p>{escape(wording.ERRORS['not_found'])}</p>{_BACK}", status=404)
    return page(entry.title, _entry_html(entry, request.app[LIBRARY].topics()))


_BACK = '<p class=noprint><a href="/handbook/">回到手册目录</a></p>'


def _search_form(asked: str) -> str:
    return (
        '<form class="search noprint" role="search" action="/handbook/">'
        '<label for="q">想查什么？用您自己的话写就行</label>'
        f'<div><input id="q" name="q" type="search" maxlength="{LONGEST_SEARCH}" value="{escape(asked, quote=True)}" '
        'placeholder="例如：六个月宝宝发烧38度5" autocomplete="off"><button>查找</button></div></form>'
    )


async def _found(request: web.Request, asked: str) -> str:
    """Danger signs first, then entries, then what to do when there are none."""
    settings = request.app[SETTINGS]
    request.app[LIMITS].spend(f"handbook {request.remote}", settings.per_site_per_minute)
    try:
        text = take_in(asked).text
    except NothingToRead:
        return f"<p role=status>{escape(wording.ERRORS[NothingToRead.code])}</p>"
    now = request.app[CLOCK]()
    decision = request.app[TRIAGE].read(text, EMPTY_SITUATION, now)
    age = decision.situation.child(decision.situation.current).age
    result = await request.app[ANSWERS].search(Question(text, age.months if age else None), SEARCH_HITS)
    entries = [request.app[ANSWERS].entry(hit.entry_id) for hit in result.hits]
    items = "".join(_item(entry) for entry in entries if entry is not None)
    listed = f"<ol class=hits>{items}</ol>" if items else f"<p>{escape(wording.NOT_FOUND)}</p>"
    return f"<section aria-label=查找结果>{_alarm(decision)}<h2>与“{escape(text)}”最接近的内容</h2>{listed}</section>"


def _alarm(decision: Decision) -> str:
    lines = [line for line in (*decision.texts, decision.first_line) if line]
    text = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f"<div class=warning role=alert>{text}</div>" if text else ""


def _item(entry: Entry) -> str:
    first = escape(compose.first_sentence(entry.answer))
    return f'<li><a href="/handbook/{entry.id}">{escape(entry.title)}</a><p>{first}</p></li>'


def _contents(entries: Iterable[Entry], topics: Mapping[str, str]) -> str:
    by_topic: dict[tuple[Collection, str], list[Entry]] = {}
    for entry in entries:
        by_topic.setdefault((entry.collection, entry.topic), []).append(entry)
    order = {topic: place for place, topic in enumerate(topics)}
    parts = []
    for collection, title in COLLECTIONS.items():
        mine = [topic for kind, topic in by_topic if kind is collection]
        mine.sort(key=lambda topic: order.get(topic, len(order)))
        lists = "".join(_topic(topic, topics, by_topic[collection, topic]) for topic in mine)
        parts.append(f"<section><h2>{title}</h2>{lists}</section>")
    return f'<nav aria-label="目录" class=contents>{"".join(parts)}</nav>'


def _topic(topic: str, topics: Mapping[str, str], entries: list[Entry]) -> str:
    links = "".join(
        f'<li><a href="/handbook/{entry.id}">{escape(entry.title)}</a></li>'
        for entry in sorted(entries, key=lambda entry: (entry.age_months, entry.title))
    )
    name = escape(topic_name(topics, topic))
    return f'<details id="{escape(topic)}"><summary>{name}（{len(entries)}条）</summary><ul>{links}</ul></details>'


def _entry_html(entry: Entry, topics: Mapping[str, str]) -> str:
    warnings = "".join(f"<li>{escape(sentence)}</li>" for sentence in entry.see_doctor_if)
    doctor = f"<section class=warning><h2>什么时候看医生</h2><ul>{warnings}</ul></section>" if warnings else ""
    sources = f"<p class=source>{escape(compose.source_line(entry, all_sources=True))}</p>"
    path = (
        f'<p class="path noprint"><a href="/handbook/">手册目录</a> › '
        f'<a href="/handbook/#{escape(entry.topic)}">{escape(topic_name(topics, entry.topic))}</a></p>'
    )
    return f"{path}<p class=lead>{escape(entry.answer)}</p>{MARKDOWN.render(entry.body)}{doctor}{sources}"
