"""How urgent a situation is: four levels and none."""

from enum import Enum


class Urgency(str, Enum):
    """Level of a situation; comparable, `CALL120` is the highest.

    All four comparisons are written out: a text's own would compare letters, and call120 comes before home_care there.
    """

    NONE = "none"
    HOME_CARE = "home_care"
    DOCTOR_24H = "doctor_24h"
    HOSPITAL_NOW = "hospital_now"
    CALL120 = "call120"

    @property
    def rank(self) -> int:
        """0 for none up to 4 for call120."""
        return _RANKS[self.value]

    @property
    def is_emergency(self) -> bool:
        """Whether the message goes out even while a person is on (call120, hospital_now)."""
        return self >= Urgency.HOSPITAL_NOW

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Urgency) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, Urgency) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Urgency) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, Urgency) else NotImplemented


_RANKS = {level.value: rank for rank, level in enumerate(Urgency)}
