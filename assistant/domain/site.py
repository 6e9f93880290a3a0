"""A site (a clinic's web page, the demo page) that may talk to the service, and the origins it talks from."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assistant.errors import SiteRefused

DEMO_KEY = "demo"

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_LOCAL_ORIGIN = re.compile(r"http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the assistant is embedded.

    Attributes:
        key: Identifies the site in public; no secret.
        name: As operators read it.
        allowed_origins: Values of the Origin header that are let in, compared exactly.
        created_at: When it was added.
        server_to_server: Whether calls without an Origin are let in, in production too.
        enabled: A disabled site is treated as unknown.
        settings: Limits and the like, by name.
    """

    key: str
    name: str
    allowed_origins: tuple[str, ...]
    created_at: datetime
    server_to_server: bool = False
    enabled: bool = True
    settings: dict[str, Any] = field(default_factory=dict)

    def allows_origin(self, origin: str | None, development: bool) -> bool:
        """Whether a call with this Origin header may come in.

        Args:
            origin: The header as sent; None when there is none.
            development: Whether this is a local run, where tools send no Origin and the demo page has any port.
        """
        if origin is None:
            return development or self.server_to_server
        if origin in self.allowed_origins:
            return True
        return development and self.key == DEMO_KEY and _LOCAL_ORIGIN.fullmatch(origin) is not None


def check_new_site(key: str, allowed_origins: tuple[str, ...]) -> None:
    """Let a usable key and usable origins through.

    Raises:
        InvalidInput: The key or an origin would never match what a browser sends.
    """
    if not _KEY.fullmatch(key):
        raise SiteRefused(
            "key", f"{key!r} is no site key. Use 2 to 64 of a-z, 0-9 and -, beginning with a letter or digit."
        )
    check_origins(allowed_origins)


def check_origins(allowed_origins: tuple[str, ...]) -> None:
    """Let origins through that a browser can send.

    Raises:
        InvalidInput: One would never match.
    """
    for origin in allowed_origins:
        if not _ORIGIN.fullmatch(origin):
            raise SiteRefused(
                "origin",
                f"{origin!r} is no origin. Write it as browsers send it, lower case and without a path: "
                "https://clinic.example or http://localhost:3000.",
            )
