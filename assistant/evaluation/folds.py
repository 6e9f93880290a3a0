"""Five-fold figures of the intents, and which intent is taken for which."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.evaluation.rasa_run import run_in_rasa
from assistant.evaluation.sets import Share, share

GENERATED = "generated"
"""Part of the name of files whose examples were put together from patterns."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FoldFigures:
    """Accuracy and macro-F1 of some examples."""

    accuracy: Share
    macro_f1: float


@dataclass(frozen=True, slots=True)
class FoldEvaluation:
    """Figures of all examples and of the spoken ones; `confusion` counts (meant, read) of all."""

    every: FoldFigures
    spoken: FoldFigures
    f1_by_intent: Mapping[str, float]
    confusion: Mapping[Pair, int]


def evaluate_folds(root: Path) -> FoldEvaluation:
    """Train and read five times in Rasa's environment; takes minutes, most of it encoding."""
    rows = [tuple(row) for row in run_in_rasa(root, "assistant.nlu.folds")]
    pairs = [(meant, read) for meant, read, _ in rows]
    spoken = [(meant, read) for meant, read, file in rows if GENERATED not in file]
    return FoldEvaluation(_figures(pairs), _figures(spoken), f1_by_intent(pairs), Counter(pairs))


def _figures(pairs: list[Pair]) -> FoldFigures:
    scores = f1_by_intent(pairs)
    return FoldFigures(share(meant == read for meant, read in pairs), sum(scores.values()) / len(scores))


def f1_by_intent(pairs: Iterable[Pair]) -> dict[str, float]:
    """Harmonic mean of precision and recall of each intent that was meant, worst first; no pairs give {}."""
    counted = Counter(pairs)
    meant, read = Counter[str](), Counter[str]()
    for (one, other), count in counted.items():
        meant[one] += count
        read[other] += count
    scores = {name: 2 * counted[name, name] / (meant[name] + read[name]) for name in meant}
    return dict(sorted(scores.items(), key=lambda item: item[1]))
