"""The errors this product raises on purpose.

Each class carries a message for maintainers (cause and remedy). People never see it: channels turn the class into an
HTTP status and `dialogue/wording.py` into a Chinese sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.domain.triage.decision import Decision


class AssistantError(Exception):
    """Root of every error raised on purpose."""

    code = "internal_error"
    """Machine-readable name used in the API's error body."""


class ConfigurationError(AssistantError):
    """A setting is missing or wrong; the message names the variable, its value and what is wanted."""

    code = "configuration_error"


class InvalidInput(AssistantError):
    """The caller sent something that cannot be used as it is."""

    code = "invalid_input"


class TextTooLong(InvalidInput):
    """A message is longer than the limit that the assistant answers.

    `decision` holds what triage read in it when that is an emergency (a `domain.triage.decision.Decision`).
    """

    code = "text_too_long"
    decision: Decision | None = None


class NothingToRead(InvalidInput):
    """Nothing is left of a message after cleaning."""

    code = "empty_text"


class UnusablePlace(InvalidInput):
    """A place was given that nothing can be searched from; `code` tells why."""


class OutsideWuxi(UnusablePlace):
    """A point outside Wuxi."""

    code = "outside_wuxi"


class CoordinatesSwapped(UnusablePlace):
    """Latitude and longitude stand in each other's place."""

    code = "coordinates_swapped"


class IncompletePoint(UnusablePlace):
    """Latitude, longitude and datum are needed together."""

    code = "incomplete_point"


class UnknownPlace(UnusablePlace):
    """No district, subdistrict or landmark of Wuxi has this name."""

    code = "unknown_place"


class AmbiguousPlace(UnusablePlace):
    """Several places bear this name; `names` tells them apart."""

    code = "ambiguous_place"

    def __init__(self, message: str, names: tuple[str, ...]) -> None:
        super().__init__(message)
        self.names = names


class UnusableAge(InvalidInput):
    """An age beyond 0 to 83 months."""

    code = "unusable_age"


class DueInThePast(InvalidInput):
    """Something is to be done at a time that has passed."""

    code = "due_in_the_past"


class UnusableFile(InvalidInput):
    """A file that cannot be read as a table; `reason` says why, for the person who sent it."""

    code = "unusable_file"

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class SiteRefused(InvalidInput):
    """Something about a site cannot be taken as it is.

    `part` names it (key, origin, text, setting or logo) and `found` the words that stand against a text.
    """

    def __init__(self, part: str, message: str, found: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = f"site_{part}_refused"
        self.found = found


class NotAuthenticated(AssistantError):
    """No credential, or one that is wrong or has expired."""

    code = "not_authenticated"


class SecondFactorNeeded(NotAuthenticated):
    """Name and password are right; the code of the second factor is missing."""

    code = "second_factor_needed"


class NotAllowed(AssistantError):
    """The credential is good but does not cover this."""

    code = "not_allowed"


class NotFound(AssistantError):
    """The thing asked for does not exist, or the caller may not know that it does."""

    code = "not_found"


class Conflict(AssistantError):
    """The request contradicts what is stored."""

    code = "conflict"


class ChoiceExpired(Conflict):
    """A choice is unknown, belongs to another conversation or is too old.

    `question` holds the last reply that asked something, with fresh choices, where there is one.
    """

    code = "choice_expired"
    question: dict[str, Any] | None = None


class ClientMessageReused(Conflict):
    """A client_message_id came back with another body."""

    code = "client_message_id_reused"


class TooManyRequests(AssistantError):
    """A rate limit was reached."""

    code = "too_many_requests"

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class AccountLocked(AssistantError):
    """Too many failed logins; the account opens again by itself."""

    code = "account_locked"

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(AssistantError):
    """A part this call needs is not there at the moment."""

    code = "unavailable"


class RasaUnavailable(Unavailable):
    """Rasa did not answer in time or at all."""

    code = "rasa_unavailable"


class StartingUp(Unavailable):
    """The service has just started, and what a call needs is still being loaded; callers try again as they do then."""


class KnowledgeError(AssistantError):
    """Files of the knowledge base are wrong.

    `problems` holds one line each: file:line, what is wrong, what to write.
    """

    code = "knowledge_error"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class EncodingError(AssistantError):
    """A process that encodes passages ended before its work did."""


class SnapshotError(AssistantError):
    """The search index is missing, damaged or was built for other files."""

    code = "snapshot_error"
