"""Where parts are chosen and joined; the only module that knows all of them."""

import asyncio
import os
import platform
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import aiohttp
from aiohttp import web

from actions.forms.registry import build_forms
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
from assistant.channels.links import entry_address
from assistant.channels.metrics import Metrics
from assistant.channels.middleware import answer_errors, identify
from assistant.channels.pages.map_page import add_map
from assistant.channels.pages.views import add_pages
from assistant.channels.proxies import see_through
from assistant.channels.readiness import Readiness
from assistant.channels.wechat.parts import join_wechat
from assistant.channels.widget.views import add_widget
from assistant.dialogue.compose import Composer
from assistant.dialogue.current_triage import CurrentTriage
from assistant.dialogue.directory import CityDirectory
from assistant.dialogue.form_parts import FormParts
from assistant.dialogue.institution_desk import InstitutionDesk
from assistant.dialogue.rasa_client import RasaClient
from assistant.dialogue.router import Router
from assistant.dialogue.triage import TriageReader, load_reader
from assistant.dialogue.turns import Turns
from assistant.domain.measures import Reading
from assistant.domain.site import DEMO_KEY
from assistant.errors import ConfigurationError
from assistant.guidance_parts import ROUTES as GUIDANCE_ROUTES
from assistant.guidance_parts import GuidanceParts, join_guidance
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.loader import load_knowledge
from assistant.knowledge.places import load_places
from assistant.language.pipeline import build_pipeline, read_with_pipeline
from assistant.retrieval.encoder import load_encoder
from assistant.retrieval.encoding_processes import bulk_encoding
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.shared_encoder import SharedEncoder
from assistant.retrieval.snapshot import Snapshot, ensure_snapshot
from assistant.retrieval.types import Encoder, Query
from assistant.retrieval.vectors import Progress
from assistant.services.answers import Answers
from assistant.services.clock import WUXI_TIME, Clock, now_in_wuxi
from assistant.services.conversations import FORGET_IN_RASA
from assistant.services.handover import look_at_desk, watch_desk
from assistant.services.housekeeping import ForgetInRasa, keep_house
from assistant.services.institution_samples import ensure_samples
from assistant.services.institutions import Institutions
from assistant.services.library import Library
from assistant.services.numbers import day_numbers
from assistant.services.outbox import OutboxWorker, Sender
from assistant.services.places import Places
from assistant.services.private_values import PrivateValues
from assistant.services.public_holidays import is_public_holiday
from assistant.services.sites import ensure_demo_site
from assistant.services.wechat_followers import CHANNEL as FOLLOWERS_CHANNEL
from assistant.settings import Settings
from assistant.store.database import Database
from assistant.store.rasa_tracker import RasaTracker

ReadWords = Callable[[str, datetime], Reading]

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
        guidance = join_guidance(settings, database, clock)
        if settings.is_development:
            await guidance.add_samples()
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")
        stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        content = await _load_content(settings, encoder, pool, clock, progress)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        rasa = RasaClient(session, settings.rasa_url, settings.rasa_timeout_seconds)
        answers = Answers(content.retriever, content.library.entries, clock)
        metrics, hub = Metrics(), Hub()
        read = partial(read_with_pipeline, build_pipeline(settings.nlu_folder / "lookups"))
        places, listed = await _load_institutions(settings, database, clock)
        desk = InstitutionDesk(listed, places, settings.public_url)
        form_parts = FormParts(desk, places, guidance.desk, guidance.guidance, settings.public_url)
        turns = _join_turns(settings, database, content, answers, rasa, hub, clock, metrics, read, desk, form_parts)
        private_values = PrivateValues(settings.data_key.value.encode())
        forms = build_forms(
            clock, places, listed, guidance.desk, guidance.guidance, database.unit_of_work, private_values
        )
        stack.push_async_callback(turns.close)
        readiness = Readiness(database.ping, lambda: bool(content.library.entries()), rasa.is_ready)
        public = _public_app(settings)
        public[CLOCK], public[UNIT_OF_WORK] = clock, database.unit_of_work
        parts = console_parts.Parts(
            *(settings, database.unit_of_work, content.triage, answers, turns.hold),
            *(read, hub, clock, content.encoder, CityDirectory(desk, guidance.guidance, clock)),
        )
        console_parts.add_to(public, parts)
        public[TURNS], public[ANSWERS], public[LIBRARY] = turns, answers, content.library
        public[TRIAGE] = content.triage
        public[PLACES], public[INSTITUTIONS] = places, listed
        public[HUB], public[METRICS], public[READINESS] = hub, metrics, readiness
        guidance.add_to(public)
        internal = create_internal_app(
            settings.internal_token, build_executor(answers, forms), metrics, content.library
        )
        internal[COUNT_TODAY] = lambda: day_numbers(
            database.unit_of_work, content.library.entries, clock().astimezone(WUXI_TIME).date()
        )
        senders: dict[str, Sender] = {}
        if settings.wechat.is_on:
            wechat = join_wechat(
                settings, session, database.unit_of_work, turns, content.triage, clock, metrics.registry
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
    days = (settings.transcript_days, settings.audit_days)
    tasks = (
        asyncio.create_task(worker.run(stop)),
        asyncio.create_task(keep_house(database.unit_of_work, tracker, database, clock, *days, guidance.rules, stop)),
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


@dataclass(frozen=True, slots=True)
class _Content:
    """What is read from files and can be replaced while running."""

    retriever: Retriever
    library: Library
    triage: CurrentTriage
    encoder: Encoder


async def _load_content(
    settings: Settings, encoder: Encoder | None, pool: Executor, clock: Clock, progress: Progress | None
) -> _Content:
    """Load entries, index and triage rules; only the search thread encodes."""
    loop = asyncio.get_running_loop()
    chosen = encoder if encoder is not None else await loop.run_in_executor(pool, load_encoder, settings.encoder)
    bulk = bulk_encoding(chosen.name)
    shared = SharedEncoder(chosen, pool)

    def read_files() -> tuple[TriageReader, KnowledgeBase, Snapshot]:
        reader = load_reader(settings.knowledge_folder / "triage")
        knowledge = load_knowledge(settings.knowledge_folder)
        return reader, knowledge, ensure_snapshot(knowledge, shared, settings.index_folder, progress, bulk)

    reader, knowledge, snapshot = await loop.run_in_executor(None, read_files)
    retriever, triage = Retriever(snapshot, knowledge, chosen, pool), CurrentTriage(reader)
    # The first search loads what libraries load lazily; no parent should wait for that.
    await retriever.search(Query("宝宝发烧怎么办", clock().date()))

    async def refresh() -> KnowledgeBase:
        fresh_reader, fresh_knowledge, fresh_snapshot = await loop.run_in_executor(None, read_files)
        triage.replace(fresh_reader)
        retriever.swap(fresh_snapshot, fresh_knowledge)
        return fresh_knowledge

    return _Content(retriever, Library(knowledge, refresh), triage, shared)


async def _load_institutions(settings: Settings, database: Database, clock: Clock) -> tuple[Places, Institutions]:
    tables = settings.knowledge_folder / "tables"
    places = Places(load_places(tables, settings.nlu_folder / "lookups"))
    if settings.is_development:
        await ensure_samples(database.unit_of_work, places, tables, clock())
    return places, Institutions(database.unit_of_work, places, clock, is_public_holiday)


def _join_turns(
    settings: Settings,
    database: Database,
    content: _Content,
    answers: Answers,
    rasa: RasaClient,
    hub: Hub,
    clock: Clock,
    metrics: Metrics,
    read: ReadWords,
    desk: InstitutionDesk,
    form_parts: FormParts,
) -> Turns:
    composer = Composer(partial(entry_address, settings.public_url))
    look = partial(look_at_desk, database.unit_of_work, settings.duty_hours, settings.handover_queue)
    router = Router(content.triage, rasa, answers, composer, read, desk, look, form_parts)
    private_values = PrivateValues(settings.data_key.value.encode())
    return Turns(database.unit_of_work, router, content.triage, rasa, private_values, hub, clock, metrics.observe_turn)


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
