"""The vocabulary of retrieval on one screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns texts into vectors that a dot product can compare."""

    name: str
    dim: int

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape (len(texts), dim), rows of length 1; no texts gives (0, dim)."""

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return shape (len(texts), dim), rows of length 1; no texts gives (0, dim)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An indexed part of an entry: kind is title, question, answer or section."""

    entry_id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question as retrieval gets it.

    Attributes:
        text: What was asked.
        age_months: The child's age in completed months, or None.
        district: District's Chinese name, or None.
        on: Day on which policy entries must be in force.
        limit: Most hits wanted, 1..50.
    """

    text: str
    on: date
    age_months: int | None = None
    district: str | None = None
    limit: int = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked entry: `confidence` is the calibrated chance (0..1, higher is better) that it answers the question."""

    entry_id: str
    confidence: float
    passage: Passage


class Outcome(str, Enum):
    """What the confidence allows: answer, ask which of a few was meant, or say that nothing was found."""

    ANSWER = "answer"
    SUGGEST = "suggest"
    NOT_FOUND = "not_found"


class Caution(str, Enum):
    """Why the best hit is not given as the answer, however well it fits."""

    OTHER_PLACE = "other_place"
    OLDER_CHILD = "older_child"
    MEDICINE_AMOUNT = "medicine_amount"
    OTHER_NAME = "other_name"
    ANIMAL = "animal"
    ADULT = "adult"
    DIAGNOSIS = "diagnosis"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Ranked hits, best first, one per entry, what to do with them, and what to be careful of."""

    outcome: Outcome
    hits: tuple[Hit, ...]
    caution: Caution | None = None
