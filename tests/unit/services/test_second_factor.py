"""The second factor: offered, confirmed, asked for, good once."""

from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from assistant.domain.account import Operator, Role
from assistant.errors import AccountLocked, Conflict, InvalidInput, NotAuthenticated, SecondFactorNeeded
from assistant.services import accounts
from assistant.services.account_admin import change_account, change_own_password, list_accounts
from assistant.services.accounts import LoginResult, authenticate, create_operator, log_in
from assistant.services.private_values import PrivateValues
from assistant.services.second_factor import confirm_factor, has_factor, offer_factor, remove_factor
from assistant.store.database import Database
from tests.records import NOW

PASSWORD = "correct horse battery"
SEALER = PrivateValues(b"k" * 32)
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def light_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least work."""
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def li_with_factor(database: Database) -> tuple[Operator, pyotp.TOTP]:
    li = await create_operator(database.unit_of_work, "li", PASSWORD, [Role.ADMINISTRATOR], NOW)
    offered = await offer_factor(database.unit_of_work, SEALER, li)
    totp = pyotp.TOTP(offered.secret)
    await confirm_factor(database.unit_of_work, SEALER, li, totp.at(NOW), NOW)
    return li, totp


async def enter(database: Database, code: str | None, seconds: int = 60) -> LoginResult:
    now = NOW + timedelta(seconds=seconds)
    return await log_in(database.unit_of_work, "li", PASSWORD, now, "203.0.113.7", "r", code, SEALER)


async def test_an_offered_factor_is_not_asked_for_before_it_is_confirmed(database: Database) -> None:
    li = await create_operator(database.unit_of_work, "li", PASSWORD, [Role.OPERATOR], NOW)
    await offer_factor(database.unit_of_work, SEALER, li)

    assert (await enter(database, None)).operator_id == li.id
    assert not await has_factor(database.unit_of_work, li.id)
    with pytest.raises(InvalidInput):
        await confirm_factor(database.unit_of_work, SEALER, li, "000000", NOW)


async def test_without_a_code_the_password_alone_opens_nothing(database: Database) -> None:
    await li_with_factor(database)

    with pytest.raises(SecondFactorNeeded):
        await enter(database, None)
    with pytest.raises(NotAuthenticated):
        await enter(database, "000000")


async def test_a_code_is_good_once(database: Database) -> None:
    li, totp = await li_with_factor(database)
    code = totp.at(NOW + 2 * HALF_MINUTE)

    assert (await enter(database, code)).operator_id == li.id
    with pytest.raises(NotAuthenticated):
        await enter(database, code)
    with pytest.raises(NotAuthenticated):
        await enter(database, totp.at(NOW + HALF_MINUTE))


async def test_codes_of_the_steps_beside_the_present_one_are_good_and_older_ones_are_not(database: Database) -> None:
    _, totp = await li_with_factor(database)

    with pytest.raises(NotAuthenticated):
        await enter(database, totp.at(NOW + 2 * HALF_MINUTE), seconds=150)
    assert await enter(database, totp.at(NOW + 4 * HALF_MINUTE), seconds=150)


async def test_guessing_codes_locks_the_account(database: Database) -> None:
    await li_with_factor(database)
    for _ in range(5):
        with pytest.raises(NotAuthenticated):
            await enter(database, "000000")

    with pytest.raises(AccountLocked):
        await enter(database, "000000")


async def test_the_secret_is_sealed_and_one_in_use_is_not_replaced(database: Database) -> None:
    li, totp = await li_with_factor(database)

    with pytest.raises(Conflict):
        await offer_factor(database.unit_of_work, SEALER, li)
    async with database.unit_of_work() as uow:
        stored = await uow.second_factors.get(li.id)
    assert stored is not None
    assert totp.secret.encode() not in stored.sealed
    await remove_factor(database.unit_of_work, li, li, NOW)
    assert await enter(database, None)


async def test_a_changed_account_has_to_log_in_again(database: Database) -> None:
    li = await create_operator(database.unit_of_work, "li", PASSWORD, [Role.ADMINISTRATOR], NOW)
    zhao = await create_operator(database.unit_of_work, "zhao", PASSWORD, [Role.OPERATOR], NOW)
    login = await log_in(database.unit_of_work, "zhao", PASSWORD, NOW, "", "r")

    changed = await change_account(database.unit_of_work, zhao.id, li, NOW, roles=[Role.AUDITOR])

    assert changed.roles == (Role.AUDITOR,)
    with pytest.raises(NotAuthenticated):
        await authenticate(database.unit_of_work, login.token, NOW)


async def test_the_last_administrator_stays_one(database: Database) -> None:
    li = await create_operator(database.unit_of_work, "li", PASSWORD, [Role.ADMINISTRATOR], NOW)

    for change in ({"enabled": False}, {"roles": [Role.OPERATOR]}):
        with pytest.raises(Conflict):
            await change_account(database.unit_of_work, li.id, li, NOW, **change)  # type: ignore[arg-type]

    (account,) = await list_accounts(database.unit_of_work)
    assert account.enabled
    assert account.roles == (Role.ADMINISTRATOR,)


async def test_ones_own_password_needs_the_present_one_and_ends_every_login(database: Database) -> None:
    li = await create_operator(database.unit_of_work, "li", PASSWORD, [Role.OPERATOR], NOW)
    login = await enter(database, None)
    with pytest.raises(NotAuthenticated):
        await change_own_password(database.unit_of_work, li, "wrong password!", "another good one", NOW)

    await change_own_password(database.unit_of_work, li, PASSWORD, "another good one", NOW)

    with pytest.raises(NotAuthenticated):
        await authenticate(database.unit_of_work, login.token, NOW)
    with pytest.raises(NotAuthenticated):
        await enter(database, None)
