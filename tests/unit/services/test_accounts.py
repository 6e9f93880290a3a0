"""Operators' logins."""

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher

from assistant.domain.account import Role, check_new_name, check_new_password
from assistant.errors import AccountLocked, Conflict, InvalidInput, NotAllowed, NotAuthenticated
from assistant.services import accounts
from assistant.services.accounts import (
    LoginResult,
    authenticate,
    check_csrf,
    create_operator,
    log_in,
    log_out,
    signed_in,
)
from assistant.services.audit import read_audit
from assistant.store.database import Database
from tests.records import NOW

PASSWORD = "correct horse battery"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def light_hashing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash with the least work, since what hashing costs is not what these tests are about."""
    accounts._nobodys_hash.cache_clear()
    monkeypatch.setattr(accounts, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    accounts._nobodys_hash.cache_clear()


async def make_li(database: Database) -> str:
    operator = await create_operator(database.unit_of_work, "li", PASSWORD, [Role.OPERATOR, Role.AUDITOR], NOW)
    return operator.id


async def log_in_li(database: Database, password: str = PASSWORD, now: datetime = NOW, name: str = "li") -> LoginResult:
    return await log_in(database.unit_of_work, name, password, now, "203.0.113.7", "req-1")


async def fail(database: Database, times: int, now: datetime = NOW) -> None:
    for _ in range(times):
        with pytest.raises(NotAuthenticated):
            await log_in_li(database, "wrong password!", now)


async def actions(database: Database) -> list[str]:
    return [record.action for record in reversed(await read_audit(database.unit_of_work, 200))]


async def test_a_login_opens_and_its_token_says_who_is_calling(database: Database) -> None:
    operator_id = await make_li(database)

    login = await log_in_li(database)
    operator = await authenticate(database.unit_of_work, login.token, NOW)

    assert (operator.id, operator.name, operator.roles) == (operator_id, "li", (Role.OPERATOR, Role.AUDITOR))
    assert (login.operator_id, login.roles) == (operator_id, operator.roles)
    assert login.expires_at == NOW + timedelta(hours=12)
    assert len(login.token) >= 43
    assert login.token != login.csrf_token
    assert await actions(database) == ["operator_created", "login"]


async def test_neither_password_nor_tokens_are_stored_or_printed(database: Database) -> None:
    await make_li(database)
    login = await log_in_li(database)
    caller = await signed_in(database.unit_of_work, login.token, NOW)

    records = await read_audit(database.unit_of_work)
    seen = repr((login, caller, caller.session.token_hash, caller.operator.password_hash, records))

    assert caller.operator.password_hash.startswith("$argon2id$")
    for secret in (PASSWORD, login.token, login.csrf_token):
        assert secret not in seen
    assert "argon2" not in repr(caller)


async def test_a_login_ends_after_twelve_hours(database: Database) -> None:
    await make_li(database)
    login = await log_in_li(database)

    await authenticate(database.unit_of_work, login.token, login.expires_at - timedelta(seconds=1))
    with pytest.raises(NotAuthenticated):
        await authenticate(database.unit_of_work, login.token, login.expires_at)


async def test_a_login_that_was_ended_is_over_and_others_go_on(database: Database) -> None:
    await make_li(database)
    first, second = await log_in_li(database), await log_in_li(database)

    await log_out(database.unit_of_work, first.token, NOW)
    await log_out(database.unit_of_work, first.token, NOW)

    with pytest.raises(NotAuthenticated):
        await authenticate(database.unit_of_work, first.token, NOW)
    await authenticate(database.unit_of_work, second.token, NOW)
    assert (await actions(database))[-1:] == ["logout"]
    assert (await actions(database)).count("logout") == 1


@pytest.mark.parametrize("token", ["", "unknown", "\x00", "\ud83d"])
async def test_an_unknown_token_is_nobody(database: Database, token: str) -> None:
    with pytest.raises(NotAuthenticated):
        await authenticate(database.unit_of_work, token, NOW)
    await log_out(database.unit_of_work, token, NOW)


async def test_a_disabled_account_can_neither_log_in_nor_go_on(database: Database) -> None:
    operator_id = await make_li(database)
    login = await log_in_li(database)
    async with database.unit_of_work() as uow:
        await uow.operators.set_enabled(operator_id, False)
        await uow.commit()

    with pytest.raises(NotAuthenticated):
        await authenticate(database.unit_of_work, login.token, NOW)
    with pytest.raises(NotAuthenticated):
        await log_in_li(database)


async def test_only_the_logins_own_csrf_token_passes(database: Database) -> None:
    await make_li(database)
    first, second = await log_in_li(database), await log_in_li(database)
    session = (await signed_in(database.unit_of_work, first.token, NOW)).session

    check_csrf(session, first.csrf_token)
    for wrong in ("", second.csrf_token, first.token, "\ud83d"):
        with pytest.raises(NotAllowed):
            check_csrf(session, wrong)


async def test_five_failures_lock_the_account_for_fifteen_minutes(database: Database) -> None:
    await make_li(database)
    await fail(database, 5)

    with pytest.raises(AccountLocked) as caught:
        await log_in_li(database, now=NOW + 5 * MINUTE)
    assert caught.value.retry_after_seconds == 600
    with pytest.raises(AccountLocked):
        await log_in_li(database, now=NOW + 15 * MINUTE - timedelta(seconds=1))

    await log_in_li(database, now=NOW + 15 * MINUTE)
    assert await actions(database) == [
        "operator_created",
        *["login_failed"] * 5,
        "account_locked",
        *["login_refused"] * 2,
        "login",
    ]


async def test_after_a_lock_there_are_five_tries_again(database: Database) -> None:
    await make_li(database)
    await fail(database, 5)

    await fail(database, 5, NOW + 15 * MINUTE)

    with pytest.raises(AccountLocked):
        await log_in_li(database, now=NOW + 16 * MINUTE)


async def test_a_success_forgets_the_failures_before(database: Database) -> None:
    await make_li(database)
    await fail(database, 4)
    await log_in_li(database)

    await fail(database, 4)
    await log_in_li(database)


async def test_guesses_in_parallel_are_counted_before_any_is_checked(database: Database) -> None:
    await make_li(database)

    outcomes = await asyncio.gather(
        *(log_in_li(database, "wrong password!") for _ in range(12)), return_exceptions=True
    )

    kinds = [type(outcome) for outcome in outcomes]
    assert kinds.count(NotAuthenticated) == 5
    assert kinds.count(AccountLocked) == 7


@pytest.mark.parametrize("name", ["nobody", "", "li\x00", "\ud83d", "x" * 10_000])
async def test_an_unknown_name_fails_like_a_wrong_password_and_is_not_written_down(
    database: Database, name: str
) -> None:
    await make_li(database)

    with pytest.raises(NotAuthenticated) as unknown:
        await log_in_li(database, name=name)
    with pytest.raises(NotAuthenticated) as wrong:
        await log_in_li(database, "wrong password!")

    assert str(unknown.value) == str(wrong.value)
    records = await read_audit(database.unit_of_work)
    assert [(record.action, record.actor) for record in records[:2]] == [
        ("login_failed", "li"),
        ("login_failed", "unknown"),
    ]
    assert records[0].detail == {"address": "203.0.113.7"}
    assert records[0].request_id == "req-1"


async def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class CountingHasher:
        def __init__(self) -> None:
            self.checked: list[str] = []

        def verify(self, password_hash: str, password: bytes) -> bool:
            self.checked.append(password_hash)
            return real.verify(password_hash, password)

        def hash(self, password: str) -> str:
            return real.hash(password)

    await make_li(database)
    real, counting = accounts._HASHER, CountingHasher()
    monkeypatch.setattr(accounts, "_HASHER", counting)

    for name in ("li", "nobody"):
        with pytest.raises(NotAuthenticated):
            await log_in_li(database, "wrong password!", name=name)

    known, unknown = (password_hash.rsplit("$", 2)[0] for password_hash in counting.checked)
    assert known == unknown


@pytest.mark.parametrize("password", ["", "x" * 11, "x" * 1001, "long enough\x00", "long enough\ud83d"])
def test_a_bad_new_password_is_refused_with_the_rule(password: str) -> None:
    with pytest.raises(InvalidInput, match="password"):
        check_new_password(password)


async def test_twelve_characters_are_enough_and_chinese_ones_count(database: Database) -> None:
    password = "无锡太湖春天的早晨很安静"
    assert len(password) == 12
    await create_operator(database.unit_of_work, "li", password, [Role.OPERATOR])

    assert (await log_in_li(database, password)).roles == (Role.OPERATOR,)


@pytest.mark.parametrize("name", ["", " li", "li\n", "x" * 65, "li\x00"])
def test_a_name_that_nobody_can_type_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="login name"):
        check_new_name(name)


async def test_no_account_is_made_with_a_bad_name_or_password(database: Database) -> None:
    for name, password in (("li", "short"), (" li", PASSWORD)):
        with pytest.raises(InvalidInput):
            await create_operator(database.unit_of_work, name, password, [Role.OPERATOR])

    assert await actions(database) == []


def test_passwords_are_hashed_with_argon2id_at_its_recommended_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    assert accounts._HASHER.hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_an_account_needs_a_role_and_a_free_name(database: Database) -> None:
    with pytest.raises(InvalidInput, match="role"):
        await create_operator(database.unit_of_work, "li", PASSWORD, [])
    await make_li(database)
    with pytest.raises(Conflict, match="'li'"):
        await make_li(database)


@pytest.mark.parametrize("password", ["\x00", "\ud83d", "x" * 100_000])
async def test_an_odd_password_is_only_wrong(database: Database, password: str) -> None:
    await make_li(database)
    with pytest.raises(NotAuthenticated):
        await log_in_li(database, password)
