"""Operators' second factors."""

from datetime import datetime

from sqlalchemy import delete, select, update

from assistant.store.console_records import SecondFactorRecord
from assistant.store.console_tables import second_factors as table
from assistant.store.statements import Statements, columns_of


class SecondFactors:
    """One for each account that set one up."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def get(self, operator_id: str) -> SecondFactorRecord | None:
        """Return it, confirmed or not, or None."""
        return await self._statements.first(select(table).where(table.c.operator_id == operator_id), SecondFactorRecord)

    async def offer(self, factor: SecondFactorRecord) -> bool:
        """Store a new one that is not in use yet; False when one is in use already."""
        insert = self._statements.insert(table).values(columns_of(factor))
        replaced = insert.on_conflict_do_update(
            index_elements=["operator_id"],
            set_={"sealed": factor.sealed, "last_step": 0},
            where=table.c.confirmed_at.is_(None),
        )
        return await self._statements.count(replaced) > 0

    async def confirm(self, operator_id: str, now: datetime) -> bool:
        """Put an offered one into use."""
        offered = (table.c.operator_id == operator_id, table.c.confirmed_at.is_(None))
        return await self._statements.count(update(table).where(*offered).values(confirmed_at=now)) > 0

    async def use_step(self, operator_id: str, step: int) -> bool:
        """Note that the code of this time step was used; False when it, or a later one, was used before."""
        newer = (table.c.operator_id == operator_id, table.c.last_step < step)
        return await self._statements.count(update(table).where(*newer).values(last_step=step)) > 0

    async def remove(self, operator_id: str) -> bool:
        """Remove it; False when there was none."""
        return await self._statements.count(delete(table).where(table.c.operator_id == operator_id)) > 0
