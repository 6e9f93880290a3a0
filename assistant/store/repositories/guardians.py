"""Guardians, their children's records and what they agreed to."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, update

from assistant.domain.guardian import ChildRecord, Consent, Guardian
from assistant.store.guidance_tables import bookings, children, consents, entitlement_ledger, guardians
from assistant.store.statements import Statements, columns_of


class Guardians:
    """Whoever changes what belongs to a guardian locks the guardian first, and sittings after it."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def enter(self, guardian: Guardian) -> Guardian:
        """Return the guardian with this identity, new or not, held until the transaction ends."""
        insert = self._statements.insert(guardians).values(columns_of(guardian))
        changed = {"last_seen_at": guardian.last_seen_at, "conversation_id": guardian.conversation_id}
        statement = insert.on_conflict_do_update(index_elements=["identity_hash"], set_=changed)
        entered = await self._statements.first(statement.returning(*guardians.c), Guardian)
        assert entered is not None  # noqa: S101  # either branch of the upsert returns its row
        return entered

    async def lock(self, guardian_id: str, now: datetime) -> bool:
        """Hold a guardian until the transaction ends; False when there is none."""
        statement = update(guardians).where(guardians.c.id == guardian_id).values(last_seen_at=now)
        return await self._statements.count(statement) > 0

    async def by_identity(self, identity_hash: str) -> Guardian | None:
        """Return the guardian known by this, or None."""
        return await self._statements.first(
            select(guardians).where(guardians.c.identity_hash == identity_hash), Guardian
        )

    async def get(self, guardian_id: str) -> Guardian | None:
        """Return one, or None."""
        return await self._statements.first(select(guardians).where(guardians.c.id == guardian_id), Guardian)

    async def delete(self, guardian_id: str) -> bool:
        """Remove a guardian with children, consents, bookings and ledger; the caller frees the seats first."""
        return await self._statements.count(delete(guardians).where(guardians.c.id == guardian_id)) > 0

    async def enter_child(self, child: ChildRecord) -> ChildRecord:
        """Return the record with these details, new or not; an old one gets its nickname and month back."""
        insert = self._statements.insert(children).values(columns_of(child))
        refreshed = {name: getattr(child, name) for name in ("nickname", "birth_month", "district")}
        statement = insert.on_conflict_do_update(index_elements=["details_hash"], set_=refreshed)
        entered = await self._statements.first(statement.returning(*children.c), ChildRecord)
        assert entered is not None  # noqa: S101  # either branch of the upsert returns its row
        return entered

    async def child(self, child_id: str) -> ChildRecord | None:
        """Return one record, or None."""
        return await self._statements.first(select(children).where(children.c.id == child_id), ChildRecord)

    async def children_of(self, guardian_id: str) -> list[ChildRecord]:
        """Return a guardian's records, oldest first."""
        found = select(children).where(children.c.guardian_id == guardian_id)
        return await self._statements.all(found.order_by(children.c.created_at, children.c.id), ChildRecord)

    async def join(self, gives_up: str, takes_over: str) -> None:
        """Let every row of one entitlement key count under another.

        Raises:
            Conflict: Both have a booking of the same sitting.
        """
        for table in (children, bookings, entitlement_ledger):
            statement = update(table).where(table.c.entitlement_key == gives_up)
            await self._statements.execute(statement.values(entitlement_key=takes_over))

    async def agree(self, consent: Consent) -> None:
        """Keep the first consent to each version."""
        insert = self._statements.insert(consents).values(columns_of(consent))
        await self._statements.execute(insert.on_conflict_do_nothing())

    async def consents_of(self, guardian_id: str) -> list[Consent]:
        """Return what a guardian agreed to."""
        found = select(consents).where(consents.c.guardian_id == guardian_id).order_by(consents.c.at)
        return await self._statements.all(found, Consent)

    async def forget_details(self, created_before: datetime) -> int:
        """Clear nickname and birth month of older records without a booking; return how many had them."""
        in_use = exists().where(bookings.c.child_id == children.c.id)
        old = (children.c.created_at < created_before, children.c.birth_month.is_not(None), ~in_use)
        cleared: dict[str, Any] = {"nickname": None, "birth_month": None}
        return await self._statements.count(update(children).where(*old).values(**cleared))

    async def delete_idle(self, year: int, seen_before: datetime) -> int:
        """Remove guardians without bookings or rows of the ledger from `year` on; return how many."""
        books = exists().where(bookings.c.guardian_id == guardians.c.id)
        counts = exists().where(
            children.c.guardian_id == guardians.c.id,
            entitlement_ledger.c.child_id == children.c.id,
            entitlement_ledger.c.year >= year,
        )
        idle = (guardians.c.last_seen_at < seen_before, ~books, ~counts)
        return await self._statements.count(delete(guardians).where(*idle))
