"""Learns the adapter from the entries' own wordings."""

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.retrieval.adapter import Adapter
from assistant.retrieval.fitting import fit_chance
from assistant.retrieval.snapshot import Snapshot

# Chosen on the tuning half and on held-out wordings (benchmarks/retrieval.md); more rounds learn the wordings by heart.
_ROUNDS = 3
_BATCH = 256
_STEP = 1e-3
_TEMPERATURE = 0.05
_STAY_NEAR = 1.0
_SEED = 0
# Cosines differ by hundredths only; the ridge expects features of about 1.
_SCOPE_SCALE = 6.0
_SCOPE_RIDGE = 0.2


def fit_adapter(snapshot: Snapshot, groups: NDArray[np.intp], outside: NDArray[np.float32]) -> Adapter:
    """Learn a matrix that brings the wordings of one question together, and a direction away from what is not ours.

    Args:
        snapshot: Index with at least one entry.
        groups: Number of the question that each passage belongs to, shape (n,); entries of one age group share it.
        outside: Vectors of questions that are not ours, shape (m, dim), m at least 1.
    """
    vectors = np.array(snapshot.vectors)
    asked = vectors[snapshot.is_asked]
    middle = asked.mean(axis=0)
    matrix = _fit_matrix(vectors - middle, snapshot.is_asked, snapshot.is_asked | snapshot.is_answer, groups)
    return Adapter(snapshot.manifest.encoder_name, middle, matrix, fit_scope(middle, asked, outside))


def _fit_matrix(
    vectors: NDArray[np.float32], is_asked: NDArray[np.bool_], is_document: NDArray[np.bool_], groups: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Each wording asked against all the others, itself left out (InfoNCE; van den Oord et al., 2018)."""
    dim = vectors.shape[1]
    documents = np.flatnonzero(is_document)
    questions, groups = np.flatnonzero(is_asked[documents]), groups[documents]
    shown, start = torch.tensor(vectors[documents]), torch.eye(dim)
    matrix = torch.eye(dim, requires_grad=True)
    optimiser = torch.optim.Adam([matrix], lr=_STEP)
    order = np.random.default_rng(_SEED)
    for _ in range(_ROUNDS):
        shuffled = order.permutation(questions)
        for batch in np.array_split(shuffled, max(1, len(shuffled) // _BATCH)):
            turned = torch.nn.functional.normalize(shown @ matrix, dim=1)
            likeness = turned[batch] @ turned.T / _TEMPERATURE
            likeness[torch.arange(len(batch)), torch.tensor(batch)] = -1e9
            same = torch.tensor(groups[batch][:, None] == groups[None, :])
            right = torch.logsumexp(likeness.masked_fill(~same, -1e9), 1)
            away = _STAY_NEAR * ((matrix - start) ** 2).sum() / dim
            loss = (torch.logsumexp(likeness, 1) - right).mean() + away
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return matrix.detach().numpy()


def fit_scope(
    middle: NDArray[np.float32],
    asked: NDArray[np.float32],
    outside: NDArray[np.float32],
    start: NDArray[np.float64] | None = None,
) -> NDArray[np.float32]:
    """Learn the direction that tells our questions from others, shape (dim,).

    The others are fewer by far; together they count half as much as ours.

    Args:
        middle: Mean of the entries' questions.
        asked: Vectors of our questions, shape (n, dim).
        outside: Vectors of the others, shape (m, dim), m at least 1.
        start: A direction found for nearly the same questions; it saves time.
    """
    moved = np.vstack([asked, outside]) - middle
    features = np.column_stack([moved * _SCOPE_SCALE, np.ones(len(moved))]).astype(np.float64)
    labels = np.array([1.0] * len(asked) + [0.0] * len(outside))
    weights = np.where(labels == 1.0, 1.0, len(asked) / (2 * len(outside)))
    # The constant that belongs to the direction is not kept; any will do to begin with.
    begin = None if start is None else np.append(start / _SCOPE_SCALE, 1.0)
    return (fit_chance(features, labels, weights, _SCOPE_RIDGE, begin)[:-1] * _SCOPE_SCALE).astype(np.float32)
