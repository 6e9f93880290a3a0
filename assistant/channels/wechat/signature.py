"""Whether a request comes from the platform: its signature, its time, each parameter once."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from multidict import MultiMapping

from assistant.errors import InvalidInput, NotAllowed

WINDOW_SECONDS = 300
"""How far a request's timestamp may be from our clock, to either side."""

NONCES_KEPT_SECONDS = 3 * WINDOW_SECONDS
"""How long a nonce is remembered: longer than its timestamp is good."""

_DIGITS = re.compile(r"[0-9]{1,12}")
_NONCE = re.compile(r"[A-Za-z0-9_\-]{1,64}")
_HEX = re.compile(r"[0-9a-f]{40}")
_LONGEST_PARAMETER = 512


class Forged(NotAllowed):
    """A request that the platform did not send, or not now; the message names what is wrong and no value."""

    code = "wechat_forged"


@dataclass(frozen=True, slots=True)
class Signed:
    """A request's parameters, after its signature was found right."""

    timestamp: str
    nonce: str
    parameters: Mapping[str, str]

    @property
    def nonce_key(self) -> str:
        """What is remembered of the request, so that it is not accepted twice."""
        return f"{self.timestamp} {self.nonce}"


def sign(*parts: str) -> str:
    """Return the platform's signature over some texts: SHA-1 of them, sorted and joined."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324  # the platform's own choice


def check_request(query: MultiMapping[str], token: str, now: datetime) -> Signed:
    """Return the parameters of a request whose signature holds.

    Args:
        query: The request's parameters.
        token: The callback's token.
        now: The present instant.

    Raises:
        InvalidInput: A parameter is missing, doubled or malformed.
        Forged: The signature is wrong or the timestamp is too far away.
    """
    parameters = _each_once(query)
    timestamp = _wanted(parameters, "timestamp", _DIGITS)
    nonce = _wanted(parameters, "nonce", _NONCE)
    signature = _wanted(parameters, "signature", _HEX)
    check_signature(signature, token, timestamp, nonce)
    if abs(now.timestamp() - int(timestamp)) > WINDOW_SECONDS:
        raise Forged("The timestamp is more than five minutes away. Is this machine's clock right?")
    return Signed(timestamp, nonce, parameters)


def check_signature(signature: str, *parts: str) -> None:
    """Compare in constant time; raises Forged."""
    if not hmac.compare_digest(signature.encode(), sign(*parts).encode()):
        raise Forged("The signature is wrong. Is the token the one that was entered on the platform?")


def _each_once(query: MultiMapping[str]) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for name in query:
        values = query.getall(name)
        if len(values) != 1 or len(values[0]) > _LONGEST_PARAMETER:
            raise InvalidInput(f"The parameter {name[:40]!r} comes more than once or is too long.")
        parameters[name] = values[0]
    return parameters


def _wanted(parameters: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    value = parameters.get(name, "")
    if not form.fullmatch(value):
        raise InvalidInput(f"The parameter {name!r} is missing or malformed.")
    return value
