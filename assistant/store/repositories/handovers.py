"""Handovers, and who is on duty to take them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, or_, select, update

from assistant.domain.handover import Handover, HandoverState, Reason
from assistant.domain.urgency import Urgency
from assistant.store.handover_tables import duty
from assistant.store.handover_tables import handovers as table
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import conversations

_COLUMNS = [column for column in table.c if column.name != "open_for"]


class Handovers:
    """Requests for a person; one conversation has one open at most."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, handover: Handover) -> bool:
        """Store a new one; False when the conversation has an open one already. Raises NotFound without it."""
        values = columns_of(handover) | _in_words(handover) | {"open_for": handover.conversation_id}
        insert = self._statements.insert(table).values(values)
        return await self._statements.count(insert.on_conflict_do_nothing(index_elements=["open_for"])) > 0

    async def get(self, handover_id: str) -> Handover | None:
        """Return it, or None."""
        return _read(await self._statements.first(select(*_COLUMNS).where(table.c.id == handover_id), Handover))

    async def latest_of(self, conversation_id: str) -> Handover | None:
        """Return the conversation's open one, or its last, or None."""
        found = select(*_COLUMNS).where(table.c.conversation_id == conversation_id)
        newest = found.order_by(table.c.requested_at.desc(), table.c.id).limit(1)
        return _read(await self._statements.first(newest, Handover))

    async def take(self, handover_id: str, operator_id: str, name: str, now: datetime, abandoned: datetime) -> bool:
        """Give it to an operator if it waits, or if the one who has it was not seen since `abandoned`.

        Two who try at once never both succeed.
        """
        # When the row itself has just changed, PostgreSQL looks at it anew but not at other tables: hence taken_at.
        lost = and_(
            table.c.state == "on",
            table.c.taken_at < abandoned,
            ~_seen_since(abandoned),
            table.c.operator_id != operator_id,
        )
        statement = (
            update(table)
            .where(table.c.id == handover_id, or_(table.c.state == "waiting", lost))
            .values(state="on", operator_id=operator_id, operator_name=name, taken_at=now)
        )
        return await self._statements.count(statement) > 0

    async def is_with(self, handover_id: str, operator_id: str) -> bool:
        """Whether this operator has it; nobody can take or end it before the transaction is over."""
        mine = and_(table.c.id == handover_id, table.c.state == "on", table.c.operator_id == operator_id)
        return await self._statements.count(update(table).where(mine).values(operator_id=operator_id)) > 0

    async def close(self, handover_id: str, operator_id: str, wrap_up: str, now: datetime) -> bool:
        """End it if this operator has it."""
        mine = and_(table.c.id == handover_id, table.c.state == "on", table.c.operator_id == operator_id)
        values = {"state": "closed", "closed_at": now, "wrap_up": wrap_up, "open_for": None}
        return await self._statements.count(update(table).where(mine).values(values)) > 0

    async def mark_read(self, handover_id: str, operator_id: str, seq: int) -> bool:
        """Note that the operator who has it has opened everything up to `seq`."""
        mine = and_(table.c.id == handover_id, table.c.state == "on", table.c.operator_id == operator_id)
        statement = update(table).where(mine, table.c.read_seq < seq).values(read_seq=seq)
        return await self._statements.count(statement) > 0

    async def raise_urgency(self, conversation_id: str, urgency: Urgency) -> None:
        """Note the level of the conversation's open handover."""
        await self._statements.execute(
            update(table).where(table.c.open_for == conversation_id).values(urgency=urgency.value)
        )

    async def return_abandoned(self, abandoned: datetime) -> list[str]:
        """Let those wait again whose operator was not seen since `abandoned`; return their conversations."""
        statement = (
            update(table)
            .where(table.c.state == "on", table.c.taken_at < abandoned, ~_seen_since(abandoned))
            .values(state="waiting")
            .returning(table.c.conversation_id)
        )
        return [str(row[0]) for row in await self._statements.execute(statement)]

    async def close_unanswered(self, requested_before: datetime, now: datetime) -> list[str]:
        """End those that nobody took in time; return their conversations."""
        statement = (
            update(table)
            .where(table.c.state == "waiting", table.c.requested_at < requested_before)
            .values(state="closed", closed_at=now, wrap_up="no_reply", open_for=None)
            .returning(table.c.conversation_id)
        )
        return [str(row[0]) for row in await self._statements.execute(statement)]

    async def list_open(self) -> list[Handover]:
        """Return those that are waiting or on, oldest first."""
        found = select(*_COLUMNS).where(table.c.state.in_(("waiting", "on")))
        rows = await self._statements.all(found.order_by(table.c.requested_at, table.c.id), Handover)
        return [handover for row in rows if (handover := _read(row)) is not None]

    async def last_seqs(self) -> dict[str, int]:
        """Return the last line's number of every conversation with an open handover."""
        lines = select(conversations.c.id, conversations.c.last_seq)
        rows = await self._statements.execute(lines.join(table, table.c.open_for == conversations.c.id))
        return {str(row.id): int(row.last_seq) for row in rows}

    async def list_requested(self, since: datetime, until: datetime) -> list[Handover]:
        """Return those asked for in [since, until), oldest first."""
        found = select(*_COLUMNS).where(table.c.requested_at >= since, table.c.requested_at < until)
        rows = await self._statements.all(found.order_by(table.c.requested_at), Handover)
        return [handover for row in rows if (handover := _read(row)) is not None]

    async def count_waiting(self, before: datetime | None = None) -> int:
        """Return how many wait, or how many have waited since before an instant."""
        counted = select(func.count()).where(table.c.state == "waiting")
        if before is not None:
            counted = counted.where(table.c.requested_at < before)
        return int((await self._statements.execute(counted)).scalar_one())


class Duty:
    """Signs of life of open consoles."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def beat(self, operator_id: str, now: datetime) -> None:
        """Note that the operator's console is open; raises NotFound without the account."""
        insert = self._statements.insert(duty).values(operator_id=operator_id, seen_at=now)
        await self._statements.execute(
            insert.on_conflict_do_update(index_elements=["operator_id"], set_={"seen_at": now})
        )

    async def leave(self, operator_id: str) -> None:
        """Note that the operator has gone off duty."""
        await self._statements.execute(delete(duty).where(duty.c.operator_id == operator_id))

    async def count_since(self, since: datetime) -> int:
        """Return how many operators were seen since."""
        counted = select(func.count()).select_from(duty).where(duty.c.seen_at >= since)
        return int((await self._statements.execute(counted)).scalar_one())


def _seen_since(instant: datetime) -> Any:
    return exists().where(duty.c.operator_id == table.c.operator_id, duty.c.seen_at >= instant)


def _in_words(handover: Handover) -> dict[str, Any]:
    return {"state": handover.state.value, "reason": handover.reason.value, "urgency": handover.urgency.value}


def _read(row: Handover | None) -> Handover | None:
    return row and replace(row, state=HandoverState(row.state), reason=Reason(row.reason), urgency=Urgency(row.urgency))
