"""Operators' accounts: making one, logging in, checking a login, logging out."""

import asyncio
import functools
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from assistant.domain.account import (
    FAILURES_BEFORE_LOCK,
    LOCK_LASTS,
    LONGEST_PASSWORD,
    SESSION_LASTS,
    Operator,
    OperatorSession,
    Role,
    check_new_name,
    check_new_password,
)
from assistant.errors import AccountLocked, Conflict, InvalidInput, NotAllowed, NotAuthenticated, SecondFactorNeeded
from assistant.services.private_values import PrivateValues
from assistant.services.second_factor import check_factor
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory

_HASHER = PasswordHasher()

_WRONG = "Name or password is wrong, or the account is disabled."


@dataclass(frozen=True, slots=True)
class LoginResult:
    """A new login. Both secrets are returned this once; the store has only their hashes."""

    token: str = field(repr=False)
    csrf_token: str = field(repr=False)
    expires_at: datetime
    roles: tuple[Role, ...]
    operator_id: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is calling, and under which login."""

    operator: Operator
    session: OperatorSession


async def create_operator(
    unit_of_work: UnitOfWorkFactory,
    name: str,
    password: str,
    roles: Sequence[Role],
    now: datetime | None = None,
    by: Operator | None = None,
) -> Operator:
    """Make an account; `by` is the administrator who does so, None for the command line.

    Raises:
        InvalidInput: Name or password is unusable, or no role was given.
        Conflict: The name is taken.
    """
    check_new_name(name)
    check_new_password(password)
    if not roles:
        raise InvalidInput(f"Give {name!r} at least one role: {', '.join(role.value for role in Role)}.")
    password_hash = await asyncio.to_thread(_HASHER.hash, password)
    at = now or datetime.now(timezone.utc)
    operator = Operator(secrets.token_hex(16), name, password_hash, tuple(dict.fromkeys(roles)), at)
    async with unit_of_work() as uow:
        try:
            await uow.operators.add(operator)
        except Conflict as error:
            raise Conflict(f"There is an operator {name!r} already. Take another name.") from error
        await uow.audit.add(
            at=at,
            operator_id=by.id if by else None,
            actor=by.name if by else "system",
            action="operator_created",
            subject=operator.id,
            detail={"name": name, "roles": [role.value for role in operator.roles]},
        )
        await uow.commit()
    return operator


async def log_in(
    unit_of_work: UnitOfWorkFactory,
    name: str,
    password: str,
    now: datetime,
    address: str,
    request_id: str,
    totp: str | None = None,
    sealer: PrivateValues | None = None,
) -> LoginResult:
    """Begin a login.

    Args:
        unit_of_work: Opens a transaction.
        name: Login name as typed.
        password: Password as typed.
        now: The present instant, aware.
        address: Where the call came from, for the audit log.
        request_id: The call, for the audit log.
        totp: Code of the second factor as typed, where the account has one.
        sealer: Opens the second factor's secret; without it no account that has one gets in.

    Raises:
        SecondFactorNeeded: The password is right, and a code is needed beside it.
        NotAuthenticated: Unknown name, wrong password or disabled account; the caller cannot tell which, not by
            the time it takes either.
        AccountLocked: Five failures in a row; nothing is checked until the lock ends.
    """
    operator = await _begin_attempt(unit_of_work, name, now, address, request_id)
    is_right = await asyncio.to_thread(matches, operator.password_hash if operator else None, password)
    if operator is not None and operator.enabled and is_right:
        try:
            await check_factor(unit_of_work, sealer, operator.id, totp, now)
        except SecondFactorNeeded:
            raise
        except NotAuthenticated:
            is_right = False
    async with unit_of_work() as uow:
        audit = functools.partial(_audit_login, uow, operator, now, address, request_id)
        if operator is None or not operator.enabled or not is_right:
            locks = operator is not None and operator.locked_until is not None
            await audit("login_failed")
            if locks:
                await audit("account_locked")
            await uow.commit()
            raise NotAuthenticated(_WRONG)
        result, session = _new_session(operator, now)
        await uow.operators.clear_failures(operator.id)
        await uow.operator_sessions.add(session)
        await audit("login")
        await uow.commit()
    return result


async def signed_in(unit_of_work: UnitOfWorkFactory, token: str, now: datetime) -> SignedIn:
    """Return who calls with this bearer or cookie.

    Raises:
        NotAuthenticated: Unknown or expired token, or the account is disabled.
    """
    async with unit_of_work() as uow:
        session = await uow.operator_sessions.get(_hashed(token))
        operator = await uow.operators.get(session.operator_id) if session and session.is_open(now) else None
    if session is None or operator is None or not operator.enabled:
        raise NotAuthenticated("The login is unknown or has ended. Log in again.")
    return SignedIn(operator, session)


async def authenticate(unit_of_work: UnitOfWorkFactory, token: str, now: datetime) -> Operator:
    """Return the operator who calls with this token; raises NotAuthenticated as `signed_in` does."""
    return (await signed_in(unit_of_work, token, now)).operator


def check_csrf(session: OperatorSession, csrf_token: str) -> None:
    """Let a call with a cookie through if it also bears the login's CSRF token.

    Raises:
        NotAllowed: The token is missing or wrong.
    """
    if not hmac.compare_digest(session.csrf_hash, _hashed(csrf_token)):
        raise NotAllowed("X-CSRF-Token is missing or not the one this login was given.")


async def log_out(unit_of_work: UnitOfWorkFactory, token: str, now: datetime, request_id: str = "") -> None:
    """End a login; harmless when it has ended already."""
    token_hash = _hashed(token)
    async with unit_of_work() as uow:
        session = await uow.operator_sessions.get(token_hash)
        if session is None or not await uow.operator_sessions.delete(token_hash):
            return
        operator = await uow.operators.get(session.operator_id)
        await uow.audit.add(
            at=now,
            operator_id=session.operator_id,
            actor=operator.name if operator else "unknown",
            action="logout",
            subject=session.operator_id,
            request_id=request_id,
        )
        await uow.commit()


async def _begin_attempt(
    unit_of_work: UnitOfWorkFactory, name: str, now: datetime, address: str, request_id: str
) -> Operator | None:
    """Count the attempt; return the account, or None when there is none; raise AccountLocked."""
    async with unit_of_work() as uow:
        try:
            operator = await uow.operators.begin_attempt(name, now, FAILURES_BEFORE_LOCK, now + LOCK_LASTS)
            locked = await uow.operators.by_name(name) if operator is None else None
        except InvalidInput:  # no account has a name that cannot be stored
            return None
        if locked is not None:
            await _audit_login(uow, locked, now, address, request_id, "login_refused")
        await uow.commit()
    if locked is not None and locked.locked_until is not None:
        wait = max(1, int((locked.locked_until - now).total_seconds()))
        raise AccountLocked(f"The account is locked after {FAILURES_BEFORE_LOCK} failures. Wait, then log in.", wait)
    return operator


async def _audit_login(
    uow: UnitOfWork, operator: Operator | None, now: datetime, address: str, request_id: str, action: str
) -> None:
    """Record it; an unknown name is left out, since people type passwords there by mistake."""
    await uow.audit.add(
        at=now,
        operator_id=operator.id if operator else None,
        actor=operator.name if operator else "unknown",
        action=action,
        subject=operator.id if operator else "unknown",
        detail={"address": address},
        request_id=request_id,
    )


def _new_session(operator: Operator, now: datetime) -> tuple[LoginResult, OperatorSession]:
    token, csrf_token, expires_at = secrets.token_urlsafe(32), secrets.token_urlsafe(32), now + SESSION_LASTS
    session = OperatorSession(_hashed(token), operator.id, _hashed(csrf_token), expires_at, now)
    return LoginResult(token, csrf_token, expires_at, operator.roles, operator.id), session


def hash_password(password: str) -> str:
    """Return the hash to store. Slow: never on the event loop."""
    return _HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Compare a password; takes as long for an unknown account. Slow: never on the event loop."""
    given = password.encode("utf-8", "surrogatepass")[: 4 * LONGEST_PASSWORD]
    try:
        return _HASHER.verify(password_hash or _nobodys_hash(), given) and password_hash is not None
    except VerificationError:
        return False


@functools.cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def _hashed(secret: str) -> str:
    """Hash a random secret; 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
