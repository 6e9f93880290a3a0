"""Sites."""

from sqlalchemy import select, update

from assistant.domain.site import Site
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import sites as table


class Sites:
    """Who may embed the assistant."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, site: Site) -> None:
        """Store a new one; raises Conflict when the key is taken."""
        await self._statements.execute(table.insert().values(columns_of(site)))

    async def add_if_absent(self, site: Site) -> bool:
        """Store it unless the key is taken; say whether it was stored."""
        insert = self._statements.insert(table).values(columns_of(site))
        return await self._statements.count(insert.on_conflict_do_nothing(index_elements=["key"])) > 0

    async def get(self, key: str) -> Site | None:
        """Return it, enabled or not, or None."""
        return await self._statements.first(select(table).where(table.c.key == key), Site)

    async def list_all(self) -> list[Site]:
        """Return every site, by key."""
        return await self._statements.all(select(table).order_by(table.c.key), Site)

    async def change(self, site: Site) -> None:
        """Store everything of a site but its key, its birth and whether it is enabled; raises NotFound."""
        values = columns_of(site, "key", "created_at", "enabled")
        statement = update(table).where(table.c.key == site.key).values(values)
        await self._statements.must_touch(statement, f"Site {site.key!r}")

    async def set_enabled(self, key: str, enabled: bool) -> None:
        """Let it in or shut it out; raises NotFound."""
        statement = update(table).where(table.c.key == key).values(enabled=enabled)
        await self._statements.must_touch(statement, f"Site {key!r}")
