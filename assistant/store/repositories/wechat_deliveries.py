"""Deliveries of the platform, each known once, and the nonces of its requests."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import case, delete, func, or_, select, update

from assistant.store.statements import Statements
from assistant.store.wechat_records import Delivery
from assistant.store.wechat_tables import wechat_deliveries as table
from assistant.store.wechat_tables import wechat_followers as followers
from assistant.store.wechat_tables import wechat_nonces as nonces


class WeChatDeliveries:
    """What came from the platform, and how each was answered."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def note_nonce(self, key: str, now: datetime) -> bool:
        """Remember a request's nonce; False when it was seen before."""
        insert = self._statements.insert(nonces).values(key=key, seen_at=now)
        return await self._statements.count(insert.on_conflict_do_nothing(index_elements=["key"])) > 0

    async def add(
        self, key: str, openid_hash: str, conversation_id: str, errand: bytes, now: datetime, deadline: datetime
    ) -> bool:
        """Store a first copy; False when the delivery is known, which then waits for this copy too."""
        insert = self._statements.insert(table).values(
            key=key,
            openid_hash=openid_hash,
            conversation_id=conversation_id,
            errand=errand,
            state="waiting",
            route="open",
            attempts=0,
            received_at=now,
            deadline_at=deadline,
            settled=False,
        )
        if await self._statements.count(insert.on_conflict_do_nothing(index_elements=["key"])) > 0:
            return True
        later = update(table).where(table.c.key == key, table.c.deadline_at < deadline)
        await self._statements.execute(later.values(deadline_at=deadline))
        return False

    async def add_answered(self, key: str, shown: bytes, now: datetime) -> None:
        """Store an answer that outlives everything else of its sender, of whom nothing is named."""
        insert = self._statements.insert(table).values(
            key=key,
            openid_hash="",
            state="answered",
            route="passive",
            shown=shown,
            attempts=1,
            received_at=now,
            deadline_at=now,
            settled=True,
        )
        await self._statements.execute(insert.on_conflict_do_nothing(index_elements=["key"]))

    async def get(self, key: str) -> Delivery | None:
        """Return it, or None."""
        return await self._statements.first(select(table).where(table.c.key == key), Delivery)

    async def decided_among(self, keys: Collection[str]) -> list[Delivery]:
        """Return those of `keys` whose reply is decided."""
        found = select(table).where(table.c.key.in_(keys), table.c.route != "open")
        return await self._statements.all(found, Delivery)

    async def next_for(self, openid_hash: str) -> Delivery | None:
        """Begin a try of the follower's oldest unanswered delivery, and return it, or None."""
        waiting = (table.c.openid_hash == openid_hash) & (table.c.state == "waiting")
        first = select(func.min(table.c.id)).where(waiting).scalar_subquery()
        statement = update(table).where(table.c.id == first).values(attempts=table.c.attempts + 1)
        return await self._statements.first(statement.returning(*table.c), Delivery)

    async def has_waiting(self, openid_hash: str) -> bool:
        """Whether the follower has a delivery without an answer."""
        waiting = select(table.c.id).where(table.c.openid_hash == openid_hash, table.c.state == "waiting").limit(1)
        return (await self._statements.execute(waiting)).first() is not None

    async def answer(self, delivery_id: int, shown: bytes | None, now: datetime) -> Delivery | None:
        """Note that it is answered; None when it was before, or is gone.

        The route is decided here where it is open: passive while a request waits, later when none does any more.
        """
        waited_for = (table.c.route == "open") & (table.c.deadline_at > now)
        route = case((waited_for, "passive"), (table.c.route == "open", "later"), else_=table.c.route)
        statement = (
            update(table)
            .where(table.c.id == delivery_id, table.c.state == "waiting")
            .values(
                state="answered",
                errand=None,
                route=route,
                shown=case((waited_for, shown), else_=table.c.shown),
                settled=case((waited_for, False), else_=True),
            )
            .returning(*table.c)
        )
        return await self._statements.first(statement, Delivery)

    async def acknowledge(self, key: str, shown: bytes) -> bool:
        """Decide that the answer goes out by itself; False when it is there already or decided otherwise."""
        undecided = (table.c.key == key) & (table.c.route == "open") & (table.c.state == "waiting")
        statement = update(table).where(undecided).values(route="later", shown=shown, settled=True)
        return await self._statements.count(statement) > 0

    async def settle(self, keys: Collection[str]) -> None:
        """Note that replies reached the platform."""
        await self._statements.execute(update(table).where(table.c.key.in_(keys)).values(settled=True))

    async def take_lost(self, unheard_since: datetime, limit: int) -> list[Delivery]:
        """Return answered deliveries whose reply never reached the platform, and count them as settled."""
        lost = (table.c.settled.is_(False)) & (table.c.state == "answered") & (table.c.deadline_at < unheard_since)
        some = select(table.c.id).where(lost).order_by(table.c.id).limit(limit)
        statement = update(table).where(table.c.id.in_(some), table.c.settled.is_(False)).values(settled=True)
        return await self._statements.all(statement.returning(*table.c), Delivery)

    async def neglected(self, now: datetime, received_before: datetime, limit: int) -> list[str]:
        """Return followers with an unanswered delivery whom nobody answers."""
        free = or_(followers.c.busy_until.is_(None), followers.c.busy_until <= now)
        found = (
            select(table.c.openid_hash)
            .join(followers, followers.c.openid_hash == table.c.openid_hash)
            .where(table.c.state == "waiting", table.c.received_at < received_before, free)
            .distinct()
            .limit(limit)
        )
        return [str(row[0]) for row in await self._statements.execute(found)]

    async def waiting_count(self) -> int:
        """Return how many deliveries have no answer yet."""
        found = select(func.count()).where(table.c.state == "waiting")
        return int((await self._statements.execute(found)).scalar_one())

    async def purge(self, nonces_before: datetime, answered_before: datetime) -> int:
        """Forget what no retry and no replay can ask for any more; return how many rows."""
        gone = await self._statements.count(delete(nonces).where(nonces.c.seen_at < nonces_before))
        old = (table.c.state == "answered") & (table.c.received_at < answered_before) & (table.c.settled.is_(True))
        return gone + await self._statements.count(delete(table).where(old))
