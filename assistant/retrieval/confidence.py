"""What a candidate's features mean: a rank, a chance to be right, and what that allows to say."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ConfigurationError
from assistant.retrieval.types import Outcome

PACKAGED = Path(__file__).with_name("calibration.json")
"""The calibration that comes with the code."""
_WIDEST_MARGIN = 6.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights and thresholds, fitted by `calibration.fit_calibration`.

    Attributes:
        relevance: One weight for each of fusion.FEATURES, then the constant.
        confidence: Weights of relevance and of its lead over the next entry, then the constant.
        answer_from: Confidence from which the first hit is the answer.
        suggest_from: Confidence from which hits are offered as what may be meant.
        origin: Where the figures come from.
    """

    relevance: tuple[float, ...]
    confidence: tuple[float, float, float]
    answer_from: float
    suggest_from: float
    origin: str

    def relevance_of(self, features: NDArray[np.float64]) -> float:
        """Return the log odds that an entry with these features, shape (5,), answers; higher is better."""
        return float(np.dot(features, self.relevance[:-1]) + self.relevance[-1])

    def confidence_of(self, relevance: float, lead: float) -> float:
        """Return the chance 0..1 that a hit answers, given its relevance and how far it leads all others."""
        return float(1 / (1 + np.exp(-np.dot(confidence_features(relevance, lead), self.confidence))))

    def outcome_of(self, confidence: float) -> Outcome:
        """Return what the first hit's confidence allows."""
        if confidence >= self.answer_from:
            return Outcome.ANSWER
        return Outcome.SUGGEST if confidence >= self.suggest_from else Outcome.NOT_FOUND

    def save(self, path: Path) -> None:
        """Write the figures to `path`."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def confidence_features(relevance: float, lead: float) -> Sequence[float]:
    """Return what confidence is fitted on: relevance, lead within bounds, and the constant's 1."""
    return relevance, max(-_WIDEST_MARGIN, min(_WIDEST_MARGIN, lead)), 1.0


@lru_cache(maxsize=4)
def load_calibration(path: Path = PACKAGED) -> Calibration:
    """Read what `Calibration.save` wrote.

    Raises:
        ConfigurationError: The file is missing or damaged.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        first, second, constant = map(float, stored["confidence"])
        return Calibration(
            relevance=tuple(map(float, stored["relevance"])),
            confidence=(first, second, constant),
            answer_from=float(stored["answer_from"]),
            suggest_from=float(stored["suggest_from"]),
            origin=str(stored["origin"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "Fit it again with `python -m assistant.retrieval.calibration`"
        raise ConfigurationError(f"The calibration {path} cannot be read ({error!r}). {remedy}.") from error
