"""A linear model of intents over sentence vectors, characters and cues; pure scikit-learn, without Rasa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

CONFIDENCE_SCALE = 4.0
"""Steepness that turns margins into confidences: of 3 to 8, the least log loss over five folds (0.290)."""


CHARACTERS_WEIGH = 1.4
"""How much longer the characters' view is than the others: of 1, 1.4, 2 and 2.5, the best macro-F1 over five folds."""


@dataclass(frozen=True)
class Sample:
    """Messages as three views, one entry a message: texts, vectors of shape (n, 384), cues."""

    texts: Sequence[str]
    vectors: np.ndarray
    cues: Sequence[Mapping[str, float]]


class IntentModel:
    """A support vector machine, one intent against the rest.

    Each view is brought to one length, so that none drowns the others. Compared on five folds of all examples: with
    C of 3 macro-F1 is 0.004 higher than with 1, a kernel machine (RBF) on the same views reads 0.03 less and takes ten
    times as long, logistic regression 0.004 less.
    """

    def __init__(self) -> None:
        self._characters = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, dtype=np.float32)
        self._cues = DictVectorizer(dtype=np.float32)
        self._machine = LinearSVC(C=3.0, class_weight="balanced", random_state=42)

    @property
    def intents(self) -> list[str]:
        """Names in the order of the columns that `confidences` returns."""
        return [str(name) for name in self._machine.classes_]

    def fit(self, sample: Sample, intents: Sequence[str]) -> None:
        """Learn from at least two intents with examples."""
        self._characters.fit(_framed(sample.texts))
        self._cues.fit(sample.cues)
        self._machine.fit(self._views(sample), list(intents))

    def confidences(self, sample: Sample) -> np.ndarray:
        """Return shape (n, intents), each row adding up to 1."""
        margins = self._machine.decision_function(self._views(sample))
        if margins.ndim == 1:
            margins = np.stack([-margins, margins], axis=1)
        powers = np.exp(CONFIDENCE_SCALE * (margins - margins.max(axis=1, keepdims=True)))
        shares: np.ndarray = powers / powers.sum(axis=1, keepdims=True)
        return shares

    def _views(self, sample: Sample) -> csr_matrix:
        views = (
            csr_matrix(normalize(sample.vectors)),
            self._characters.transform(_framed(sample.texts)) * CHARACTERS_WEIGH,
            normalize(self._cues.transform(sample.cues)),
        )
        return hstack(views, format="csr")


def _framed(texts: Sequence[str]) -> list[str]:
    """Marks for the beginning and the end: a short answer is told by them."""
    return [f"^{text.strip().lower()}$" for text in texts]
