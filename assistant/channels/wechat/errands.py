"""What a delivery asks for, reduced to what has to be kept until it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.channels.wechat.menu import Menu
from assistant.channels.wechat.messages import Inbound
from assistant.domain.wechat import AFTER_MESSAGE, AFTER_TOUCH, Allowance

SAY, LOCATE, UNREADABLE, WELCOME, SCANNED = "say", "locate", "unreadable", "welcome", "scanned"

NEED_NO_ENTRY = frozenset({UNREADABLE, WELCOME, SCANNED})
"""Kinds that are answered with the account's own sentences, while the entries are still being loaded too."""

UNREADABLE_KINDS = {
    "image": "image",
    "voice": "voice",
    "video": "video",
    "shortvideo": "video",
    "link": "link",
    "file": "other",
    "music": "other",
    "miniprogrampage": "other",
}
"""Message types that are answered although they cannot be read; types unknown here get no answer."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do for a follower.

    `kind` is `say` (answer `value`), `locate` (answer the GCJ-02 place `value`, "latitude longitude"), `unreadable`
    (say that a message of sort `value` cannot be read), `welcome` or `scanned`.
    """

    kind: str
    value: str = ""

    def to_json(self) -> Sequence[str]:
        """Return JSON values that `from_json` turns back into an equal errand."""
        return [self.kind, self.value]

    @classmethod
    def from_json(cls, stored: Any) -> "Errand":
        """Read a stored errand."""
        return cls(*stored)


def errand_of(inbound: Inbound, menu: Menu) -> Errand | None:
    """Return what a delivery asks for; None when there is nothing to do or to say."""
    if inbound.kind == "event":
        return _errand_of_event(inbound, menu)
    if inbound.kind == "text":
        return Errand(SAY, inbound.text)
    if inbound.kind == "voice" and inbound.recognition:
        return Errand(SAY, inbound.recognition)
    if inbound.kind == "location":
        if inbound.latitude is None or inbound.longitude is None:
            return Errand(UNREADABLE, "location")
        return Errand(LOCATE, f"{inbound.latitude!r} {inbound.longitude!r}")
    sort = UNREADABLE_KINDS.get(inbound.kind)
    return Errand(UNREADABLE, sort) if sort else None


def opened_by(inbound: Inbound) -> Allowance:
    """Return the allowance that a delivery with an errand opens."""
    return AFTER_TOUCH if inbound.kind == "event" else AFTER_MESSAGE


def _errand_of_event(inbound: Inbound, menu: Menu) -> Errand | None:
    if inbound.event == "subscribe":
        return Errand(WELCOME)
    if inbound.event == "scan":
        return Errand(SCANNED)
    said = menu.said_by(inbound.event_key) if inbound.event == "click" else None
    return Errand(SAY, said) if said else None
