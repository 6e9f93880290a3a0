"""Whose booking it is: who made it, or who knows its code and the last four digits of its phone."""

import hmac

from assistant.domain.booking import TRIES_ALLOWED, TRIES_COUNT_FOR, Booking, normal_code
from assistant.domain.booking_errors import BookingNotFound, TooManyTries
from assistant.services.booking_requests import Requester, hash_of
from assistant.services.clock import Clock
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory


def hash_of_code(code: str, private_values: PrivateValues) -> str:
    """Return the keyed hash that a code is found by."""
    return private_values.lookup_hash(f"code:{code}")


class BookingAccess:
    """Finds bookings for those who may see them, and for nobody else."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, private_values: PrivateValues, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._private_values = private_values
        self._clock = clock

    async def by_code(self, text: str) -> Booking | None:
        """Return the booking with this code, whoever asks; the caller checks who that is."""
        async with self._unit_of_work() as uow:
            return await uow.bookings.by_code(hash_of_code(normal_code(text), self._private_values))

    async def find(self, requester: Requester, text: str) -> Booking:
        """Return the booking with this code if the requester may see it.

        Raises:
            BookingNotFound: There is none, or the digits are wrong or missing; the caller cannot tell which.
            TooManyTries: Five wrong tries in an hour, by this requester or at this code.
        """
        code_hash = hash_of_code(normal_code(text), self._private_values)
        async with self._unit_of_work() as uow:
            booking = await uow.bookings.by_code(code_hash)
            if booking is not None and await self._is_own(uow, requester, booking):
                return booking
        if not requester.phone_last4:
            raise BookingNotFound("No such booking of this requester. The phone's last four digits would open it.")
        keys = (f"code:{code_hash}", f"who:{self._private_values.lookup_hash(f'tries:{requester.key}')}")
        await self._count_try(keys)
        if booking is None or booking.phone is None or not self._matches(booking.phone, requester.phone_last4):
            raise BookingNotFound("No booking has this code and these digits.")
        async with self._unit_of_work() as uow:
            for key in keys:
                await uow.code_tries.forgive(key)
            await uow.commit()
        return booking

    async def _is_own(self, uow: UnitOfWork, requester: Requester, booking: Booking) -> bool:
        if requester.operator_id is not None:
            return requester.may_see_all or booking.operator_id == requester.operator_id
        if requester.identity is None:
            return False
        guardian = await uow.guardians.get(booking.guardian_id)
        own = hash_of(requester.identity, self._private_values)
        return guardian is not None and hmac.compare_digest(guardian.identity_hash, own)

    async def _count_try(self, keys: tuple[str, ...]) -> None:
        now = self._clock()
        async with self._unit_of_work() as uow:
            for key in sorted(keys):
                if not await uow.code_tries.begin(key, now, now - TRIES_COUNT_FOR, TRIES_ALLOWED):
                    wait = int(TRIES_COUNT_FOR.total_seconds())
                    raise TooManyTries(f"More than {TRIES_ALLOWED} tries at a booking code in an hour.", wait)
            await uow.commit()

    def _matches(self, sealed_phone: bytes, last4: str) -> bool:
        phone = self._private_values.open(sealed_phone)
        return hmac.compare_digest(phone[-4:].encode(), last4.encode("utf-8", "replace"))
