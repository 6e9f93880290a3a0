"""The supervisor's numbers: a day's figures, and the same as a file."""

from datetime import date

from aiohttp import web

from assistant.channels.api.contract_console import DayQuery, NumbersOut, TopEntryOut
from assistant.channels.api.routes import Credential, Routes
from assistant.channels.credentials import operators
from assistant.channels.csv_files import csv_response
from assistant.channels.keys import CLOCK, LIBRARY, UNIT_OF_WORK
from assistant.domain.account import Role
from assistant.errors import InvalidInput
from assistant.knowledge.topics import topic_name
from assistant.services.clock import WUXI_TIME
from assistant.services.numbers import DayNumbers, day_numbers

READERS = (Role.ADMINISTRATOR, Role.AUDITOR)

routes = Routes("数字")


@routes.call(
    "GET",
    "/api/v1/operator/numbers",
    "一天的数字",
    query=DayQuery,
    response=NumbersOut,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
    guard=operators(*READERS),
)
async def numbers(request: web.Request, query: DayQuery) -> NumbersOut:
    found = await _count(request, query.day)
    return NumbersOut(
        day=found.day,
        messages=found.messages,
        conversations=found.conversations,
        topics=found.topics,
        topic_names={topic: topic_name(request.app[LIBRARY].topics(), topic) for topic in found.topics},
        answered=found.answered,
        unanswered=found.unanswered,
        answered_share=found.answered_share,
        handovers=found.handovers,
        taken=found.taken,
        wait_seconds_median=found.wait_seconds_median,
        wait_seconds_longest=found.wait_seconds_longest,
        red_flags=found.red_flags,
        top_entries=[
            TopEntryOut(entry_id=entry_id, title=title, count=count) for entry_id, title, count in found.top_entries
        ],
        helpful=found.helpful,
        not_helpful=found.not_helpful,
        satisfaction=found.satisfaction,
        suggestions=found.suggestions,
        undelivered=found.undelivered,
    )


@routes.call(
    "GET",
    "/api/v1/operator/numbers.csv",
    "同上，CSV 文件",
    query=DayQuery,
    response=None,
    credential=Credential.OPERATOR,
    errors=(400, 401, 403),
    guard=operators(*READERS),
)
async def export(request: web.Request, query: DayQuery) -> web.Response:
    found = await _count(request, query.day)
    return csv_response(f"numbers-{found.day.isoformat()}.csv", ("figure", "key", "value"), found.rows())


async def _count(request: web.Request, day: date | None) -> DayNumbers:
    today = request.app[CLOCK]().astimezone(WUXI_TIME).date()
    if day is not None and not 2000 <= day.year <= 2100:
        raise InvalidInput(f"{day} is no day of this service.")
    return await day_numbers(request.app[UNIT_OF_WORK], request.app[LIBRARY].entries, day or today)
