"""What administrators do with accounts, and what operators do with their own."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from assistant.domain.account import Operator, Role, check_new_password
from assistant.errors import Conflict, InvalidInput, NotAuthenticated, NotFound
from assistant.services.accounts import hash_password, matches
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory


async def list_accounts(unit_of_work: UnitOfWorkFactory) -> list[Operator]:
    """Return every account, by name."""
    async with unit_of_work() as uow:
        return await uow.operators.list_all()


async def change_account(
    unit_of_work: UnitOfWorkFactory,
    operator_id: str,
    by: Operator,
    now: datetime,
    *,
    roles: Sequence[Role] | None = None,
    enabled: bool | None = None,
    password: str | None = None,
    reset_second_factor: bool = False,
    request_id: str = "",
) -> Operator:
    """Change an account; its logins end, so that nobody goes on with rights that were taken away.

    Raises:
        NotFound: There is no such account.
        InvalidInput: No role is left, or the password is unusable.
        Conflict: Nobody would be left who can administer.
    """
    if roles is not None and not roles:
        raise InvalidInput("Leave the account at least one role, or disable it.")
    if password is not None:
        check_new_password(password)
    password_hash = await asyncio.to_thread(hash_password, password) if password is not None else None
    async with unit_of_work() as uow:
        if roles is not None:
            await uow.operators.set_roles(operator_id, tuple(dict.fromkeys(roles)))
        if enabled is not None:
            await uow.operators.set_enabled(operator_id, enabled)
        if password_hash is not None:
            await uow.operators.set_password(operator_id, password_hash)
            await uow.operators.clear_failures(operator_id)
        if reset_second_factor:
            await uow.second_factors.remove(operator_id)
        changed = await uow.operators.get(operator_id)
        if changed is None:
            raise NotFound(f"There is no operator {operator_id!r}.")
        await _keep_an_administrator(uow)
        await uow.operator_sessions.delete_of(operator_id)
        what = {
            "roles": [role.value for role in roles] if roles is not None else None,
            "enabled": enabled,
            "password": password is not None,
            "second_factor_reset": reset_second_factor,
        }
        await uow.audit.add(
            at=now,
            operator_id=by.id,
            actor=by.name,
            action="account_changed",
            subject=operator_id,
            detail={name: value for name, value in what.items() if value not in (None, False) or name == "enabled"},
            request_id=request_id,
        )
        await uow.commit()
    return changed


async def change_own_password(
    unit_of_work: UnitOfWorkFactory, operator: Operator, old: str, new: str, now: datetime
) -> None:
    """Replace one's own password; every login of the account ends.

    Raises:
        NotAuthenticated: The old one is wrong.
        InvalidInput: The new one is unusable.
    """
    check_new_password(new)
    if not await asyncio.to_thread(matches, operator.password_hash, old):
        raise NotAuthenticated("The present password is wrong.")
    password_hash = await asyncio.to_thread(hash_password, new)
    async with unit_of_work() as uow:
        await uow.operators.set_password(operator.id, password_hash)
        await uow.operator_sessions.delete_of(operator.id)
        await uow.audit.add(
            at=now, operator_id=operator.id, actor=operator.name, action="password_changed", subject=operator.id
        )
        await uow.commit()


async def _keep_an_administrator(uow: UnitOfWork) -> None:
    accounts = await uow.operators.list_all()
    if not any(account.enabled and Role.ADMINISTRATOR in account.roles for account in accounts):
        raise Conflict("Nobody would be left who can administer. Give the role to somebody else first.")
