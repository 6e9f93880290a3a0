"""Where parts are chosen and joined; the only module that knows all of them."""

import asyncio
import os
import platform
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from actions.registry import build_executor
from assistant.channels.console import parts as console_parts
from assistant.channels.hub import Hub
from assistant.channels.internal import create_internal_app
from assistant.channels.keys import (
    ANSWERS,
    CLOCK,
    COUNT_TODAY,
    HUB,
    INSTITUTIONS,
    LIBRARY,
    METRICS,
    PLACES,
    READINESS,
    TRIAGE,
    TURNS,
    UNIT_OF_WORK,
)
from assistant.channels.metrics import Metrics
from assistant.channels.readiness import Readiness
from assistant.channels.wechat.parts import join_wechat
from assistant.content_parts import Content, load_institutions
from assistant.dialogue.directory import CityDirectory
from assistant.dialogue.rasa_client import RasaClient
from assistant.dialogue_parts import Foundations, join_dialogue
from assistant.domain.site import DEMO_KEY
from assistant.errors import ConfigurationError
from assistant.guidance_parts import GuidanceParts, join_guidance
from assistant.public_app import build_public_app
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


@dataclass(frozen=True, slots=True)
class Service:
    """The two applications, ready to be served, and what the process watches.

    `loading` ends when entries, index and encoder are loaded too; it raises what `Content.load` raises, and then the
    service must not go on. Until it ends triage answers alone, and whatever needs more waits.
    """

    public: web.Application
    internal: web.Application
    metrics: Metrics
    readiness: Readiness
    database: Database
    loading: asyncio.Task[None]


@asynccontextmanager
async def running_parts(
    settings: Settings,
    *,
    encoder: Encoder | None = None,
    clock: Clock = now_in_wuxi,
    progress: Progress | None = None,
) -> AsyncIterator[Service]:
    """Start what answers first, begin to load the rest, and stop all of it again.

    Args:
        settings: As read at start.
        encoder: Stands in for the one that the settings name.
        clock: The present instant.
        progress: Told how many passages of how many are encoded while the first index is built.

    Raises:
        ConfigurationError: A setting or the database's content does not allow a start.
        KnowledgeError: A file of the triage rules is wrong; other files are read by `Service.loading`.
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
        content = Content(settings, encoder, pool, clock, progress)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        rasa = RasaClient(session, settings.rasa_url, settings.rasa_timeout_seconds)
        answers = Answers(content.search, content.library.entries, clock, content.opening)
        metrics, hub = Metrics(), Hub()
        places, listed = await load_institutions(settings, database, clock)
        dialogue = join_dialogue(
            Foundations(
                *(settings, database, private_values, content, answers, rasa, places, listed, guidance),
                *(hub, metrics, clock),
            )
        )
        stack.push_async_callback(dialogue.turns.close)
        public = build_public_app(settings, content.opening)
        public[CLOCK], public[UNIT_OF_WORK] = clock, database.unit_of_work
        parts = console_parts.Parts(
            *(private_values, database.unit_of_work, content.triage, answers, dialogue.turns.hold),
            *(content.read, hub, clock, content.encode),
            CityDirectory(dialogue.institution_replies, guidance.guidance, clock),
        )
        console_parts.add_to(public, parts)
        public[TURNS], public[ANSWERS], public[LIBRARY] = dialogue.turns, answers, content.library
        public[TRIAGE] = content.triage
        public[PLACES], public[INSTITUTIONS] = places, listed
        readiness = Readiness(
            database.ping, lambda: bool(content.library.entries()), rasa.is_ready, lambda: not content.opening.is_open
        )
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
                *(clock, metrics.registry, content.opening),
            )
            wechat.callback.add_to(public)
            senders |= wechat.senders
            guidance.notifiers[FOLLOWERS_CHANNEL] = wechat.notices
            await stack.enter_async_context(wechat.running())
        await stack.enter_async_context(_background(settings, database, clock, guidance, hub, senders))
        loading = asyncio.create_task(content.load())
        stack.push_async_callback(_ended, loading)
        yield Service(public, internal, metrics, readiness, database, loading)


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


async def _ended(task: asyncio.Task[None]) -> None:
    """End what may still run; how it ends is told by who waits for it."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


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
