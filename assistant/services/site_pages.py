"""Looking after sites: what an administrator changes, what a clinic says of itself, what an editor lets through."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant.domain.account import Operator
from assistant.domain.site import Site, check_origins
from assistant.domain.site_profile import (
    NoteState,
    SiteLogo,
    SiteNote,
    check_note,
    check_settings,
    logo_type,
)
from assistant.errors import Conflict, NotFound
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something, when, and in which call; for the audit table.

    `operator` is None for the command line.
    """

    operator: Operator | None
    now: datetime
    request_id: str = ""

    @property
    def name(self) -> str:
        """The name that is noted."""
        return self.operator.name if self.operator else "command line"


@dataclass(frozen=True, slots=True)
class SitePage:
    """A site with what it says of itself."""

    site: Site
    notes: tuple[SiteNote, ...]
    has_logo: bool


async def change_site(unit_of_work: UnitOfWorkFactory, key: str, changes: dict[str, Any], act: Act) -> Site:
    """Change fields of a site; those not named stay.

    Raises:
        SiteRefused: Origins or settings are unusable.
        NotFound: There is no such site.
    """
    async with unit_of_work() as uow:
        known = await uow.sites.get(key)
        if known is None:
            raise NotFound(f"There is no site {key!r}. `assistant sites list` shows those there are.")
        site = replace(known, **changes)
        check_origins(site.allowed_origins)
        check_settings(site.settings)
        await uow.sites.change(site)
        await note_act(uow, act, "site_changed", key, {"fields": sorted(changes)})
        await uow.commit()
    return site


async def enable_site(unit_of_work: UnitOfWorkFactory, key: str, enabled: bool, act: Act) -> None:
    """Let a site in or shut it out, from the next message on; raises NotFound."""
    async with unit_of_work() as uow:
        await uow.sites.set_enabled(key, enabled)
        await note_act(uow, act, "site_enabled" if enabled else "site_disabled", key, {})
        await uow.commit()


async def list_pages(unit_of_work: UnitOfWorkFactory) -> list[SitePage]:
    """Return every site with all its notes, by key."""
    async with unit_of_work() as uow:
        logos = await uow.site_pages.with_logo()
        sites = await uow.sites.list_all()
        return [SitePage(site, tuple(await uow.site_pages.notes(site.key)), site.key in logos) for site in sites]


async def public_page(unit_of_work: UnitOfWorkFactory, site: Site) -> SitePage:
    """Return what visitors may read: approved notes alone."""
    async with unit_of_work() as uow:
        notes = await uow.site_pages.notes(site.key, NoteState.APPROVED)
        return SitePage(site, tuple(notes), await uow.site_pages.logo(site.key) is not None)


async def write_note(
    unit_of_work: UnitOfWorkFactory, site_key: str, kind: str, title: str, text: str, phone: str, act: Act
) -> SiteNote:
    """Put a note before the editors; visitors do not see it yet.

    Raises:
        SiteRefused: It is empty, too long, or speaks of what is not the site's business.
        NotFound: There is no such site.
    """
    check_note(kind, title, text, phone)
    note = SiteNote(
        f"n_{secrets.token_urlsafe(9)}", site_key, kind, title.strip(), text.strip(), phone.strip(),
        NoteState.WAITING.value, act.name, act.now,
    )  # fmt: skip
    async with unit_of_work() as uow:
        await uow.site_pages.add_note(note)
        await note_act(uow, act, "site_note_written", site_key, {"note": note.id})
        await uow.commit()
    return note


async def decide_note(unit_of_work: UnitOfWorkFactory, site_key: str, note_id: str, state: NoteState, act: Act) -> None:
    """Approve, refuse or withdraw a note.

    Raises:
        Conflict: Somebody else has decided meanwhile, or there is no such note.
    """
    expected = (NoteState.WAITING, NoteState.APPROVED) if state is NoteState.WITHDRAWN else (NoteState.WAITING,)
    async with unit_of_work() as uow:
        if not await uow.site_pages.move_note(site_key, note_id, expected, state, act.name, act.now):
            raise Conflict(f"Note {note_id!r} of site {site_key!r} waits no longer. Read the list again.")
        await note_act(uow, act, f"site_note_{state.value}", site_key, {"note": note_id})
        await uow.commit()


async def set_logo(unit_of_work: UnitOfWorkFactory, site_key: str, content: bytes, act: Act) -> None:
    """Store a logo; no bytes take it away.

    Raises:
        SiteRefused: It is too large or of another format.
        NotFound: There is no such site.
    """
    logo = SiteLogo(site_key, logo_type(content), content, act.now) if content else None
    async with unit_of_work() as uow:
        if logo is None:
            await uow.site_pages.remove_logo(site_key)
        else:
            await uow.site_pages.put_logo(logo)
        await note_act(uow, act, "site_logo_changed", site_key, {"bytes": len(content)})
        await uow.commit()


async def get_logo(unit_of_work: UnitOfWorkFactory, site_key: str) -> SiteLogo:
    """Return a site's logo; raises NotFound."""
    async with unit_of_work() as uow:
        logo = await uow.site_pages.logo(site_key)
    if logo is None:
        raise NotFound(f"Site {site_key!r} has no logo.")
    return logo


async def note_act(uow: UnitOfWork, act: Act, action: str, subject: str, detail: dict[str, Any]) -> None:
    """Put an act into the audit table, in the caller's transaction."""
    await uow.audit.add(
        at=act.now,
        actor=act.name,
        action=action,
        subject=subject,
        operator_id=act.operator.id if act.operator else None,
        detail=detail,
        request_id=act.request_id,
    )
