"""Reading what the service sent along with a turn."""

from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker


@dataclass(frozen=True, slots=True)
class Turn:
    """The message that Rasa is answering, with the context that the service keeps.

    `full_question` is what a message asks that goes on from the question before (八个月了, 多久能好), else empty;
    `names` and `may_answer` say what may answer it, as `Question` does. `knows_around` says that a point was
    shared before and what lies around it is still known.
    """

    text: str
    intent: str
    age_months: int | None
    district: str | None
    last_question: str
    full_question: str
    last_entry_ids: tuple[str, ...]
    names: tuple[str, ...] = ()
    may_answer: bool = True
    knows_around: bool = False


def read_turn(tracker: Tracker) -> Turn:
    """Return the present turn; a call without the service's context (Rasa's own REST channel) has none."""
    message: dict[str, Any] = tracker.latest_message
    context: dict[str, Any] = message.get("metadata") or {}
    return Turn(
        text=str(message.get("text") or ""),
        intent=str((message.get("intent") or {}).get("name") or ""),
        age_months=context.get("age_months"),
        district=context.get("district"),
        last_question=str(context.get("last_question") or ""),
        full_question=str(context.get("full_question") or ""),
        last_entry_ids=tuple(context.get("last_entry_ids") or ()),
        names=tuple(context.get("names") or ()),
        may_answer=bool(context.get("may_answer", True)),
        knows_around=bool(context.get("knows_around")),
    )
