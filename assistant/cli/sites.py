"""Changing sites from the command line."""

from pathlib import Path
from typing import Any

from assistant.cli.administer import with_database
from assistant.errors import NotFound, SiteRefused
from assistant.services.clock import now_in_wuxi
from assistant.services.site_pages import Act, change_site, enable_site, set_logo
from assistant.store.database import Database


def edit_site(
    key: str, fields: dict[str, Any], origins: list[str] | None, settings: dict[str, Any], logo: str | None
) -> int:
    """Change what is given; None means that it stays."""
    act = Act(None, now_in_wuxi())
    picture = _read_logo(logo)

    async def work(database: Database) -> None:
        async with database.unit_of_work() as uow:
            known = await uow.sites.get(key)
        if known is None:
            raise NotFound(f"There is no site {key!r}. `assistant sites list` shows those there are.")
        changes = _given(fields)
        if origins is not None:
            changes["allowed_origins"] = tuple(origins)
        if _given(settings):
            changes["settings"] = {**known.settings, **_given(settings)}
        await change_site(database.unit_of_work, key, changes, act)
        if picture is not None:
            await set_logo(database.unit_of_work, key, picture, act)

    with_database(work)
    print(f"Site {key!r} changed.")
    return 0


def switch_site(key: str, enabled: bool) -> int:
    """Let a site in or shut it out."""

    async def work(database: Database) -> None:
        await enable_site(database.unit_of_work, key, enabled, Act(None, now_in_wuxi()))

    with_database(work)
    print(f"Site {key!r} is {'on' if enabled else 'off'}.")
    return 0


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _read_logo(file: str | None) -> bytes | None:
    if file is None:
        return None
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise SiteRefused("logo", f"The file {file} cannot be read: {error.strerror}.") from None
