"""Serving the console's pages.

One page of plain ES modules without a build step: whoever looks after the hotline's computers can read and change it,
and a strict content security policy holds because nothing is inlined. All data comes from the API, which checks each
call; the shell itself holds none, and is shown to logged-in operators alone.
"""

from pathlib import Path

from aiohttp import web

from assistant.channels.credentials import require_operator
from assistant.errors import NotAuthenticated

FOLDER = Path(__file__).parent / "files"
HEADERS = {"Cache-Control": "no-store", "X-Frame-Options": "DENY"}


def add_pages(app: web.Application) -> None:
    """Add the pages and their files."""
    app.router.add_get("/console", _to_console)
    app.router.add_get("/console/", show_console)
    app.router.add_get("/console/login", show_login)
    app.router.add_get("/complaint", show_complaint_form)
    app.router.add_static("/console/files/", FOLDER)


async def show_console(request: web.Request) -> web.StreamResponse:
    """Show the shell to whoever is logged in, the login page to everybody else."""
    try:
        await require_operator(request)
    except NotAuthenticated:
        return web.Response(status=303, headers={"Location": "/console/login", **HEADERS})
    return await _file("index.html")


async def show_login(_request: web.Request) -> web.StreamResponse:
    """Show the login page."""
    return await _file("login.html")


async def show_complaint_form(_request: web.Request) -> web.StreamResponse:
    """Show the form for complaints, to anybody."""
    return await _file("complaint.html")


async def _to_console(_request: web.Request) -> web.Response:
    return web.Response(status=303, headers={"Location": "/console/"})


async def _file(name: str) -> web.FileResponse:
    return web.FileResponse(FOLDER / name, headers=HEADERS)
