"""Serving the pages."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from assistant.channels.pages.handbook import add_handbook
from assistant.channels.pages.template import FOLDER


def add_pages(app: web.Application) -> None:
    """Add the pages and their files."""
    app.router.add_get("/", _shows("demo.html"))
    app.router.add_get("/privacy", _shows("privacy.html"))
    app.router.add_get("/docs", _shows("docs.html"))
    app.router.add_get("/foreign/", _shows("foreign/index.html"))
    add_handbook(app)
    app.router.add_static("/foreign/", FOLDER / "foreign")
    app.router.add_static("/assets/", FOLDER / "assets")


def _shows(name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def show(_request: web.Request) -> web.StreamResponse:
        return web.FileResponse(FOLDER / name, headers={"Cache-Control": "no-cache"})

    return show
