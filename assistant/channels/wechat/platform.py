"""The only caller of the platform's API. Addresses with the access token in them reach neither logs nor errors."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp

from assistant.domain.wechat import FollowerMessage
from assistant.services.clock import WUXI_TIME
from assistant.services.wechat_platform import NotAllowedNow, PlatformBusy, PlatformRefusal, PlatformSilent
from assistant.services.wechat_reminders import Reminder
from assistant.services.wechat_token import FreshToken
from assistant.settings_wechat import SUBSCRIPTION, WeChatSettings

TIMEOUT_SECONDS = 10.0
STALE_TOKEN = frozenset({40001, 40014, 42001})
NOT_NOW = frozenset({45015, 45047, 45009, 48001, 48002, 48004, 50002, 43004})
"""Out of time or count, daily limit, no permission, declined, unfollowed: nothing goes out before their next act."""

BUSY = {-1: 2.0, 45011: 60.0, 50001: 60.0}
"""Busy, too frequent, limited: with the seconds after which another try makes sense."""

LONGEST_FIELD = 20
"""Characters of a template's field. Source: official-account documentation, 订阅通知 parameter types."""

MEANINGS = {
    -1: "the platform is busy",
    40001: "the access token or AppSecret is wrong",
    40003: "the openid is not one of this account",
    40013: "the AppID is wrong",
    40014: "the access token is wrong",
    40037: "the template id is not one of this account",
    40125: "the AppSecret is wrong",
    40164: "this machine's address is not on the IP allow-list (IP白名单)",
    40243: "the AppSecret is frozen; unfreeze it on the platform",
    42001: "the access token has ended",
    43004: "the follower has unfollowed",
    43101: "the follower declined this message",
    45009: "the day's limit of calls is used up",
    45011: "too many calls a minute",
    45015: "the follower was silent for too long (48 hours)",
    45047: "too many messages since the follower's last one",
    47003: "a template's field is missing or has the wrong form",
    48001: "the account has no permission for this call; it may need to be verified (微信认证)",
    48002: "the follower declined messages of this account",
    50002: "the account or the follower is restricted",
}
"""The platform's numbers in words. Source: official-account documentation, 全局返回码."""

TokenSource = Callable[[str | None], Awaitable[str]]
"""Returns an access token; given one that was just refused, another one."""


class PlatformApi:
    """Calls the platform.

    Args:
        session: HTTP session; closed by whoever made it.
        settings: The account.
        token: Where access tokens come from.
    """

    def __init__(self, session: aiohttp.ClientSession, settings: WeChatSettings, token: TokenSource) -> None:
        self._session = session
        self._settings = settings
        self._token = token

    async def send(self, openid: str, message: FollowerMessage) -> None:
        """Send a customer-service message (客服消息)."""
        await self.call("/cgi-bin/message/custom/send", {"touser": openid, **_service_message(message)})

    async def send_reminder(self, openid: str, reminder: Reminder) -> bool:
        """Send a template message (模板消息) or a subscription message (订阅通知), as the settings say."""
        settings = self._settings
        if not settings.reminder_template:
            return False
        when = reminder.starts_at.astimezone(WUXI_TIME).strftime("%Y年%m月%d日 %H:%M")
        values = (reminder.title[:LONGEST_FIELD], when, reminder.place[:LONGEST_FIELD])
        data = {name: {"value": value} for name, value in zip(settings.reminder_fields, values, strict=True)}
        is_subscription = settings.reminder_kind == SUBSCRIPTION
        page = {"page" if is_subscription else "url": reminder.url} if reminder.url else {}
        body = {"touser": openid, "template_id": settings.reminder_template, "data": data, **page}
        await self.call(reminder_path(settings), body)
        return True

    async def call(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Call with the access token; one that the platform refuses is renewed and the call made once more.

        Raises:
            PlatformRefusal: The platform said no.
            PlatformBusy: Later, perhaps.
            PlatformSilent: No answer.
        """
        token = await self._token(None)
        try:
            return await post(self._session, self._settings.api_url, path, body, token)
        except PlatformRefusal as refusal:
            if refusal.errcode not in STALE_TOKEN:
                raise
        token = await self._token(token)
        return await post(self._session, self._settings.api_url, path, body, token)


def reminder_path(settings: WeChatSettings) -> str:
    """Return the call that sends reminders of the account's kind."""
    is_subscription = settings.reminder_kind == SUBSCRIPTION
    return "/cgi-bin/message/subscribe/bizsend" if is_subscription else "/cgi-bin/message/template/send"


async def fetch_token(session: aiohttp.ClientSession, settings: WeChatSettings, force: bool) -> FreshToken:
    """Ask for an access token by the call that gives all instances the same one (stable_token)."""
    body = {
        "grant_type": "client_credential",
        "appid": settings.app_id,
        "secret": settings.app_secret.value,
        "force_refresh": force,
    }
    answer = await post(session, settings.api_url, "/cgi-bin/stable_token", body)
    try:
        return FreshToken(str(answer["access_token"]), timedelta(seconds=int(answer["expires_in"])))
    except (KeyError, ValueError) as error:
        raise PlatformSilent(f"The platform's answer holds no access token: {type(error).__name__}.") from None


async def post(
    session: aiohttp.ClientSession, api_url: str, path: str, body: Mapping[str, Any] | None, token: str | None = None
) -> dict[str, Any]:
    """Make one call; GET without a body."""
    data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
    try:
        async with session.request(
            "GET" if data is None else "POST",
            f"{api_url}{path}",
            params={"access_token": token} if token else None,
            data=data,
            headers={"Content-Type": "application/json"},
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, connect=3.0),
        ) as response:
            return _read(path, response.status, await response.read())
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        raise PlatformSilent(f"WeChat's {path} did not answer: {type(error).__name__}.") from None


def _read(path: str, status: int, content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise PlatformSilent(f"WeChat's {path} answered {status} without JSON.")
    errcode = answer.get("errcode", 0)
    if errcode == 0:
        return answer
    # errmsg is left out where a meaning is known: it quotes the openid or a request id at times.
    text = f"WeChat's {path}: {errcode}, {MEANINGS.get(errcode) or str(answer.get('errmsg', ''))[:80]}."
    if errcode in BUSY:
        raise PlatformBusy(text, BUSY[errcode])
    raise (NotAllowedNow if errcode in NOT_NOW else PlatformRefusal)(text, errcode)


def _service_message(message: FollowerMessage) -> dict[str, Any]:
    article = message.article
    if article is None:
        return {"msgtype": "text", "text": {"content": message.text}}
    shown = {"title": article.title, "description": article.description, "url": article.url, "picurl": ""}
    return {"msgtype": "news", "news": {"articles": [shown]}}
