"""How urgent a situation is: four levels and none."""

from enum import Enum
from functools import total_ordering


@total_ordering
class Urgency(str, Enum):
    """Level of a situation; comparable, `CALL120` is the highest."""

    NONE = "none"
    HOME_CARE = "home_care"
    DOCTOR_24H = "doctor_24h"
    HOSPITAL_NOW = "hospital_now"
    CALL120 = "call120"

    @property
    def rank(self) -> int:
        """0 for none up to 4 for call120."""
        return list(Urgency).index(self)

    @property
    def is_emergency(self) -> bool:
        """Whether the message goes out even while a person is on (call120, hospital_now)."""
        return self >= Urgency.HOSPITAL_NOW

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Urgency):
            return NotImplemented
        return self.rank < other.rank
