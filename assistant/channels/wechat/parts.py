"""Where the official account's parts are joined, for the service to run."""

import asyncio
import contextlib
import os
import platform
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import aiohttp
from prometheus_client import CollectorRegistry

from assistant.channels.limits import RateLimits
from assistant.channels.wechat import wording
from assistant.channels.wechat.alarms import Alarms
from assistant.channels.wechat.callback import Callback
from assistant.channels.wechat.clerk import Clerk, TakesTurns
from assistant.channels.wechat.deliveries import Deliveries
from assistant.channels.wechat.envelope import Envelope
from assistant.channels.wechat.menu import load_menu
from assistant.channels.wechat.metrics import WeChatMeter
from assistant.channels.wechat.notices import FollowerNotices, FollowerWords
from assistant.channels.wechat.platform import PlatformApi, fetch_token
from assistant.dialogue.safety import Triage
from assistant.services.clock import Clock
from assistant.services.line_deliveries import OPERATOR_WORDS, WECHAT_MESSAGE
from assistant.services.opening import Opening, already_open
from assistant.services.outbox import Sender
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.services.wechat_inbox import Headings, Inbox
from assistant.services.wechat_outgoing import FollowerMessenger
from assistant.services.wechat_sealing import WeChatSealing
from assistant.services.wechat_senders import FollowerSender, ReminderSender
from assistant.services.wechat_token import AccessToken
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class WeChat:
    """The account, ready to run.

    Attributes:
        callback: Its routes.
        messenger: Brings operators' words to followers.
        notices: Brings notices about bookings to followers.
        senders: For the outbox, by kind.
        deliveries: To be run beside the service.
    """

    callback: Callback
    messenger: FollowerMessenger
    notices: FollowerNotices
    senders: Mapping[str, Sender]
    deliveries: Deliveries

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look after deliveries for as long as the service runs."""
        stop = asyncio.Event()
        task = asyncio.create_task(self.deliveries.run(stop))
        try:
            yield
        finally:
            stop.set()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            await self.deliveries.close()


def platform_api(
    session: aiohttp.ClientSession,
    settings: Settings,
    unit_of_work: UnitOfWorkFactory,
    sealing: WeChatSealing,
    clock: Clock,
) -> PlatformApi:
    """Return the platform's API with the shared access token."""
    fetch = partial(fetch_token, session, settings.wechat)
    token = AccessToken(unit_of_work, sealing, clock, settings.wechat.app_id, fetch)
    return PlatformApi(session, settings.wechat, token.get)


def join_wechat(
    settings: Settings,
    session: aiohttp.ClientSession,
    unit_of_work: UnitOfWorkFactory,
    turns: TakesTurns,
    triage: Triage,
    private_values: PrivateValues,
    clock: Clock,
    registry: CollectorRegistry,
    opening: Opening | None = None,
) -> WeChat:
    """Join the account's parts.

    Args:
        settings: With the account switched on.
        session: For calls to the platform.
        unit_of_work: Opens a transaction.
        turns: The dialogue.
        triage: Finds alarms before their turn.
        private_values: Seals what is kept of followers.
        clock: The present instant.
        registry: Where figures are registered.
        opening: Opened once ordinary questions can be answered; without one they can be at once.
    """
    sealing = WeChatSealing(private_values)
    worker = f"{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}"
    headings = Headings(wording.KEPT_HEADING, wording.ANSWER_HEADING)
    inbox = Inbox(unit_of_work, sealing, clock, worker, headings)
    meter = WeChatMeter(registry)
    alarms = Alarms(triage, clock)
    deliveries = Deliveries(inbox, Clerk(unit_of_work, turns, settings.public_url, clock), alarms.text, meter)
    (opening or already_open()).when_open(deliveries.open)
    callback = Callback(
        token=settings.wechat.token.value,
        envelope=Envelope(settings.wechat),
        deliveries=deliveries,
        inbox=inbox,
        menu=load_menu(settings.public_url),
        alarms=alarms,
        meter=meter,
        unit_of_work=unit_of_work,
        sealing=sealing,
        clock=clock,
        limits=RateLimits(),
        per_minute=settings.per_site_per_minute,
    )
    api = platform_api(session, settings, unit_of_work, sealing, clock)
    follower_sender = FollowerSender(unit_of_work, api, sealing, clock)
    messenger = FollowerMessenger(unit_of_work, sealing, clock)
    senders: dict[str, Sender] = {
        WECHAT_MESSAGE: follower_sender,
        OPERATOR_WORDS: FollowerWords(unit_of_work, messenger),
    }
    notices = FollowerNotices(ReminderSender(unit_of_work, api, sealing, follower_sender))
    return WeChat(callback, messenger, notices, senders, deliveries)
