"""Where parts are chosen and joined; the only module that knows all of them."""

import asyncio
import os
import platform
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial

import aiohttp
from aiohttp import web

from actions.registry import build_executor
from assistant.channels import socket
from assistant.channels.api import conversations, health, institutions, operators, search, sites
from assistant.channels.api.openapi import build_document
from assistant.channels.console import parts as console_parts
from assistant.channels.cors import share_with_sites
from assistant.channels.hub import Hub
from assistant.channels.internal import create_internal_app
from assistant.channels.keys import (
    ANSWERS,
    CLOCK,
    COUNT_TODAY,
    HUB,
    INSTITUTIONS,
    LIBRARY,
    LIMITS,
    METRICS,
    PLACES,
    READINESS,
    SETTINGS,
    TRIAGE,
    TURNS,
    UNIT_OF_WORK,
)
from assistant.channels.limits import RateLimits
from assistant.channels.metrics import Metrics
from assistant.channels.middleware import answer_errors, identify
from assistant.channels.pages.map_page import add_map
from assistant.channels.pages.views import add_pages
from assistant.channels.proxies import see_through
from assistant.channels.readiness import Readiness
from assistant.channels.wechat.parts import join_wechat
from assistant.channels.widget.views import add_widget
from assistant.content_parts import load_content, load_institutions
from assistant.dialogue.directory import CityDirectory
from assistant.dialogue.rasa_client import RasaClient
from assistant.dialogue_parts import Foundations, join_dialogue
from assistant.domain.site import DEMO_KEY
from assistant.errors import ConfigurationError
from assistant.guidance_parts import ROUTES as GUIDANCE_ROUTES
from assistant.guidance_parts import GuidanceParts, join_guidance
from assistant.language.pipeline import build_pipeline, read_with_pipeline
from assistant.retrieval.types import Encoder
from assistant.retrieval.vectors import Progress
from assistant.services.answers import Answers
from assistant.services.clock import WUXI_TIME, Clock, now_in_wuxi
from assistant.services.conversations import FORGET_IN_RASA
from assistant.services.handover import watch_desk
from assistant.services.housekeeping import ForgetInRasa, keep_house
from assistant.services.numbers import day_numbers
from assistant.services.outbox import OutboxWorker, Sender
from assistant.services.private_values import PrivateValues
from assistant.services.retention import KeptDays
from assistant.services.sites import ensure_demo_site
from assistant.services.wechat_followers import CHANNEL as FOLLOWERS_CHANNEL
from assistant.settings import Settings
from assistant.store.database import Database
from assistant.store.rasa_tracker import RasaTracker

LARGEST_BODY = 256 * 1024
"""A message of 20,000 characters is at most 80 kB; nothing this API takes is larger."""


@dataclass(frozen=True, slots=True)
class Service:
    """The two applications, ready to be served, and what the process watches."""

    public: web.Application
    internal: web.Application
    metrics: Metrics
    readiness: Readiness
    database: Database


@asynccontextmanager
async def running_parts(
    settings: Settings,
    *,
    encoder: Encoder | None = None,
    clock: Clock = now_in_wuxi,
    progress: Progress | None = None,
) -> AsyncIterator[Service]:
    """Start everything the service needs, and stop it again.

    Args:
        settings: As read at start.
        encoder: Stands in for the one that the settings name.
        clock: The present instant.
        progress: Told how many passages of how many are encoded while the first index is built.

    Raises:
        ConfigurationError: A setting or the database's content does not allow a start.
        KnowledgeError: A knowledge file is wrong.
    """
    database = Database(settings.database_url)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        await database.upgrade()
        await database.open()
        await _prepare_sites(settings, database, clock)
        private_values = PrivateValues(settings.data_key.value.encode())
        guidance = join_guidance(settings, database, private_values, clock)
        if settings.is_development:
            await guidance.add_samples()
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        content = await load_content(settings, encoder, pool, clock, progress)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        rasa = RasaClient(session, settings.rasa_url, settings.rasa_timeout_seconds)
        answers = Answers(content.retriever, content.library.entries, clock)
        metrics, hub = Metrics(), Hub()
        read = partial(read_with_pipeline, build_pipeline(settings.nlu_folder / "lookups"))
        places, listed = await load_institutions(settings, database, clock)
        dialogue = join_dialogue(
            Foundations(
                *(settings, database, private_values, content, answers, rasa, read, places, listed, guidance),
                *(hub, metrics, clock),
            )
        )
        stack.push_async_callback(dialogue.turns.close)
        public = _public_app(settings)
        public[CLOCK], public[UNIT_OF_WORK] = clock, database.unit_of_work
        parts = console_parts.Parts(
            *(private_values, database.unit_of_work, content.triage, answers, dialogue.turns.hold),
            *(read, hub, clock, content.encoder, CityDirectory(dialogue.institution_replies, guidance.guidance, clock)),
        )
        console_parts.add_to(public, parts)
        public[TURNS], public[ANSWERS], public[LIBRARY] = dialogue.turns, answers, content.library
        public[TRIAGE] = content.triage
        public[PLACES], public[INSTITUTIONS] = places, listed
        readiness = Readiness(database.ping, lambda: bool(content.library.entries()), rasa.is_ready)
        public[HUB], public[METRICS], public[READINESS] = hub, metrics, readiness
        guidance.add_to(public)
        internal = create_internal_app(
            settings.internal_token, build_executor(answers, dialogue.forms), metrics, content.library
        )
        internal[COUNT_TODAY] = lambda: day_numbers(
            database.unit_of_work, content.library.entries, clock().astimezone(WUXI_TIME).date()
        )
        senders: dict[str, Sender] = {}
        if settings.wechat.is_on:
            wechat = join_wechat(
                *(settings, session, database.unit_of_work, dialogue.turns, content.triage, private_values),
                *(clock, metrics.registry),
            )
            wechat.callback.add_to(public)
            senders |= wechat.senders
            guidance.notifiers[FOLLOWERS_CHANNEL] = wechat.notices
            await stack.enter_async_context(wechat.running())
        await stack.enter_async_context(_background(settings, database, clock, guidance, hub, senders))
        yield Service(public, internal, metrics, readiness, database)


@asynccontextmanager
async def _background(
    settings: Settings,
    database: Database,
    clock: Clock,
    guidance: GuidanceParts,
    hub: Hub,
    more_senders: Mapping[str, Sender],
) -> AsyncIterator[None]:
    """Send what the outbox holds and delete what is due, for as long as the service runs."""
    stop, tracker = asyncio.Event(), RasaTracker(settings.rasa_tracker_url)
    senders = {FORGET_IN_RASA: ForgetInRasa(tracker, database), **guidance.senders(hub), **more_senders}
    worker = OutboxWorker(database.unit_of_work, senders, clock, f"{platform.node()}-{os.getpid()}")
    kept_days = KeptDays(
        *(settings.transcript_days, settings.audit_days, settings.remembered_days, settings.complaint_kept_days)
    )
    tasks = (
        asyncio.create_task(worker.run(stop)),
        asyncio.create_task(
            keep_house(database.unit_of_work, tracker, database, clock, kept_days, guidance.rules, stop)
        ),
        asyncio.create_task(guidance.keep(stop)),
        asyncio.create_task(watch_desk(database.unit_of_work, hub, clock, stop)),
    )
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        await tracker.close()


async def _prepare_sites(settings: Settings, database: Database, clock: Clock) -> None:
    if settings.is_development:
        await ensure_demo_site(database.unit_of_work, clock())
        return
    async with database.unit_of_work() as uow:
        demo = await uow.sites.get(DEMO_KEY)
    if demo is not None and demo.enabled:
        raise ConfigurationError(
            f"The site {DEMO_KEY!r} is enabled in this database. Production refuses the demo key: disable that site, "
            "or start with a database of its own."
        )


def _public_app(settings: Settings) -> web.Application:
    middlewares = [see_through(settings.trusted_proxies), identify, share_with_sites, answer_errors]
    app = web.Application(middlewares=middlewares, client_max_size=LARGEST_BODY)
    app[SETTINGS], app[LIMITS] = settings, RateLimits()
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
