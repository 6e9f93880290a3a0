"""A column that holds the value of an enumeration's member and returns the member."""

from enum import Enum
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class EnumText(TypeDecorator[Any]):
    """Stores `member.value`; a CHECK beside it keeps other words out."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[Enum]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Turn a member into its value."""
        return None if value is None else str(self.members(value).value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Turn a value into its member."""
        return None if value is None else self.members(value)


def one_of(column: str, members: type[Enum]) -> str:
    """The condition of a CHECK that lets only the members' values in."""
    return f"{column} IN ({', '.join(repr(str(member.value)) for member in members)})"
