"""The one class that services call to find the entry that answers a question."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.knowledge.base import KnowledgeBase
from assistant.language.normalise import normalise
from assistant.retrieval.caution import caution_for
from assistant.retrieval.confidence import Calibration, load_calibration
from assistant.retrieval.fusion import find_candidates, question_for
from assistant.retrieval.ranking import Ranked, rank, signs
from assistant.retrieval.snapshot import Snapshot
from assistant.retrieval.types import Encoder, Hit, Outcome, Query, SearchResult

_NOTHING = SearchResult(Outcome.NOT_FOUND, ())
_MOST_HITS = 50
_KEPT_VECTORS = 64
# Encoding costs time with length; in a long story the question stands at the beginning or at the end.
_LONGEST_END = 120


@dataclass(frozen=True, slots=True)
class _State:
    """What one search works on; replaced as a whole."""

    snapshot: Snapshot
    knowledge: KnowledgeBase


class Retriever:
    """Searches a snapshot; safe to use from many tasks at once.

    Encoding and searching run in `executor`, which should have one thread: the encoder is not meant for several.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        knowledge: KnowledgeBase,
        encoder: Encoder,
        executor: Executor,
        calibration: Calibration | None = None,
    ) -> None:
        self._state = _State(snapshot, knowledge)
        self._encoder = encoder
        self._executor = executor
        self._calibration = calibration or load_calibration()
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @property
    def version(self) -> str:
        """Version of the knowledge base that answers at the moment."""
        return self._state.knowledge.version

    def swap(self, snapshot: Snapshot, knowledge: KnowledgeBase) -> None:
        """Answer from another snapshot from now on; searches under way finish on the one they began with."""
        self._state = _State(snapshot, knowledge)

    async def search(self, query: Query) -> SearchResult:
        """Find the entries that answer `query`.

        Returns:
            The hits, best first, one per entry, and what the first one's confidence allows. The nearest hits are there
            for `NOT_FOUND` too; a text without letters or digits has none.
        """
        state = self._state
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._search, state, query)

    def prepare(self, text: str) -> None:
        """Encode `text` ahead of a search for it that is about to follow; returns at once."""
        self._executor.submit(self._vector, self._state.snapshot.spoken.read(_searched(text)))

    async def vector(self, text: str) -> NDArray[np.float32] | None:
        """Return the query vector of `text`, exactly as it stands; a search for it that follows finds it encoded.

        None where a search would read the text otherwise (cut, in another spelling, or dialect in standard words), and
        then nothing is encoded.
        """
        if self._state.snapshot.spoken.read(_searched(text)) != text:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._vector, text)

    def _search(self, state: _State, query: Query) -> SearchResult:
        text = _searched(query.text)
        if not any(character.isalnum() for character in text):
            return _NOTHING
        asked = state.snapshot.spoken.read(text)
        vector = self._vector(asked)
        candidates = find_candidates(state.snapshot, question_for(state.snapshot, asked, vector))
        ranked = rank(candidates, state.knowledge.entries, query, self._calibration)
        if not ranked:
            return _NOTHING
        whole_words = state.snapshot.tokeniser.whole_words
        caution = caution_for(text, ranked[0].entry, state.knowledge.scope_words, whole_words)
        hits = self._hits(state.snapshot, ranked, state.snapshot.adapter.scope_of(vector), len(text))
        outcome = self._calibration.outcome_of(hits[0].confidence)
        # What was written for another age is offered by its title, which names the age, and never given as the answer.
        is_for_another_age = ranked[0].age < 0
        if (caution or is_for_another_age) and outcome is Outcome.ANSWER:
            outcome = Outcome.SUGGEST
        return SearchResult(outcome, tuple(hits[: max(1, min(query.limit, _MOST_HITS))]), caution)

    def _vector(self, text: str) -> NDArray[np.float32]:
        """Vector of a text, from memory when it was encoded a moment ago; runs in the search thread alone."""
        if text not in self._vectors:
            self._vectors[text] = self._encoder.encode_queries([text])[0]
        if len(self._vectors) > _KEPT_VECTORS:
            self._vectors.popitem(last=False)
        return self._vectors[text]

    def _hits(self, snapshot: Snapshot, ranked: Sequence[Ranked], scope: float, length: int) -> list[Hit]:
        hits = [
            Hit(
                entry_id=one.entry.id,
                confidence=self._calibration.confidence_of(signs(one, ranked, scope, length), one.age),
                passage=snapshot.passages[one.candidate.row],
            )
            for one in ranked
        ]
        # The first stays first; behind it an entry of the same age group may pass one of another question.
        return sorted(hits, key=lambda hit: -hit.confidence)


def _searched(text: str) -> str:
    """The text as it is searched with."""
    return _shortened(normalise(text))


def _shortened(text: str) -> str:
    return text if len(text) <= 2 * _LONGEST_END else f"{text[:_LONGEST_END]} {text[-_LONGEST_END:]}"
