"""Which topic a question belongs to, heard from its syllables.

Naive Bayes over neighbouring syllables, taught by the entries' own titles and questions: hundreds of wordings tell a
topic where an entry has ten. It needs no fit and no file of its own, since the index of sounds holds the counts.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.bm25 import Bm25Index

# Small, since a syllable pair that a topic's questions never hold tells much. Chosen on the tuning half
# (benchmarks/retrieval.md), as are the counts that saturate.
_SMOOTHING = 0.02


class TopicSense:
    """Gives a topic's chance; entries of one topic share it.

    Args:
        sounds: Index of how entries' questions sound, one document an entry.
        topics: Topic of each document.
    """

    def __init__(self, sounds: Bm25Index, topics: Sequence[str]) -> None:
        names = sorted(set(topics))
        places = {name: place for place, name in enumerate(names)}
        self._sounds = sounds
        self._topic_of = np.array([places[topic] for topic in topics], dtype=np.intp)
        amounts = sounds.amounts(self._topic_of, len(names))
        totals = np.asarray(amounts.sum(axis=0)).ravel() + _SMOOTHING * amounts.shape[0]
        # Most topics hold few of the syllables: what is kept is how much more than nothing they hold.
        self._log_of_nothing = np.log(_SMOOTHING / totals) if amounts.shape[0] else totals
        amounts.data = np.log1p(amounts.data / _SMOOTHING)
        self._log_gains = amounts.astype(np.float32)

    def log_chances(self, heard: Sequence[str]) -> NDArray[np.float64]:
        """Return the log of the chance of each entry's topic, shape (entries,), at most 0.

        Neighbouring syllables overlap and so say the same thing several times; dividing by the root of their number
        keeps a long question from being surer than it is.

        Args:
            heard: What `sounds.sounds` gives for the question.
        """
        if not len(self._topic_of):
            return np.zeros(0)
        numbers = self._sounds.numbers(sorted(set(heard)))
        gains = np.asarray(self._log_gains[numbers].sum(axis=0), dtype=np.float64).ravel()
        evidence = (gains + len(numbers) * self._log_of_nothing) / np.sqrt(max(1, len(heard)))
        evidence -= evidence.max()
        chances: NDArray[np.float64] = evidence - np.log(np.exp(evidence).sum())
        return chances[self._topic_of]
