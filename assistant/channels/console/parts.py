"""What the console adds to the public application."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from assistant.channels.api import (
    complaints,
    desk,
    events,
    follow_ups,
    learning,
    numbers,
    people,
    suggestions,
    visitor_bookings,
)
from assistant.channels.call_lines import CallLines
from assistant.channels.console import pages
from assistant.channels.hub import Hub
from assistant.channels.keys import CALL_LINES, ENCODE, OPERATOR_WORDS, PRIVATE_VALUES, SUGGESTER
from assistant.dialogue.current_triage import CurrentTriage
from assistant.dialogue.operator_words import OperatorWords
from assistant.dialogue.suggestions import Suggester
from assistant.domain.measures import Reading
from assistant.services.answers import Answers
from assistant.services.clock import Clock
from assistant.services.directory import Directory, EmptyDirectory
from assistant.services.learning import EncodeTexts
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWorkFactory

ROUTES = (
    suggestions.routes,
    desk.routes,
    follow_ups.routes,
    complaints.routes,
    learning.routes,
    numbers.routes,
    people.routes,
    visitor_bookings.routes,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the console is made of."""

    private_values: PrivateValues
    unit_of_work: UnitOfWorkFactory
    triage: CurrentTriage
    answers: Answers
    hold: Callable[[str], AbstractAsyncContextManager[None]]
    read: Callable[[str, datetime], Reading]
    hub: Hub
    clock: Clock
    encode: EncodeTexts
    directory: Directory = EmptyDirectory()  # noqa: RUF009 - it holds nothing


def add_to(app: web.Application, parts: Parts) -> None:
    """Put the console's parts where its calls find them."""
    app[PRIVATE_VALUES], app[CALL_LINES] = parts.private_values, CallLines()
    app[ENCODE] = parts.encode
    app[SUGGESTER] = Suggester(
        parts.unit_of_work, parts.triage, parts.answers, parts.directory, parts.read, parts.clock
    )
    app[OPERATOR_WORDS] = OperatorWords(
        parts.unit_of_work, parts.hold, parts.read, parts.private_values, parts.hub, parts.clock
    )


def add_pages(app: web.Application) -> None:
    """Add the pages and the live stream."""
    pages.add_pages(app)
    app.router.add_get("/api/v1/operator/events", events.stream)
