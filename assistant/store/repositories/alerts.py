"""Safety alerts on the operators' screens."""

from datetime import datetime

from sqlalchemy import select, update

from assistant.store.console_records import AlertRecord
from assistant.store.handover_tables import alerts
from assistant.store.statements import Statements, columns_of


class Alerts:
    """Emergencies that parents described."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, alert: AlertRecord) -> None:
        """Store it; its id is given by the database. Raises NotFound without its conversation."""
        await self._statements.execute(alerts.insert().values(columns_of(alert, "id")))

    async def list_since(self, since: datetime, limit: int = 50) -> list[AlertRecord]:
        """Return up to `limit` of those since then, newest first."""
        found = select(alerts).where(alerts.c.at >= since).order_by(alerts.c.id.desc()).limit(limit)
        return await self._statements.all(found, AlertRecord)

    async def mark_seen(self, alert_id: int, name: str, now: datetime) -> bool:
        """Note who has seen it first; False when somebody had already, or there is none."""
        unseen = update(alerts).where(alerts.c.id == alert_id, alerts.c.seen_at.is_(None))
        return await self._statements.count(unseen.values(seen_by=name, seen_at=now)) > 0
