"""The second factor at login: time-based codes (RFC 6238) from an authenticator, each good once."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime

import pyotp

from assistant.domain.account import Operator
from assistant.errors import Conflict, InvalidInput, NotAuthenticated, SecondFactorNeeded
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.console_records import SecondFactorRecord

STEP_SECONDS = 30
STEPS_APART = (0, -1, 1)
"""One step before and after is accepted: clocks of telephones differ (RFC 6238, 5.2)."""

ISSUER = "科学育儿助手"


@dataclass(frozen=True, slots=True)
class OfferedFactor:
    """A new secret, shown this once: as text, and as the address that the authenticator's camera reads."""

    secret: str = field(repr=False)
    address: str = field(repr=False)


async def offer_factor(unit_of_work: UnitOfWorkFactory, sealer: PrivateValues, operator: Operator) -> OfferedFactor:
    """Make a second factor that is in use only after `confirm_factor`.

    Raises:
        Conflict: One is in use already.
    """
    secret = pyotp.random_base32()
    async with unit_of_work() as uow:
        if not await uow.second_factors.offer(SecondFactorRecord(operator.id, sealer.seal(secret))):
            raise Conflict("A second factor is in use. Remove it first.")
        await uow.commit()
    return OfferedFactor(secret, pyotp.TOTP(secret).provisioning_uri(operator.name, issuer_name=ISSUER))


async def confirm_factor(
    unit_of_work: UnitOfWorkFactory, sealer: PrivateValues, operator: Operator, code: str, now: datetime
) -> None:
    """Put the offered factor into use, once its first code is right.

    Raises:
        InvalidInput: The code is wrong, or nothing was offered.
    """
    async with unit_of_work() as uow:
        factor = await uow.second_factors.get(operator.id)
        step = _step_of(factor, sealer, code, now)
        if step is None or not await uow.second_factors.confirm(operator.id, now):
            raise InvalidInput("The code is not the one of this moment, or no second factor was offered.")
        await uow.second_factors.use_step(operator.id, step)
        await _audit(uow, operator, "second_factor_set", now)
        await uow.commit()


async def remove_factor(unit_of_work: UnitOfWorkFactory, operator: Operator, by: Operator, now: datetime) -> None:
    """Remove an account's second factor: its owner, or an administrator when the telephone is lost."""
    async with unit_of_work() as uow:
        if await uow.second_factors.remove(operator.id):
            await _audit(uow, by, "second_factor_removed", now, operator.id)
        await uow.commit()


async def has_factor(unit_of_work: UnitOfWorkFactory, operator_id: str) -> bool:
    """Whether the account asks for a second factor."""
    async with unit_of_work() as uow:
        factor = await uow.second_factors.get(operator_id)
    return factor is not None and factor.confirmed_at is not None


async def check_factor(
    unit_of_work: UnitOfWorkFactory, sealer: PrivateValues | None, operator_id: str, code: str | None, now: datetime
) -> None:
    """Let a login through whose account has no second factor, or whose code is right and was not used before.

    Raises:
        SecondFactorNeeded: No code was sent.
        NotAuthenticated: The code is wrong, or was used already.
    """
    async with unit_of_work() as uow:
        factor = await uow.second_factors.get(operator_id)
        if factor is None or factor.confirmed_at is None:
            return
        if not code:
            raise SecondFactorNeeded("The account has a second factor; send `totp`.")
        step = _step_of(factor, sealer, code, now)
        if step is None or not await uow.second_factors.use_step(operator_id, step):
            raise NotAuthenticated("The code of the second factor is wrong or was used before.")
        await uow.commit()


def _step_of(factor: SecondFactorRecord | None, sealer: PrivateValues | None, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, or None."""
    if factor is None or sealer is None:
        return None
    totp, present = pyotp.TOTP(sealer.open(factor.sealed)), int(now.timestamp()) // STEP_SECONDS
    given = code.replace(" ", "").encode("utf-8", "surrogatepass")
    for apart in STEPS_APART:
        expected = totp.at((present + apart) * STEP_SECONDS).encode()
        if hmac.compare_digest(expected, given):
            return present + apart
    return None


async def _audit(uow: UnitOfWork, operator: Operator, action: str, now: datetime, subject: str = "") -> None:
    await uow.audit.add(
        at=now, operator_id=operator.id, actor=operator.name, action=action, subject=subject or operator.id
    )
