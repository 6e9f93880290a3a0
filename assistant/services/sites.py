"""Sites that embed the assistant."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assistant.domain.site import DEMO_KEY, Site, check_new_site
from assistant.domain.site_profile import check_settings
from assistant.errors import NotFound
from assistant.services.site_pages import Act, note_act
from assistant.services.unit_of_work import UnitOfWorkFactory


async def add_site(
    unit_of_work: UnitOfWorkFactory,
    key: str,
    name: str,
    allowed_origins: Sequence[str],
    now: datetime,
    server_to_server: bool = False,
    settings: dict[str, Any] | None = None,
    act: Act | None = None,
) -> Site:
    """Let a new site in; without `act` the command line did it.

    Raises:
        InvalidInput: The key or an origin could never match, or a setting is unusable.
        Conflict: There is a site with this key.
    """
    site = Site(key, name, tuple(allowed_origins), now, server_to_server, settings=settings or {})
    check_new_site(site.key, site.allowed_origins)
    check_settings(site.settings)
    async with unit_of_work() as uow:
        await uow.sites.add(site)
        await note_act(uow, act or Act(None, now), "site_added", key, {"origins": list(site.allowed_origins)})
        await uow.commit()
    return site


async def get_enabled_site(unit_of_work: UnitOfWorkFactory, key: str) -> Site:
    """Return the site with this key.

    Raises:
        NotFound: There is none, or it is disabled; the caller cannot tell which.
    """
    async with unit_of_work() as uow:
        site = await uow.sites.get(key)
    if site is None or not site.enabled:
        raise NotFound(f"No enabled site has the key {key!r}. Add it, or correct the key on the page.")
    return site


def origin_allowed(site: Site, origin: str | None, development: bool) -> bool:
    """Whether a call that names `site` may come from `origin` (the Origin header, None when absent)."""
    return site.allows_origin(origin, development)


async def ensure_demo_site(unit_of_work: UnitOfWorkFactory, now: datetime) -> None:
    """Add the demo site unless it is there; it opens to localhost pages in development alone."""
    async with unit_of_work() as uow:
        await uow.sites.add_if_absent(Site(DEMO_KEY, "演示", (), now))
        await uow.commit()
