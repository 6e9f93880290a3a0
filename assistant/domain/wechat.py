"""What may be sent to a follower of the official account, and how much of it."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

MOST_BYTES = 2048
"""UTF-8 bytes of one text message. Source: official-account documentation, customer-service and passive messages."""

_SENTENCE_END = re.compile(r"(?<=[。！？；\n])|(?<=[!?;])(?=[\s\u4e00-\u9fff])")
"""Between two sentences; a half-width mark in the middle of an address ends none."""

_SOFT_END = re.compile(r"(?<=[，,、：: ])")


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many customer-service messages (客服消息) an act of the follower opens the way for, and for how long."""

    messages: int
    lasts: timedelta


AFTER_MESSAGE = Allowance(5, timedelta(hours=48))
AFTER_TOUCH = Allowance(3, timedelta(minutes=1))
"""After a message; after a menu click, a follow or a scan. Source: official-account documentation, 客服消息."""


@dataclass(frozen=True, slots=True)
class Article:
    """A card (图文) that leads to a page."""

    title: str
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class FollowerMessage:
    """One message as the follower sees it: a text, or a card in place of it."""

    text: str = ""
    article: Article | None = field(default=None)

    def to_json(self) -> dict[str, Any]:
        """Return JSON values that `from_json` turns back into an equal message."""
        article = self.article
        return {"text": self.text, "article": article and [article.title, article.description, article.url]}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "FollowerMessage":
        """Read a stored message."""
        return cls(stored["text"], Article(*stored["article"]) if stored["article"] else None)


def join_short(messages: list[FollowerMessage], separator: str = "\n\n") -> list[FollowerMessage]:
    """Return the messages with neighbouring texts joined where both fit into one."""
    joined: list[FollowerMessage] = []
    for message in messages:
        last = joined[-1] if joined else None
        if last is not None and last.article is None and message.article is None:
            both = f"{last.text}{separator}{message.text}"
            if size(both) <= MOST_BYTES:
                joined[-1] = FollowerMessage(both)
                continue
        joined.append(message)
    return joined


def cut(text: str, limit: int = MOST_BYTES) -> list[str]:
    """Return `text` in pieces of at most `limit` bytes, cut after a sentence, else a clause, else a character.

    Args:
        text: Any text; spaces at the cuts are dropped. Nothing but spaces gives no piece.
        limit: Most bytes of a piece, 4 or more.
    """
    pieces: list[str] = []
    current = ""
    for part in _parts(text, limit):
        if size(current + part) > limit:
            pieces.append(current)
            current = ""
        current += part
    return [piece.strip() for piece in (*pieces, current) if piece.strip()]


def size(text: str) -> int:
    """Return how many bytes a text has."""
    return len(text.encode())


def _parts(text: str, limit: int) -> list[str]:
    """Sentences; those over the limit in clauses; those over it in characters."""
    parts = []
    for sentence in _SENTENCE_END.split(text):
        if size(sentence) <= limit:
            parts.append(sentence)
            continue
        for clause in _SOFT_END.split(sentence):
            parts += [clause] if size(clause) <= limit else list(clause)
    return parts
