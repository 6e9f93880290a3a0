"""Column types that behave alike on SQLite and PostgreSQL."""

import json
from datetime import datetime, timezone
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from assistant.errors import InvalidInput

RowNumber = BigInteger().with_variant(Integer, "sqlite")
"""Key that the database counts up; SQLite does so for INTEGER alone."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored and returned in UTC; a naive one is refused.

    SQLite would otherwise hand back naive datetimes where PostgreSQL hands back aware ones.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC."""
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} is a naive datetime. Store aware ones, e.g. datetime.now(timezone.utc).")
        return value.astimezone(timezone.utc)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


class StoredText(TypeDecorator[str]):
    """Text of any length; what neither database can hold is refused as the caller's mistake."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Let through what both databases can hold."""
        return None if value is None else storable(value)


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """A short list of words, kept as a JSON array, returned as a tuple."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str]:
        """Turn the tuple into an array; None into an empty one."""
        return list(value or ())

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...]:
        """Turn the array into a tuple."""
        return tuple(value or ())


def to_json(value: Any) -> str:
    """Write JSON with Chinese as it is, so that a search of the database finds it."""
    return storable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def storable(text: str) -> str:
    """Return `text` as it is.

    Raises:
        InvalidInput: It holds a NUL or half of a surrogate pair, which PostgreSQL or UTF-8 cannot hold.
    """
    if "\x00" in text:
        raise InvalidInput("A text holds a NUL character, which cannot be stored. Clean it before it gets here.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInput("A text holds half a surrogate pair and is not Unicode. Clean it before.") from error
    return text
