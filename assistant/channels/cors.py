"""Letting the pages of enabled sites call the API from their own origin, and no other page."""

from aiohttp import web
from aiohttp.typedefs import Handler

from assistant.channels.keys import SETTINGS, UNIT_OF_WORK
from assistant.services.unit_of_work import UnitOfWorkFactory

PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Site-Key",
    "Access-Control-Max-Age": "600",
}


@web.middleware
async def share_with_sites(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer preflights and mark responses for origins that some enabled site names; no cookie is ever shared."""
    origin = request.headers.get("Origin")
    if origin is None or not request.path.startswith("/api/"):
        return await handler(request)
    allowed = await _some_site_allows(request.app[UNIT_OF_WORK], origin, request.app[SETTINGS].is_development)
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response: web.StreamResponse = web.Response(status=204 if allowed else 403)
        response.headers.update(PREFLIGHT_HEADERS if allowed else {})
    else:
        response = await handler(request)
    if allowed and not response.prepared:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Vary"] = "Origin"
        response.headers["Access-Control-Expose-Headers"] = "X-Request-Id, Retry-After"
    return response


async def _some_site_allows(unit_of_work: UnitOfWorkFactory, origin: str, development: bool) -> bool:
    """Whether pages of this origin belong to any enabled site; which one, each call's own credential decides."""
    async with unit_of_work() as uow:
        sites = await uow.sites.list_all()
    return any(site.enabled and site.allows_origin(origin, development) for site in sites)
