"""What an operator can offer a caller beside words: institutions nearby and guidance sessions with free seats."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to offer: `fields` are those of its card in the contract."""

    kind: Literal["institution", "guidance_session"]
    id: str
    title: str
    detail: str
    fields: dict[str, Any]


class Directory(Protocol):
    """Finds what fits a caller."""

    async def institutions(self, text: str, age_months: int | None, district: str | None) -> tuple[Offer, ...]:
        """Return a few institutions, best first; none when the text is not about any."""

    async def sessions(self, text: str, age_months: int | None, district: str | None) -> tuple[Offer, ...]:
        """Return a few sessions with free seats, soonest first; none when the text is not about any."""


class EmptyDirectory:
    """Knows nothing, for an installation without institutions and sessions."""

    async def institutions(self, text: str, age_months: int | None, district: str | None) -> tuple[Offer, ...]:
        """Return nothing."""
        return ()

    async def sessions(self, text: str, age_months: int | None, district: str | None) -> tuple[Offer, ...]:
        """Return nothing."""
        return ()
