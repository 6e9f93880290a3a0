"""Serving the pages."""

from aiohttp import web

from assistant.channels.pages.handbook import add_handbook
from assistant.channels.pages.template import FOLDER


def add_pages(app: web.Application) -> None:
    """Add the pages and their files."""
    app.router.add_get("/", lambda request: _file("demo.html"))
    app.router.add_get("/privacy", lambda request: _file("privacy.html"))
    app.router.add_get("/docs", lambda request: _file("docs.html"))
    add_handbook(app)
    app.router.add_static("/assets/", FOLDER / "assets")


async def _file(name: str) -> web.FileResponse:
    return web.FileResponse(FOLDER / name, headers={"Cache-Control": "no-cache"})
