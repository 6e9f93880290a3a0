"""Evaluation sets as files, and shares with their uncertainty."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from pathlib import Path

FOLDER = Path("tests") / "evaluation"
SETS = {"": FOLDER, "second.": FOLDER / "second", "third.": FOLDER / "third"}
"""Folders of the sets by what their figures' names begin with; each was written by other people."""

TOO_SIMILAR = 0.6
"""Character-bigram Jaccard from which a row counts as seen in training and is left out."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a count; `low` and `high` bound its 95 % Wilson interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 when nothing was counted."""
        return self.hits / self.of if self.of else 0.0

    def interval(self) -> tuple[float, float]:
        """Wilson's score interval (1927) at 95 %."""
        if not self.of:
            return 0.0, 1.0
        z, n, p = 1.96, self.of, self.value
        centre, spread = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (centre - spread) / (1 + z * z / n)), min(1.0, (centre + spread) / (1 + z * z / n))

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.value:.3f}  [{low:.3f}, {high:.3f}]  {self.hits}/{self.of}"


def share(outcomes: Iterable[bool]) -> Share:
    """Count how many are true."""
    listed = list(outcomes)
    return Share(sum(listed), len(listed))


def read_rows(path: Path, split: str) -> list[dict[str, str]]:
    """Return the rows of one split of a CSV file; an absent file has none."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as handle:
        return [row for row in csv.DictReader(handle) if row["split"] == split]


def unseen(rows: Sequence[dict[str, str]], training: Iterable[str]) -> tuple[list[dict[str, str]], int]:
    """Return the rows that are unlike every training sentence, and how many were left out."""
    is_seen = similarity_to(training)
    kept = [row for row in rows if is_seen(row["text"]) < TOO_SIMILAR]
    return kept, len(rows) - len(kept)


def similarity_to(sentences: Iterable[str]) -> Callable[[str], float]:
    """Return a function that gives a text's highest bigram Jaccard to any of `sentences`."""
    holders: dict[str, list[int]] = {}
    sizes: list[int] = []
    for number, sentence in enumerate(sentences):
        pairs = bigrams(sentence)
        sizes.append(len(pairs))
        for pair in pairs:
            holders.setdefault(pair, []).append(number)

    def highest(text: str) -> float:
        pairs = bigrams(text)
        shared: dict[int, int] = {}
        for pair in pairs:
            for number in holders.get(pair, ()):
                shared[number] = shared.get(number, 0) + 1
        return max((count / (len(pairs) + sizes[number] - count) for number, count in shared.items()), default=0.0)

    return highest


def bigrams(text: str) -> frozenset[str]:
    """Pairs of neighbouring letters and digits; a single character counts as itself."""
    letters = [character for character in text if character.isalnum()]
    return frozenset(map("".join, pairwise(letters))) or frozenset(letters)
