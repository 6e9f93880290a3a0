"""The second listener, on loopback alone: Rasa's action calls, metrics, the command line's requests."""

import hmac
from dataclasses import asdict

from aiohttp import web
from aiohttp.typedefs import Handler
from rasa_sdk.executor import ActionExecutor

from assistant.channels.credentials import bearer_of
from assistant.channels.keys import COUNT_TODAY, LIBRARY, METRICS
from assistant.channels.metrics import Metrics
from assistant.channels.middleware import answer_errors, identify
from assistant.channels.rasa_actions import EXECUTOR, run_action
from assistant.errors import NotAuthenticated
from assistant.services.library import Library
from assistant.settings import Secret

TOKEN: web.AppKey[Secret] = web.AppKey("internal_token", Secret)
LARGEST_ACTION_CALL = 8 * 1024 * 1024
"""Rasa sends the whole domain and the session's events with each call."""


def create_internal_app(token: Secret, executor: ActionExecutor, metrics: Metrics, library: Library) -> web.Application:
    """Build the listener's application; nothing of it answers without the token."""
    app = web.Application(middlewares=[identify, answer_errors, require_token], client_max_size=LARGEST_ACTION_CALL)
    app[TOKEN], app[EXECUTOR], app[METRICS], app[LIBRARY] = token, executor, metrics, library
    app.router.add_post("/actions", run_action)
    app.router.add_get("/metrics", show_metrics)
    app.router.add_post("/index", reload_knowledge)
    return app


@web.middleware
async def require_token(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let nothing through without the token made at set-up."""
    token = request.app[TOKEN].value
    if not token or not hmac.compare_digest(bearer_of(request).encode(), token.encode()):
        raise NotAuthenticated("The internal listener needs the token of var/secrets/internal_token.")
    return await handler(request)


async def show_metrics(request: web.Request) -> web.Response:
    """Figures for Prometheus; today's are those that the supervisor's page shows."""
    if COUNT_TODAY in request.app:
        request.app[METRICS].show_today((await request.app[COUNT_TODAY]()).rows())
    return web.Response(body=request.app[METRICS].render(), content_type="text/plain", charset="utf-8")


async def reload_knowledge(request: web.Request) -> web.Response:
    """Put changed knowledge files in service; wrong ones are named and change nothing."""
    reloaded = await request.app[LIBRARY].reload()
    return web.json_response(asdict(reloaded), status=409 if reloaded.problems else 200)
