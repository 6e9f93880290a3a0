"""How many free sittings a child has in a year: a setting per district, and a ledger of what was used.

Source: 无锡市“十四五”托育服务发展规划, 三(二)4, aims at six or more sittings a year for children cared for at home.
It is the aim of a plan, no promise: what counts is what the district arranges.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from assistant.domain.booking_errors import EntitlementUsedUp


class LedgerKind(str, Enum):
    """Why a row was written."""

    USE = "use"
    RETURN = "return"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One row of the ledger; rows are added and never changed.

    Attributes:
        child_id: The child record it was written for; deleted with it.
        entitlement_key: What is counted by; joined records share it.
        year: Calendar year of the sitting, in Wuxi.
        kind: Why it was written.
        change: 1 for a use, -1 for a return; for an override the sittings granted (or taken back, when negative).
        reason: In a word (booked, moved, cancelled, ...) or, for an override, as the operator wrote it.
        at: When.
        booking_id: The booking behind it, or None.
        operator_id: The operator behind it, or None.
        id: Given by the database.
    """

    child_id: str
    entitlement_key: str
    year: int
    kind: LedgerKind
    change: int
    reason: str
    at: datetime
    booking_id: str | None = None
    operator_id: str | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class YearlyEntitlement:
    """What one district arranges.

    Attributes:
        district: In Chinese.
        sessions_per_year: Sittings a year that are aimed at, or allowed where `is_limit`.
        is_limit: Whether the district refuses more; the plan's number is a floor, so by default it does not.
        basis: Document behind the number.
        certainty: official, reported or unconfirmed.
    """

    district: str
    sessions_per_year: int
    is_limit: bool
    basis: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What a child has used of one year, as far as this system booked it.

    Attributes:
        year: Calendar year.
        used: Uses less returns, 0 or more.
        granted: Sum of the overrides.
        rule: The district's number and its basis.
    """

    year: int
    used: int
    granted: int
    rule: YearlyEntitlement

    @property
    def total(self) -> int:
        """The year's number with what operators granted."""
        return max(self.rule.sessions_per_year + self.granted, 0)

    @property
    def left(self) -> int:
        """Sittings left of that number, 0 or more."""
        return max(self.total - self.used, 0)

    def check_another(self) -> None:
        """Let one more sitting through.

        Raises:
            EntitlementUsedUp: The district limits the number and it is reached.
        """
        if self.rule.is_limit and self.used >= self.total:
            raise EntitlementUsedUp(
                f"{self.rule.district}: all {self.total} sittings of {self.year} are used. An operator may grant more.",
                total=self.total,
                year=self.year,
            )
