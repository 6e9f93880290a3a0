"""The map of institutions: its page, the districts it draws, and, where set, tiles from another host."""

from urllib.parse import urlsplit

from aiohttp import web

from assistant.channels.keys import PLACES, SETTINGS
from assistant.channels.middleware import SECURITY_HEADERS
from assistant.channels.pages.template import FOLDER


def add_map(app: web.Application) -> None:
    """Add the page and its data."""
    app.router.add_get("/map", _to_folder)
    app.router.add_get("/map/", show_map)
    app.router.add_get("/map/districts.json", show_districts)


async def _to_folder(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/map/")


async def show_map(request: web.Request) -> web.FileResponse:
    """Show the page; only a host of tiles that the settings name may be asked for pictures."""
    headers = {"Cache-Control": "no-cache"}
    if tiles := request.app[SETTINGS].map_tiles:
        policy = SECURITY_HEADERS["Content-Security-Policy"]
        address = urlsplit(tiles)
        headers["Content-Security-Policy"] = policy.replace(
            "img-src 'self' data:", f"img-src 'self' data: {address.scheme}://{address.netloc}"
        )
    return web.FileResponse(FOLDER / "map.html", headers=headers)


async def show_districts(request: web.Request) -> web.Response:
    """Names and rough points of districts and subdistricts, WGS-84, and the address of tiles."""
    divisions = [
        {
            "district": division.district,
            "subdistrict": division.subdistrict,
            "latitude": division.point.latitude if division.point else None,
            "longitude": division.point.longitude if division.point else None,
        }
        for division in request.app[PLACES].divisions
    ]
    return web.json_response({"divisions": divisions, "tiles": request.app[SETTINGS].map_tiles})
