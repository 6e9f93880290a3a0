"""Accounts and sites."""

import asyncio
import getpass
import sys
from collections.abc import Awaitable, Callable

from assistant.cli.secrets import settings_with_secrets
from assistant.domain.account import Role
from assistant.services.accounts import create_operator
from assistant.services.clock import now_in_wuxi
from assistant.services.sites import add_site as let_in
from assistant.store.database import Database


def add_operator(name: str, roles: list[str]) -> int:
    """Add an operator; the password is typed twice, or read from standard input when that is no terminal."""
    password = _read_password()

    async def work(database: Database) -> None:
        await create_operator(database.unit_of_work, name, password, [Role(role) for role in roles], now_in_wuxi())

    with_database(work)
    print(f"Operator {name!r} added with roles: {', '.join(roles)}.")
    return 0


def add_site(key: str, name: str, origins: list[str], server_to_server: bool) -> int:
    """Let a site in."""

    async def work(database: Database) -> None:
        await let_in(database.unit_of_work, key, name, origins, now_in_wuxi(), server_to_server)

    with_database(work)
    print(f"Site {key!r} added; its pages may come from: {', '.join(origins) or 'nowhere yet'}.")
    return 0


def list_sites() -> int:
    """Print every site."""

    async def work(database: Database) -> None:
        async with database.unit_of_work() as uow:
            for site in await uow.sites.list_all():
                state = "on" if site.enabled else "off"
                print(f"{site.key}\t{state}\t{site.name}\t{' '.join(site.allowed_origins)}")

    with_database(work)
    return 0


def with_database(work: Callable[[Database], Awaitable[None]]) -> None:
    """Run `work` on the open, current database."""

    async def run() -> None:
        database = Database(settings_with_secrets().database_url)
        await database.upgrade()
        await database.open()
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(run())


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password (12 characters or more): ")
    if first != getpass.getpass("Again: "):
        raise SystemExit("The two passwords differ. Run the command again.")
    return first
