"""Operators (坐席), their roles and logins."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from assistant.errors import InvalidInput

SHORTEST_PASSWORD = 12
"""Characters; NIST SP 800-63B asks for at least 8, and more where no second factor is sure."""

LONGEST_PASSWORD = 1_000
"""Characters; nobody types more, and hashing more is work for an attacker to order."""

FAILURES_BEFORE_LOCK = 5
LOCK_LASTS = timedelta(minutes=15)
SESSION_LASTS = timedelta(hours=12)
"""One long shift."""


class Role(str, Enum):
    """What an operator may do; an account can have several."""

    OPERATOR = "operator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Operator:
    """A person with a login.

    Attributes:
        id: Random.
        name: What is typed at login; unique.
        password_hash: Argon2id, with its parameters.
        roles: At least one.
        created_at: When the account was made.
        enabled: A disabled account cannot log in and its logins end.
        failed_logins: Tries since the last success.
        locked_until: No login before then.
    """

    id: str
    name: str
    password_hash: str = field(repr=False)
    roles: tuple[Role, ...]
    created_at: datetime
    enabled: bool = True
    failed_logins: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OperatorSession:
    """A login that is under way; only hashes of its two secrets are kept."""

    token_hash: str = field(repr=False)
    operator_id: str
    csrf_hash: str = field(repr=False)
    expires_at: datetime
    created_at: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether it still counts at `now`; at `expires_at` it does not."""
        return now < self.expires_at


def check_new_password(password: str) -> None:
    """Let a good password through.

    Raises:
        InvalidInput: It is too short, too long, or holds characters that no keyboard sends.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput(
            f"The password has {len(password)} characters. "
            f"Use at least {SHORTEST_PASSWORD} and at most {LONGEST_PASSWORD}."
        )
    if not password.isprintable():
        raise InvalidInput("The password holds a control character or half a character. Type another one.")


def check_new_name(name: str) -> None:
    """Let a usable login name through.

    Raises:
        InvalidInput: It is empty, longer than 64 characters, padded with spaces or not printable.
    """
    if not 1 <= len(name) <= 64 or name != name.strip() or not name.isprintable():
        raise InvalidInput(f"{name!r} is no login name. Use 1 to 64 printable characters without spaces around them.")
