"""What sites say of themselves, and their logos."""

from datetime import datetime

from sqlalchemy import delete, select, update

from assistant.domain.site_profile import NoteState, SiteLogo, SiteNote
from assistant.store.site_tables import site_logos, site_notes
from assistant.store.statements import Statements, columns_of


class SitePages:
    """Notes and logos of sites."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add_note(self, note: SiteNote) -> None:
        """Store a new note; raises NotFound when there is no such site."""
        await self._statements.execute(site_notes.insert().values(columns_of(note)))

    async def notes(self, site_key: str, state: NoteState | None = None) -> list[SiteNote]:
        """Return a site's notes, oldest first; those in one state where it is given."""
        found = select(site_notes).where(site_notes.c.site_key == site_key)
        if state is not None:
            found = found.where(site_notes.c.state == state.value)
        return await self._statements.all(found.order_by(site_notes.c.written_at, site_notes.c.id), SiteNote)

    async def move_note(
        self, site_key: str, note_id: str, expected: tuple[NoteState, ...], state: NoteState, by: str, at: datetime
    ) -> bool:
        """Put a note from one of the `expected` states into `state`; say whether it was in one of them."""
        statement = (
            update(site_notes)
            .where(site_notes.c.id == note_id, site_notes.c.site_key == site_key)
            .where(site_notes.c.state.in_([one.value for one in expected]))
            .values(state=state.value, decided_by=by, decided_at=at)
        )
        return await self._statements.count(statement) > 0

    async def put_logo(self, logo: SiteLogo) -> None:
        """Store a logo in place of the one before; raises NotFound when there is no such site."""
        values = columns_of(logo)
        insert = self._statements.insert(site_logos).values(values)
        await self._statements.execute(insert.on_conflict_do_update(index_elements=["site_key"], set_=values))

    async def remove_logo(self, site_key: str) -> None:
        """Take the logo away, if there is one."""
        await self._statements.execute(delete(site_logos).where(site_logos.c.site_key == site_key))

    async def logo(self, site_key: str) -> SiteLogo | None:
        """Return the logo, or None."""
        return await self._statements.first(select(site_logos).where(site_logos.c.site_key == site_key), SiteLogo)

    async def with_logo(self) -> set[str]:
        """Return the keys of the sites that have a logo."""
        return {row.site_key for row in await self._statements.execute(select(site_logos.c.site_key))}
