"""Every typed key of the application's state."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from assistant.channels.call_lines import CallLines
from assistant.channels.hub import Hub
from assistant.channels.limits import RateLimits
from assistant.channels.metrics import Metrics
from assistant.channels.readiness import Readiness
from assistant.dialogue.current_triage import CurrentTriage
from assistant.dialogue.operator_words import OperatorWords
from assistant.dialogue.suggestions import Suggester
from assistant.dialogue.turns import Turns
from assistant.domain.account import Operator
from assistant.domain.site import Site
from assistant.services.answers import Answers
from assistant.services.attendance import Attendance
from assistant.services.bookings import Bookings
from assistant.services.clock import Clock
from assistant.services.guardians import Guardians
from assistant.services.guidance import Guidance
from assistant.services.institutions import Institutions
from assistant.services.learning import EncodeTexts
from assistant.services.library import Library
from assistant.services.numbers import DayNumbers
from assistant.services.opening import Opening
from assistant.services.places import Places
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.settings import Settings

CountToday = Callable[[], Awaitable[DayNumbers]]

SETTINGS: web.AppKey[Settings] = web.AppKey("settings", Settings)
CLOCK: web.AppKey[Clock] = web.AppKey("clock", Callable)  # type: ignore[arg-type]  # a callable's type is no class
UNIT_OF_WORK: web.AppKey[UnitOfWorkFactory] = web.AppKey("unit_of_work", Callable)  # type: ignore[arg-type]
TURNS: web.AppKey[Turns] = web.AppKey("turns", Turns)
ANSWERS: web.AppKey[Answers] = web.AppKey("answers", Answers)
LIBRARY: web.AppKey[Library] = web.AppKey("library", Library)
OPENING: web.AppKey[Opening] = web.AppKey("opening", Opening)
TRIAGE: web.AppKey[CurrentTriage] = web.AppKey("triage", CurrentTriage)
INSTITUTIONS: web.AppKey[Institutions] = web.AppKey("institutions", Institutions)
PLACES: web.AppKey[Places] = web.AppKey("places", Places)
HUB: web.AppKey[Hub] = web.AppKey("hub", Hub)
LIMITS: web.AppKey[RateLimits] = web.AppKey("limits", RateLimits)
METRICS: web.AppKey[Metrics] = web.AppKey("metrics", Metrics)
READINESS: web.AppKey[Readiness] = web.AppKey("readiness", Readiness)
GUIDANCE: web.AppKey[Guidance] = web.AppKey("guidance", Guidance)
BOOKINGS: web.AppKey[Bookings] = web.AppKey("bookings", Bookings)
ATTENDANCE: web.AppKey[Attendance] = web.AppKey("attendance", Attendance)
GUARDIANS: web.AppKey[Guardians] = web.AppKey("guardians", Guardians)
SUGGESTER: web.AppKey[Suggester] = web.AppKey("suggester", Suggester)
OPERATOR_WORDS: web.AppKey[OperatorWords] = web.AppKey("operator_words", OperatorWords)
CALL_LINES: web.AppKey[CallLines] = web.AppKey("call_lines", CallLines)
PRIVATE_VALUES: web.AppKey[PrivateValues] = web.AppKey("private_values", PrivateValues)
ENCODE: web.AppKey[EncodeTexts] = web.AppKey("encode", Callable)  # type: ignore[arg-type]
COUNT_TODAY: web.AppKey[CountToday] = web.AppKey("count_today", Callable)  # type: ignore[arg-type]

SITE: web.RequestKey[Site] = web.RequestKey("site", Site)
REQUEST_ID: web.RequestKey[str] = web.RequestKey("request_id", str)
OPERATOR: web.RequestKey[Operator] = web.RequestKey("operator", Operator)
OPERATOR_TOKEN: web.RequestKey[str] = web.RequestKey("operator_token", str)
