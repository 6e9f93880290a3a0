"""Operators and their logins."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import case, delete, literal, select, update

from assistant.domain.account import Operator, OperatorSession, Role
from assistant.store.statements import Statements, columns_of
from assistant.store.tables import operator_sessions, operators
from assistant.store.types import UtcDateTime


class Operators:
    """Accounts."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, operator: Operator) -> None:
        """Store a new one; raises Conflict when the name is taken."""
        roles = tuple(role.value for role in operator.roles)
        await self._statements.execute(operators.insert().values(columns_of(operator, "roles") | {"roles": roles}))

    async def get(self, operator_id: str) -> Operator | None:
        """Return it, enabled or not, or None."""
        found = await self._statements.first(select(operators).where(operators.c.id == operator_id), Operator)
        return _with_roles(found)

    async def by_name(self, name: str) -> Operator | None:
        """Return the one with this login name, or None."""
        found = await self._statements.first(select(operators).where(operators.c.name == name), Operator)
        return _with_roles(found)

    async def begin_attempt(self, name: str, now: datetime, allowed: int, locked_until: datetime) -> Operator | None:
        """Count a login before its password is looked at, so that parallel guesses are counted too.

        Args:
            name: Login name.
            now: When it happens; a lock that ended before counts no more.
            allowed: The attempt with this number locks the account unless `clear_failures` follows.
            locked_until: How long it is locked then.

        Returns:
            The account after counting; None when there is none of this name or it is locked.
        """
        is_open = operators.c.locked_until.is_(None)
        is_last = is_open & (operators.c.failed_logins + 1 >= allowed)
        statement = (
            update(operators)
            .where(operators.c.name == name, is_open | (operators.c.locked_until <= now))
            .values(
                failed_logins=case((is_open, operators.c.failed_logins + 1), else_=1),
                locked_until=case((is_last, literal(locked_until, UtcDateTime())), else_=None),
            )
            .returning(*operators.c)
        )
        return _with_roles(await self._statements.first(statement, Operator))

    async def clear_failures(self, operator_id: str) -> None:
        """Forget failed logins and open the account; raises NotFound."""
        statement = update(operators).where(operators.c.id == operator_id).values(failed_logins=0, locked_until=None)
        await self._statements.must_touch(statement, f"Operator {operator_id!r}")

    async def list_all(self) -> list[Operator]:
        """Return every account, by name."""
        found = await self._statements.all(select(operators).order_by(operators.c.name), Operator)
        return [account for one in found if (account := _with_roles(one)) is not None]

    async def set_roles(self, operator_id: str, roles: tuple[Role, ...]) -> None:
        """Replace the roles; raises NotFound."""
        statement = update(operators).where(operators.c.id == operator_id)
        values = {"roles": tuple(role.value for role in roles)}
        await self._statements.must_touch(statement.values(values), f"Operator {operator_id!r}")

    async def set_password(self, operator_id: str, password_hash: str) -> None:
        """Replace the password; raises NotFound."""
        statement = update(operators).where(operators.c.id == operator_id).values(password_hash=password_hash)
        await self._statements.must_touch(statement, f"Operator {operator_id!r}")

    async def set_enabled(self, operator_id: str, enabled: bool) -> None:
        """Let the account in or shut it out; raises NotFound."""
        statement = update(operators).where(operators.c.id == operator_id).values(enabled=enabled)
        await self._statements.must_touch(statement, f"Operator {operator_id!r}")


class OperatorSessions:
    """Logins that are under way."""

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    async def add(self, session: OperatorSession) -> None:
        """Store a new one; raises NotFound without its operator."""
        await self._statements.execute(operator_sessions.insert().values(columns_of(session)))

    async def get(self, token_hash: str) -> OperatorSession | None:
        """Return it, expired or not, or None."""
        found = select(operator_sessions).where(operator_sessions.c.token_hash == token_hash)
        return await self._statements.first(found, OperatorSession)

    async def delete(self, token_hash: str) -> bool:
        """End it; False when it had ended already."""
        ended = delete(operator_sessions).where(operator_sessions.c.token_hash == token_hash)
        return await self._statements.count(ended) > 0

    async def delete_of(self, operator_id: str) -> int:
        """End every login of an account; return how many."""
        ended = delete(operator_sessions).where(operator_sessions.c.operator_id == operator_id)
        return await self._statements.count(ended)

    async def delete_expired(self, now: datetime) -> int:
        """Remove those that count no more; return how many."""
        return await self._statements.count(delete(operator_sessions).where(operator_sessions.c.expires_at <= now))


def _with_roles(operator: Operator | None) -> Operator | None:
    return operator and replace(operator, roles=tuple(Role(role) for role in operator.roles))
