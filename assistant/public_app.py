"""The public application: what surrounds every request, and every address."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from assistant.channels import socket
from assistant.channels.api import conversations, health, institutions, operators, search, sites
from assistant.channels.api.openapi import build_document
from assistant.channels.console import parts as console_parts
from assistant.channels.cors import share_with_sites
from assistant.channels.keys import HUB, LIMITS, OPENING, SETTINGS
from assistant.channels.limits import RateLimits
from assistant.channels.middleware import answer_errors, identify
from assistant.channels.pages.map_page import add_map
from assistant.channels.pages.views import add_pages
from assistant.channels.proxies import see_through
from assistant.channels.starting import wait_for_content
from assistant.channels.widget.views import add_widget
from assistant.guidance_parts import ROUTES as GUIDANCE_ROUTES
from assistant.services.opening import Opening
from assistant.settings import Settings

LARGEST_BODY = 256 * 1024
"""A message of 20,000 characters is at most 80 kB; nothing this API takes is larger."""


def build_public_app(settings: Settings, opening: Opening) -> web.Application:
    """Build the application with its addresses; the parts behind them are put in by who has them."""
    middlewares = [see_through(settings.trusted_proxies), identify, share_with_sites, answer_errors, wait_for_content]
    app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
    app[SETTINGS], app[LIMITS], app[OPENING] = settings, RateLimits(), opening
    _add_routes(app, settings)
    app.on_shutdown.append(_release_waiting)
    return app


def _add_routes(app: web.Application, settings: Settings) -> None:
    groups = (
        conversations.routes,
        search.routes,
        institutions.routes,
        operators.routes,
        sites.routes,
        health.routes,
        *GUIDANCE_ROUTES,
        *console_parts.ROUTES,
    )
    for routes in groups:
        routes.add_to(app)
    app.router.add_get("/api/v1/conversations/{id}/socket", socket.converse)
    document = build_document(groups, settings.public_url)
    app.router.add_get("/openapi.json", _always(document))
    add_pages(app)
    add_map(app)
    console_parts.add_pages(app)
    add_widget(app)


def _always(document: Mapping[str, object]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(document)

    return answer


async def _release_waiting(app: web.Application) -> None:
    """End long polls and sockets so that the listener can close."""
    app[HUB].close()
