"""Percentiles, ratios with intervals, and tables."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
SEED = 42


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio of medians with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f}-{self.high:.2f})"


def percentile(values: Sequence[float], hundredth: float) -> float:
    """Return the given percentile (0-100) of at least one value."""
    return float(np.percentile(values, hundredth))


def ratio_of_medians(above: Sequence[float], below: Sequence[float]) -> Ratio:
    """Return median(above) / median(below); value i of both was measured next to each other.

    Pairs are resampled together, so that whatever slowed both at one moment does not widen the interval.
    """
    pairs = np.array([above, below])
    picks = np.random.default_rng(SEED).integers(0, pairs.shape[1], (RESAMPLES, pairs.shape[1]))
    medians = np.median(pairs[:, picks], axis=2)
    low, high = np.percentile(medians[0] / medians[1], [2.5, 97.5])
    return Ratio(float(np.median(pairs[0]) / np.median(pairs[1])), float(low), float(high))


def times(name: str, milliseconds: Sequence[float]) -> tuple[str, ...]:
    """Return one row of a table: name, p50, p95, count."""
    return (
        name,
        f"{percentile(milliseconds, 50):.0f}",
        f"{percentile(milliseconds, 95):.0f}",
        str(len(milliseconds)),
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]
