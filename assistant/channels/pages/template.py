"""The frame around a page's content."""

from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

FOLDER = Path(__file__).parent / "files"


def page(title: str, content: str, status: int = 200, heading: str = "") -> web.Response:
    """Return a whole page; `content` is HTML, `title` plain text and the heading unless one is given."""
    template = Template((FOLDER / "entry.html").read_text(encoding="utf-8"))
    text = template.substitute(title=escape(title), heading=escape(heading or title), content=content)
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status)
