"""Looking after the official account: is it set up right, its menu, its quota, what could not be sent."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from assistant.channels.wechat.callback import PATH
from assistant.channels.wechat.menu import Menu, load_menu
from assistant.channels.wechat.parts import platform_api
from assistant.channels.wechat.platform import PlatformApi, fetch_token, reminder_path
from assistant.channels.wechat.signature import WINDOW_SECONDS, sign
from assistant.cli.check import Check, failed, idle, passed
from assistant.cli.doctor import print_checks
from assistant.cli.secrets import settings_with_secrets
from assistant.errors import ConfigurationError, Unavailable
from assistant.services.clock import now_in_wuxi
from assistant.services.private_values import PrivateValues
from assistant.services.wechat_platform import PlatformRefusal
from assistant.services.wechat_sealing import WeChatSealing
from assistant.settings import Settings
from assistant.settings_wechat import PLAIN
from assistant.store.database import Database

PATHS = ("/cgi-bin/message/custom/send", "/cgi-bin/menu/create", "/cgi-bin/stable_token")
"""Calls whose quota is of interest, beside that of reminders."""

MOST_SHOWN = 50
SKEW_ALLOWED = WINDOW_SECONDS / 5


class Account:
    """What the commands work with: settings, the database and the platform."""

    def __init__(self, settings: Settings, database: Database, session: aiohttp.ClientSession) -> None:
        self.settings = settings
        self.database = database
        self.session = session
        sealing = WeChatSealing(PrivateValues(settings.data_key.value.encode()))
        self.api: PlatformApi = platform_api(session, settings, database.unit_of_work, sealing, now_in_wuxi)
        self.menu: Menu = load_menu(settings.public_url)


def with_account(work: Callable[[Account], Awaitable[int]]) -> int:
    """Run a command on the account; return the exit code.

    Raises:
        ConfigurationError: The account is off.
    """
    settings = settings_with_secrets()
    if not settings.wechat.is_on:
        raise ConfigurationError(
            "The official account is off. Set ASSISTANT_WECHAT_MODE and the values named in docs/wechat.md."
        )

    async def run() -> int:
        database = Database(settings.database_url)
        await database.upgrade()
        await database.open()
        try:
            async with aiohttp.ClientSession() as session:
                return await work(Account(settings, database, session))
        finally:
            await database.close()

    return asyncio.run(run())


def show_menu() -> int:
    """Print the menu as the platform would get it."""
    print(json.dumps({"button": load_menu(settings_with_secrets().public_url).buttons}, ensure_ascii=False, indent=2))
    return 0


async def push_menu(account: Account) -> int:
    """Put the menu on the account."""
    await account.api.call("/cgi-bin/menu/create", {"button": account.menu.buttons})
    print("The menu is on the account; phones show it within five minutes, or after following again.")
    return 0


async def quota(account: Account) -> int:
    """Print the day's quota of the calls that the service makes."""
    for path in (*PATHS, reminder_path(account.settings.wechat)):
        answer = await account.api.call("/cgi-bin/openapi/quota/get", {"cgi_path": path})
        figures = answer.get("quota", {})
        left, limit = figures.get("remain", "?"), figures.get("daily_limit", "?")
        print(f"{path}\t{left} of {limit} left today")
    return 0


async def dead_letters(account: Account) -> int:
    """Print messages that were given up, newest first, without what they say."""
    async with account.database.unit_of_work() as uow:
        dead = await uow.outbox.dead(MOST_SHOWN)
    for message in dead:
        print(f"{message.created_at.isoformat()}\t{message.kind}\t{message.attempts} tries\t{message.last_error}")
    print(f"{len(dead)} messages could not be sent." if dead else "Every message was sent, or waits for its turn.")
    return 0


async def check(account: Account) -> int:
    """Check one thing after the other; what depends on a failed one is left out."""
    settings = account.settings.wechat
    checks = [
        passed("settings", f"account {settings.app_id}, mode {settings.mode}")
        if settings.mode != PLAIN
        else failed("settings", "plain mode: bodies are unsigned", "Choose 安全模式 there and safe here.")
    ]
    token = await _check_token(account)
    checks.append(token)
    if not token.remedy:
        checks.append(await _check_menu(account))
    checks += [await _check_clock(account), await _check_callback(account)]
    return print_checks(checks)


TOKEN_REMEDIES = {
    40013: "Copy the AppID (开发者ID) from 设置与开发 > 开发接口管理 into ASSISTANT_WECHAT_APP_ID.",
    40001: "Reset the AppSecret there and set ASSISTANT_WECHAT_APP_SECRET.",
    40125: "Reset the AppSecret there and set ASSISTANT_WECHAT_APP_SECRET.",
    40164: "Add this machine's public address to the IP allow-list (IP白名单) there.",
    40243: "Unfreeze the AppSecret there.",
}


async def _check_token(account: Account) -> Check:
    """Ask for a token itself: the stored one would hide that AppSecret or address have become wrong."""
    name = "AppID, AppSecret, IP allow-list"
    try:
        await fetch_token(account.session, account.settings.wechat, force=False)
    except PlatformRefusal as refusal:
        return failed(name, str(refusal), TOKEN_REMEDIES.get(refusal.errcode, "See the platform's 全局返回码."))
    except Unavailable as silent:
        return failed(name, str(silent), "Let this machine reach ASSISTANT_WECHAT_API_URL, and try again.")
    return passed(name, "the platform gives an access token")


async def _check_menu(account: Account) -> Check:
    try:
        current = await account.api.call("/cgi-bin/menu/get")
    except PlatformRefusal as refusal:
        return idle("menu", str(refusal), "Put it there: assistant wechat menu push.")
    if _names(current.get("menu", {}).get("button", [])) == _names(account.menu.buttons):
        return passed("menu", "the account shows the menu of the file")
    return idle("menu", "the account shows another menu than the file", "Put it there: assistant wechat menu push.")


def _names(buttons: list[dict[str, Any]]) -> list[Any]:
    """Names and targets, without what the platform adds."""
    return [(one["name"], one.get("key"), one.get("url"), _names(one.get("sub_button") or [])) for one in buttons]


async def _check_clock(account: Account) -> Check:
    try:
        async with account.session.get(
            account.settings.wechat.api_url, timeout=aiohttp.ClientTimeout(total=5)
        ) as answer:
            theirs = parsedate_to_datetime(answer.headers["Date"])
    except (aiohttp.ClientError, asyncio.TimeoutError, KeyError, ValueError):
        return idle("clock", "the platform tells no time", "Compare this machine's clock with another one.")
    away = abs((datetime.now(timezone.utc) - theirs).total_seconds())
    if away <= SKEW_ALLOWED:
        return passed("clock", f"{away:.0f} s away from the platform's")
    return failed("clock", f"{away:.0f} s away from the platform's", "Set this machine's clock (NTP).")


async def _check_callback(account: Account) -> Check:
    """Do what the platform does when the address is entered: ask it to prove itself."""
    url, token = f"{account.settings.public_url}{PATH}", account.settings.wechat.token.value
    timestamp, nonce, echo = str(int(now_in_wuxi().timestamp())), secrets.token_hex(8), secrets.token_hex(8)
    asked = {"timestamp": timestamp, "nonce": nonce, "echostr": echo, "signature": sign(token, timestamp, nonce)}
    name = f"callback {url}"
    try:
        async with account.session.get(url, params=asked, timeout=aiohttp.ClientTimeout(total=10)) as answer:
            status, text = answer.status, await answer.text()
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        return failed(name, f"no answer ({type(error).__name__})", "Start the service; let the proxy pass this path.")
    if status == 200 and text == echo:
        return passed(name, "proves itself; enter it as 服务器地址(URL), with the same 令牌(Token)")
    if status == 403:
        return failed(name, "the running service has another token", "Start it with this ASSISTANT_WECHAT_TOKEN.")
    remedy = "Start the service with ASSISTANT_WECHAT_MODE set; let the proxy pass path and parameters unchanged."
    return failed(name, f"answered {status} and not the echo", remedy)
