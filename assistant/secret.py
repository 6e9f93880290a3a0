"""A value that must not be printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that prints as stars."""

    value: str

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__
