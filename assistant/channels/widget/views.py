"""Serving the widget's script, a page that holds it alone, and the administrator's page about sites."""

import gzip
import hashlib
from html import escape
from pathlib import Path
from string import Template

from aiohttp import web

from assistant.channels.keys import SETTINGS, UNIT_OF_WORK
from assistant.domain.site import DEMO_KEY
from assistant.services.sites import get_enabled_site

FOLDER = Path(__file__).parent / "files"

SCRIPT_HEADERS = {
    "Cache-Control": "public, max-age=300",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Vary": "Accept-Encoding",
}
"""Any page may load the script; what it may do then, the service decides call by call."""

FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {ancestors}"
)


class Script:
    """The built file in memory, packed once."""

    def __init__(self, file: Path) -> None:
        self._plain = file.read_bytes()
        self._packed = gzip.compress(self._plain, 9, mtime=0)
        self._tag = hashlib.sha256(self._plain).hexdigest()[:32]

    async def serve(self, request: web.Request) -> web.Response:
        """Answer with the script, packed where the browser takes that, or with 304 where it has it already."""
        packs = "gzip" in request.headers.get("Accept-Encoding", "")
        tag = f"{self._tag}-gzip" if packs else self._tag
        headers = {**SCRIPT_HEADERS, "ETag": f'"{tag}"'}
        if any(known.value == tag for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        if packs:
            headers["Content-Encoding"] = "gzip"
        body = self._packed if packs else self._plain
        return web.Response(body=body, content_type="text/javascript", charset="utf-8", headers=headers)


def add_widget(app: web.Application) -> None:
    """Add the widget's addresses."""
    app.router.add_get("/widget.js", Script(FOLDER / "widget.js").serve)
    app.router.add_get("/embed/{site_key}", embed)
    app.router.add_get("/console/sites", show_sites)
    app.router.add_static("/widget-assets/", FOLDER / "assets")


async def embed(request: web.Request) -> web.Response:
    """Show the widget alone, as a page of its own or in a frame on the site's own pages."""
    site = await get_enabled_site(request.app[UNIT_OF_WORK], request.match_info["site_key"])
    ancestors = " ".join(("'self'", *site.allowed_origins))
    if site.key == DEMO_KEY and request.app[SETTINGS].is_development:
        ancestors += " http://localhost:* http://127.0.0.1:*"
    template = Template((FOLDER / "embed.html").read_text(encoding="utf-8"))
    text = template.substitute(name=escape(site.name), key=escape(site.key))
    headers = {"Content-Security-Policy": FRAME_POLICY.format(ancestors=ancestors), "Cache-Control": "no-cache"}
    return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers)


async def show_sites(_request: web.Request) -> web.StreamResponse:
    """The administrators' and editors' page; what it shows, the API gives to those alone."""
    return web.FileResponse(FOLDER / "sites.html", headers={"Cache-Control": "no-cache"})
