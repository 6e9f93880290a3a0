"""The platform's access token: fetched once for all instances, renewed before it ends."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.errors import Unavailable
from assistant.services.clock import Clock
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.services.wechat_sealing import WeChatSealing
from assistant.store.wechat_records import TokenRow

EARLY = timedelta(minutes=10)
"""How long before its end a token is renewed; the old one goes on working for some minutes."""

CLAIM = timedelta(seconds=20)
"""How long one instance may take to fetch a token before another one tries."""

_WAIT_SECONDS = 0.2
_MOST_WAITS = 60


@dataclass(frozen=True, slots=True)
class FreshToken:
    """A token as the platform gave it."""

    value: str
    lasts: timedelta


FetchToken = Callable[[bool], Awaitable[FreshToken]]
"""Asks the platform for a token; True makes it give a new one in place of the current."""


class AccessToken:
    """The token of one account.

    Args:
        unit_of_work: Opens a transaction.
        sealing: Seals the token.
        clock: The present instant.
        app_id: The account.
        fetch: Asks the platform.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, sealing: WeChatSealing, clock: Clock, app_id: str, fetch: FetchToken
    ) -> None:
        self._unit_of_work = unit_of_work
        self._sealing = sealing
        self._clock = clock
        self._app_id = app_id
        self._fetch = fetch
        self._worker = secrets.token_hex(8)
        self._lock = asyncio.Lock()

    async def get(self, rejected: str | None = None) -> str:
        """Return a token that works.

        Args:
            rejected: A token that the platform has just refused; another one is returned.

        Raises:
            PlatformRefusal: The platform gives none: AppID, AppSecret or the IP allow-list are wrong.
            Unavailable: It does not answer.
        """
        async with self._lock:
            for _ in range(_MOST_WAITS):
                row = await self._row()
                current = self._usable(row, rejected)
                if current is not None and not self._ends_soon(row):
                    return current
                if await self._claim():
                    return await self._renew(rejected)
                if current is not None:
                    return current
                await asyncio.sleep(_WAIT_SECONDS)
        raise Unavailable("Another instance has been fetching WeChat's access token for too long. It is tried again.")

    async def _row(self) -> TokenRow | None:
        async with self._unit_of_work() as uow:
            return await uow.wechat_tokens.get(self._app_id)

    def _usable(self, row: TokenRow | None, rejected: str | None) -> str | None:
        if row is None or row.token_sealed is None or _end(row) <= self._clock():
            return None
        value = self._sealing.open_text(row.token_sealed)
        return None if value == rejected else value

    def _ends_soon(self, row: TokenRow | None) -> bool:
        return row is None or _end(row) - EARLY <= self._clock()

    async def _claim(self) -> bool:
        now = self._clock()
        async with self._unit_of_work() as uow:
            claimed = await uow.wechat_tokens.claim(self._app_id, self._worker, now, now + CLAIM)
            await uow.commit()
        return claimed

    async def _renew(self, rejected: str | None) -> str:
        row = await self._row()
        current = self._usable(row, rejected)
        if current is not None and not self._ends_soon(row):  # renewed while the claim was waited for
            await self._release()
            return current
        try:
            fresh = await self._fetch(rejected is not None)
        except BaseException:
            await self._release()
            raise
        async with self._unit_of_work() as uow:
            sealed = self._sealing.seal_text(fresh.value)
            await uow.wechat_tokens.store(self._app_id, self._worker, sealed, self._clock() + fresh.lasts)
            await uow.commit()
        return fresh.value

    async def _release(self) -> None:
        async with self._unit_of_work() as uow:
            await uow.wechat_tokens.release(self._app_id, self._worker)
            await uow.commit()


def _end(row: TokenRow) -> datetime:
    if row.expires_at is None:
        raise Unavailable("The stored access token has no end. Delete the row of wechat_tokens.")
    return row.expires_at
