"""Serving the pages."""

from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web
from markdown_it import MarkdownIt

from assistant.channels.keys import ANSWERS
from assistant.dialogue import compose, wording
from assistant.domain.entry import Entry

FOLDER = Path(__file__).parent / "files"
MARKDOWN = MarkdownIt("js-default")
"""Raw HTML in an entry is shown as text, never run."""


def add_pages(app: web.Application) -> None:
    """Add the pages and their files."""
    app.router.add_get("/", _shows("demo.html"))
    app.router.add_get("/privacy", _shows("privacy.html"))
    app.router.add_get("/docs", _shows("docs.html"))
    app.router.add_get("/handbook/{entry_id}", show_entry)
    app.router.add_get("/foreign/", _shows("foreign/index.html"))
    app.router.add_static("/foreign/", FOLDER / "foreign")
    app.router.add_static("/assets/", FOLDER / "assets")


def _shows(name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def show(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(FOLDER / name, headers={"Cache-Control": "no-cache"})

    return show


async def show_entry(request: web.Request) -> web.Response:
    """Show one entry with its sources."""
    entry = request.app[ANSWERS].entry(request.match_info["entry_id"])
    if entry is None:
        return _page("没有这一条", f"<p>{escape(wording.ERRORS['not_found'])}</p>", status=404)
    return _page(entry.title, _entry_html(entry))


def _entry_html(entry: Entry) -> str:
    warnings = "".join(f"<li>{escape(sentence)}</li>" for sentence in entry.see_doctor_if)
    doctor = f"<section class=warning><h2>什么时候看医生</h2><ul>{warnings}</ul></section>" if warnings else ""
    sources = f"<p class=source>{escape(compose.source_line(entry, all_sources=True))}</p>"
    return f"<p class=lead>{escape(entry.answer)}</p>{MARKDOWN.render(entry.body)}{doctor}{sources}"


def _page(title: str, content: str, status: int = 200) -> web.Response:
    template = Template((FOLDER / "entry.html").read_text(encoding="utf-8"))
    text = template.substitute(title=escape(title), content=content)
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
