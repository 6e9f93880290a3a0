"""Checks of what runs: database, listeners, Rasa, the service."""

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from assistant.cli.check import Check, failed, idle, passed
from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.store.migrate import alembic_config
from assistant.store.statements import own_errors

TIMEOUT = aiohttp.ClientTimeout(total=5)
START = "Run `make run` to start it."


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    text: str


async def check_running(settings: Settings) -> list[Check]:
    """Look at the database and ask each listener; starts nothing and makes no database."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        return [
            await _check_database(settings.database_url),
            await _check_public(settings, session),
            await _check_ready(settings, session),
            await _check_internal(settings, session),
            await _check_rasa(settings, session),
        ]


async def _check_database(url: str) -> Check:
    name, shown = "database", make_url(url).render_as_string(hide_password=True)
    file = make_url(url).database
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    if is_sqlite and not await asyncio.to_thread(Path(str(file)).exists):
        return failed(name, f"{file} does not exist yet.", "Run `make run`, which creates it.")
    try:
        current, head = await _steps(url)
    except AssistantError as error:
        return failed(name, f"{shown}: {error}", "Start the database or correct ASSISTANT_DATABASE_URL.")
    if current != head:
        return failed(name, f"{shown} is at step {current}, not {head}.", "Run `make run`, which migrates it.")
    return passed(name, f"{shown}, at step {head}.")


async def _steps(url: str) -> tuple[str | None, str | None]:
    """Return the migration that the database is at and the newest one."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        with own_errors():
            async with engine.connect() as connection:
                return await connection.run_sync(_read_steps)
    finally:
        await engine.dispose()


def _read_steps(connection: Connection) -> tuple[str | None, str | None]:
    head = ScriptDirectory.from_config(alembic_config(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision(), head


async def _check_public(settings: Settings, session: aiohttp.ClientSession) -> Check:
    answer = await _get(session, f"{_public_url(settings)}/healthz")
    ours = answer is not None and answer.status == 200 and '"ok"' in answer.text
    return _judge("public listener", "ASSISTANT_PORT", settings.host, settings.port, ours)


async def _check_ready(settings: Settings, session: aiohttp.ClientSession) -> Check:
    name, answer = "service", await _get(session, f"{_public_url(settings)}/readyz")
    if answer is None or answer.status not in (200, 503):
        return idle(name, "It is not running.", START)
    if answer.status == 503:
        return failed(name, f"It runs but is not ready: {answer.text}", "Wait a minute, then read var/log.")
    return passed(name, f"ready: {answer.text}")


async def _check_internal(settings: Settings, session: aiohttp.ClientSession) -> Check:
    name, headers = "internal listener", {"Authorization": f"Bearer {settings.internal_token.value}"}
    answer = await _get(session, f"{settings.internal_url}/metrics", headers)
    if answer is not None and answer.status == 401:
        finding = f"Port {settings.internal_port} answers, but not to this checkout's token."
        remedy = "Stop the other service, restart this one, or set ASSISTANT_INTERNAL_PORT."
        return failed(name, finding, remedy)
    ours = answer is not None and answer.status == 200
    return _judge(name, "ASSISTANT_INTERNAL_PORT", "127.0.0.1", settings.internal_port, ours)


async def _check_rasa(settings: Settings, session: aiohttp.ClientSession) -> Check:
    answer = await _get(session, settings.rasa_url)
    if answer is not None and "Rasa" in answer.text:
        return passed("Rasa", f"{settings.rasa_url}: {answer.text}")
    return _judge("Rasa", "ASSISTANT_RASA_PORT", "127.0.0.1", settings.rasa_port, ours=False)


def _judge(name: str, variable: str, host: str, port: int, ours: bool) -> Check:
    if ours:
        return passed(name, f"port {port}, in use by this service.")
    if _is_free(host, port):
        return idle(name, f"It is not running; port {port} is free.", START)
    return failed(name, f"Port {port} is in use by something else.", f"Stop it or set {variable} to another port.")


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _public_url(settings: Settings) -> str:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - read, not bound
    return f"http://{reachable}:{settings.port}"


async def _get(session: aiohttp.ClientSession, url: str, headers: dict[str, str] | None = None) -> _Answer | None:
    try:
        async with session.get(url, headers=headers) as response:
            return _Answer(response.status, (await response.text(errors="replace"))[:300].strip())
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
        return None
