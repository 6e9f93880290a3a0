"""What a text alone says of an emergency, known before its turn and without the database."""

from dataclasses import dataclass

from assistant.channels.wechat.errands import SAY, Errand
from assistant.dialogue.safety import Triage
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.wechat import cut
from assistant.services.clock import Clock

LONGEST_READ = 1_000
"""Characters that are read for an alarm on the spot: more would keep everybody else waiting."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """Reads errands for an alarm.

    Attributes:
        triage: The rules in service.
        clock: The present instant.
    """

    triage: Triage
    clock: Clock

    def text(self, errand: Errand) -> str:
        """Return what triage says to a text alone when that is an emergency, as one message; empty otherwise."""
        if errand.kind != SAY:
            return ""
        decision = self.triage.read(errand.value[:LONGEST_READ], EMPTY_SITUATION, self.clock())
        return cut("\n\n".join(decision.texts))[0] if decision.urgency.is_emergency and decision.texts else ""
