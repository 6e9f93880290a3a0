"""How many free sittings a child has in a year, and who may grant more."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assistant.domain.booking_errors import BookingNotFound, UnusableDetail
from assistant.domain.entitlement import Balance, LedgerEntry, LedgerKind, YearlyEntitlement
from assistant.errors import ConfigurationError
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory

COLUMNS = ["district", "sessions_per_year", "is_limit", "basis", "certainty"]
CERTAINTIES = ("official", "reported", "unconfirmed")


@dataclass(frozen=True, slots=True)
class Entitlements:
    """The setting of each district, by its Chinese name."""

    by_district: Mapping[str, YearlyEntitlement]

    def of(self, district: str) -> YearlyEntitlement:
        """Return the district's setting.

        Raises:
            UnusableDetail: The district is none of Wuxi's.
        """
        try:
            return self.by_district[district]
        except KeyError:
            known = "、".join(self.by_district)
            raise UnusableDetail(
                "district_unknown", f"{district[:20]!r} is no district. Use one of: {known}."
            ) from None

    async def balance(self, uow: UnitOfWork, entitlement_key: str, district: str, year: int) -> Balance:
        """Return what is used and left, as far as this system booked it."""
        used, granted = await uow.ledger.sums(entitlement_key, year)
        return Balance(year, used, granted, self.of(district))


def load_entitlements(file: Path) -> Entitlements:
    """Read the table.

    Raises:
        ConfigurationError: It is missing or a row is wrong; names file, line and what is wanted.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.DictReader(handle))
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}. It holds the yearly number.") from error
    return Entitlements({row["district"]: _read(file, line, row) for line, row in enumerate(rows, 2)})


def _read(file: Path, line: int, row: Mapping[str, str | None]) -> YearlyEntitlement:
    if set(row) != set(COLUMNS) or None in row.values():
        raise ConfigurationError(f"{file}:{line}: the columns must be {', '.join(COLUMNS)}.")
    district, number, is_limit, basis, certainty = (str(row[column]).strip() for column in COLUMNS)
    if not number.isascii() or not number.isdigit() or not 1 <= int(number) <= 366:
        raise ConfigurationError(f"{file}:{line}: sessions_per_year is {number!r}. Write a number from 1 to 366.")
    if is_limit not in ("yes", "no") or certainty not in CERTAINTIES or not basis:
        raise ConfigurationError(
            f"{file}:{line}: is_limit must be yes or no, certainty one of {', '.join(CERTAINTIES)}, basis a document."
        )
    return YearlyEntitlement(district, int(number), is_limit == "yes", basis, certainty)


async def grant(
    unit_of_work: UnitOfWorkFactory,
    child_id: str,
    year: int,
    change: int,
    reason: str,
    operator_id: str,
    operator_name: str,
    now: datetime,
    request_id: str = "",
) -> None:
    """Grant a child more sittings of a year, or take granted ones back; audited.

    Raises:
        UnusableDetail: No reason, a change of 0 or beyond 50, or a year out of reach.
        BookingNotFound: There is no such child record.
    """
    if not reason.strip() or len(reason) > 200:
        raise UnusableDetail("reason_needed", "A grant needs a reason of at most 200 characters.")
    if change == 0 or abs(change) > 50 or abs(year - now.year) > 1:
        raise UnusableDetail("grant_invalid", "A grant changes 1 to 50 sittings of this, the last or the next year.")
    async with unit_of_work() as uow:
        child = await uow.guardians.child(child_id)
        if child is None:
            raise BookingNotFound(f"There is no child record {child_id!r}.")
        await uow.ledger.add(
            LedgerEntry(
                child_id=child.id,
                entitlement_key=child.entitlement_key,
                year=year,
                kind=LedgerKind.OVERRIDE,
                change=change,
                reason=reason.strip(),
                at=now,
                operator_id=operator_id,
            )
        )
        await uow.audit.add(
            at=now,
            actor=operator_name,
            operator_id=operator_id,
            action="entitlement_granted",
            subject=child.id,
            detail={"year": year, "change": change, "reason": reason.strip()},
            request_id=request_id,
        )
        await uow.commit()
