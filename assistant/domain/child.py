"""A child's age and the age bands that content speaks of."""

from dataclasses import dataclass
from typing import Any

DAYS_PER_MONTH = 30.4375
"""Mean length of a month, 365.25 / 12."""

OLDEST_MONTHS = 83
"""Content and rules reach to six years and eleven months."""


@dataclass(frozen=True, slots=True)
class Age:
    """Age (月龄) of one child.

    Attributes:
        months: Completed months, 0 or more. 出生42天 is 1, 一岁半 is 18.
        days: Days since birth where the age was stated in days or weeks, else None.
        approximate: True for 快四个月, 八个多月, 差不多一岁.
        corrected: True for 矫正月龄 of a preterm child.
    """

    months: int
    days: int | None = None
    approximate: bool = False
    corrected: bool = False

    @classmethod
    def of_days(cls, days: int, approximate: bool = False, corrected: bool = False) -> "Age":
        """Age from days since birth; a month counts once 30 days are complete."""
        return cls(int(days // 30) if days < 360 else int(days / DAYS_PER_MONTH), days, approximate, corrected)

    @property
    def in_days(self) -> int:
        """Days since birth: as stated, else the fewest that the completed months mean."""
        return self.days if self.days is not None else int(self.months * DAYS_PER_MONTH)

    def after(self, days: int) -> "Age":
        """The same child's age so many days later; exact only where it was known to the day."""
        if days <= 0:
            return self
        is_exact = self.days is not None and not self.approximate
        return Age.of_days(self.in_days + days, approximate=not is_exact, corrected=self.corrected)

    def to_json(self) -> list[Any]:
        """Return JSON values that `Age(*values)` turns back into an equal age."""
        return [self.months, self.days, self.approximate, self.corrected]
