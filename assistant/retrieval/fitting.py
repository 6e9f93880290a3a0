"""Small fits with few figures: a ranking by lists, a chance, a linear turn of vectors."""

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

# Weak: it only keeps figures finite where a feature separates all questions.
_RANKING_RIDGE = 0.005
_CHANCE_RIDGE = 1.0
# Newton's method doubles the right figures with each step: six to nine do, and the rest only keep the loop finite.
_MOST_STEPS = 25
_NO_STEP = 1e-7
# Score of what is not there; far below any score and still finite, so that slopes are numbers.
_ABSENT = -1e9


def fit_ranking(lists: Sequence[tuple[NDArray[np.float64], NDArray[np.bool_]]]) -> NDArray[np.float64]:
    """Fit weights that put a right candidate first: the softmax of each list, as ListNet does (Cao et al., 2007).

    Args:
        lists: For each question its candidates' features, shape (candidates, features), and which are right. A list
            without a right or without a wrong one teaches nothing and is left out.

    Returns:
        One weight for each feature.
    """
    useful = [(features, right) for features, right in lists if right.any() and not right.all()]
    spread = np.vstack([features for features, _ in useful]).std(axis=0) + 1e-9
    longest = max(len(right) for _, right in useful)
    features = torch.zeros(len(useful), longest, len(spread), dtype=torch.float64)
    is_there, is_right = (torch.zeros(len(useful), longest, dtype=torch.bool) for _ in range(2))
    for row, (each, right) in enumerate(useful):
        features[row, : len(right)] = torch.tensor(each / spread)
        is_there[row, : len(right)] = True
        is_right[row, : len(right)] = torch.tensor(right)
    weights = torch.zeros(len(spread), dtype=torch.float64, requires_grad=True)

    def loss() -> torch.Tensor:
        scores = features @ weights
        every = torch.logsumexp(scores.masked_fill(~is_there, _ABSENT), 1)
        right = torch.logsumexp(scores.masked_fill(~is_right, _ABSENT), 1)
        return (every - right).mean() + _RANKING_RIDGE * (weights**2).sum()

    _minimise(loss, weights)
    return np.asarray(weights.detach().numpy() / spread)


def _minimise(loss: Callable[[], torch.Tensor], weights: torch.Tensor) -> None:
    optimiser = torch.optim.LBFGS([weights], max_iter=60)

    def step() -> torch.Tensor:
        optimiser.zero_grad()
        value = loss()
        value.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
        return value

    optimiser.step(step)  # type: ignore[no-untyped-call]  # torch leaves it without types


def fit_chance(
    features: NDArray[np.float64],
    labels: NDArray[np.float64],
    weights: NDArray[np.float64] | None = None,
    ridge: float = _CHANCE_RIDGE,
    start: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Logistic regression with a ridge by Newton's method, as Platt (1999) calibrates scores.

    Args:
        features: Shape (n, features), the constant's column of ones included.
        labels: 1 for what happened, 0 for what did not.
        weights: Of the rows; equal unless given.
        ridge: Strength of the pull towards 0.
        start: Weights to begin with, such as those of nearly the same rows; they save steps and change nothing else.
    """
    fitted = np.zeros(features.shape[1]) if start is None else start
    rows = np.ones(len(labels)) if weights is None else weights

    def loss(weights: NDArray[np.float64]) -> float:
        odds = features @ weights
        return float((rows * (np.logaddexp(0.0, odds) - labels * odds)).sum() + ridge / 2 * weights @ weights)

    for _ in range(_MOST_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(features @ fitted, -30, 30)))
        slope = features.T @ (rows * (labels - chance)) - ridge * fitted
        bend = (features * (rows * chance * (1 - chance))[:, None]).T @ features + ridge * np.eye(len(fitted))
        step = np.linalg.solve(bend, slope)
        # Far from the minimum, as a start for other rows may be, a whole step can lead away from it for good.
        lowest = loss(fitted)
        while loss(fitted + step) > lowest and np.abs(step).max() >= _NO_STEP:
            step = step / 2
        fitted = fitted + step
        if np.abs(step).max() < _NO_STEP:
            break
    return fitted
