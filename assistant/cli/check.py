"""What one check of the installation found."""

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """How a check ended; IDLE is a part that is not running, which is no fault."""

    OK = "ok"
    FAILED = "failed"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report.

    Attributes:
        name: What was checked.
        outcome: How it ended.
        finding: What was found, one line.
        remedy: What to do about it, one line; empty when nothing needs doing.
    """

    name: str
    outcome: Outcome
    finding: str
    remedy: str = ""


def passed(name: str, finding: str) -> Check:
    """Return a check that found nothing wrong."""
    return Check(name, Outcome.OK, finding)


def failed(name: str, finding: str, remedy: str) -> Check:
    """Return a check that found something to mend."""
    return Check(name, Outcome.FAILED, finding, remedy)


def idle(name: str, finding: str, remedy: str) -> Check:
    """Return a check of a part that is not running."""
    return Check(name, Outcome.IDLE, finding, remedy)
