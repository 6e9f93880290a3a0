"""Every typed key of the application's state."""

from collections.abc import Callable

from aiohttp import web

from assistant.channels.hub import Hub
from assistant.channels.limits import RateLimits
from assistant.channels.metrics import Metrics
from assistant.channels.readiness import Readiness
from assistant.dialogue.turns import Turns
from assistant.domain.account import Operator
from assistant.domain.site import Site
from assistant.services.answers import Answers
from assistant.services.clock import Clock
from assistant.services.library import Library
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.settings import Settings

SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
CLOCK: web.AppKey[Clock] = web.AppKey("clock", Callable)  # type: ignore[arg-type]  # a callable's type is no class
UNIT_OF_WORK: web.AppKey[UnitOfWorkFactory] = web.AppKey("unit_of_work", Callable)  # type: ignore[arg-type]
TURNS: web.AppKey[Turns] = web.AppKey("turns", Turns)
ANSWERS: web.AppKey[Answers] = web.AppKey("answers", Answers)
LIBRARY: web.AppKey[Library] = web.AppKey("library", Library)
HUB: web.AppKey[Hub] = web.AppKey("hub", Hub)
LIMITS: web.AppKey[RateLimits] = web.AppKey("limits", RateLimits)
METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)
READINESS: web.AppKey[Readiness] = web.AppKey("readiness", Readiness)

SITE: web.RequestKey[Site] = web.RequestKey("site", Site)
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
OPERATOR: web.RequestKey[Operator] = web.RequestKey("operator", Operator)
OPERATOR_TOKEN: web.RequestKey[str] = web.RequestKey("operator_token", str)
