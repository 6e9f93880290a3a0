"""What a candidate's features mean: a rank, a chance to be right, and what that allows to say."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ConfigurationError
from assistant.retrieval.types import Outcome

PACKAGED = Path(__file__).with_name("calibration.json")
"""The calibration that comes with the code."""
# A lead beyond this says no more: one entry out of many that do not fit may lead by chance.
_WIDEST_LEAD = 5.0
# Beyond these the sense of scope is sure, and a stray word should not outweigh everything else.
_LEAST_SCOPE, _MOST_SCOPE = -4.0, 8.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights and thresholds, fitted by `calibration.fit_calibration`.

    Attributes:
        relevance: One weight for each of fusion.FEATURES.
        age: Weight of ranking.age_preference.
        breadth: Weight of ranking.breadth_preference.
        confidence: Weights of what `signs_of` returns.
        answer_from: Confidence from which the first hit is the answer.
        suggest_from: Confidence from which hits are offered as what may be meant.
        origin: Where the figures come from.
    """

    relevance: tuple[float, ...]
    age: float
    breadth: float
    confidence: tuple[float, ...]
    answer_from: float
    suggest_from: float
    origin: str

    def relevance_of(self, features: NDArray[np.float64]) -> float:
        """Return the log odds, up to a constant, that an entry with these features answers; higher is better."""
        return float(np.dot(features, self.relevance))

    def confidence_of(self, signs: NDArray[np.float64], age_preference: float = 0.0) -> float:
        """Return the chance 0..1 that a hit with these signs (see `signs_of`) answers.

        An entry for another age loses what `ranking.age_preference` takes from it, in log odds. That is set, not
        fitted: too few questions are known where such an entry leads.
        """
        log_odds = np.dot(signs, self.confidence) + min(0.0, age_preference)
        return float(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))

    def outcome_of(self, confidence: float) -> Outcome:
        """Return what the first hit's confidence allows."""
        if confidence >= self.answer_from:
            return Outcome.ANSWER
        return Outcome.SUGGEST if confidence >= self.suggest_from else Outcome.NOT_FOUND

    def save(self, path: Path) -> None:
        """Write the figures to `path`."""
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def signs_of(
    features: NDArray[np.float64], lead: float, scope: float, length: int, age_preference: float, is_policy: bool
) -> NDArray[np.float64]:
    """Return what the confidence of a hit is read from; the last one is the constant's 1.

    Args:
        features: In the order of fusion.FEATURES.
        lead: How far it leads the entries of other questions, as `ranking.lead` gives it.
        scope: As `Adapter.scope_of` gives it.
        length: Characters of the question; a long story is like many entries, a short question like few.
        age_preference: As `ranking.age_preference` gives it; a band made for the child's age speaks for the hit.
        is_policy: Policy entries are like many questions that are not ours: papers, offices, money.
    """
    bounded = max(-_WIDEST_LEAD, min(_WIDEST_LEAD, lead)), max(_LEAST_SCOPE, min(_MOST_SCOPE, scope))
    return np.array([*features, *bounded, np.log(max(1, length)), max(0.0, age_preference), float(is_policy), 1.0])


@lru_cache(maxsize=4)
def load_calibration(path: Path = PACKAGED) -> Calibration:
    """Read what `Calibration.save` wrote.

    Raises:
        ConfigurationError: The file is missing or damaged.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Calibration(
            relevance=tuple(map(float, stored["relevance"])),
            age=float(stored["age"]),
            breadth=float(stored["breadth"]),
            confidence=tuple(map(float, stored["confidence"])),
            answer_from=float(stored["answer_from"]),
            suggest_from=float(stored["suggest_from"]),
            origin=str(stored["origin"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "Fit it again with `python -m assistant.retrieval.calibration`"
        raise ConfigurationError(f"The calibration {path} cannot be read ({error!r}). {remedy}.") from error
