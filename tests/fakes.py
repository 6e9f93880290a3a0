"""Stand-ins written by hand, one for each protocol, a few lines each."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.dialogue.rasa_client import RasaTurn
from assistant.domain.message import Intent
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import Situation
from assistant.domain.urgency import Urgency
from assistant.errors import RasaUnavailable
from assistant.retrieval.types import Hit, Outcome, Passage, Query, SearchResult


class HashEncoder:
    """Derives a unit vector from a text's SHA-256, so that the same text always meets itself."""

    name = "hash"
    dim = 32

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest(), np.uint8) for text in texts]
        vectors = np.array(rows, np.float32) - 127.5
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.encode_queries(texts)


class FakeTriage:
    """Raises the alarm on words it was given, and remembers none."""

    version = "fake"

    def __init__(self, alarms: Mapping[str, Decision] | None = None) -> None:
        self.alarms = dict(alarms or {})
        self.read_texts: list[str] = []

    def read(self, text: str, situation: Situation, now: datetime) -> Decision:
        self.read_texts.append(text)
        found = next((alarm for word, alarm in self.alarms.items() if word in text), None)
        return found or Decision(Urgency.NONE, self.version, situation)

    def read_age(self, age_months: int, situation: Situation, now: datetime) -> Decision:
        return self.read(f"{age_months}个月", situation, now)


class FakeRasa:
    """Answers with the parts it was given; None means that it is down."""

    def __init__(self, *parts: Mapping[str, Any], intent: str = "ask_parenting", texts: tuple[str, ...] = ()) -> None:
        self.answer: RasaTurn | None = RasaTurn(Intent(intent, 0.9), texts, parts)
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    async def turn(self, conversation_id: str, text: str, metadata: Mapping[str, Any]) -> RasaTurn:
        self.asked.append((text, metadata))
        if self.answer is None:
            raise RasaUnavailable("down")
        return self.answer


class RetrieverByText:
    """Finds, for each text it was told of, one outcome and entries; nothing for any other."""

    def __init__(self, found: Mapping[str, tuple[Outcome, Sequence[str]]]) -> None:
        self.found = found
        self.asked: list[Query] = []

    async def search(self, query: Query) -> SearchResult:
        self.asked.append(query)
        outcome, entry_ids = self.found.get(query.text, (Outcome.NOT_FOUND, ()))
        return SearchResult(outcome, tuple(Hit(one, 0.9, Passage(one, "question", "")) for one in entry_ids))

    def prepare(self, text: str) -> None:
        pass

    async def vector(self, text: str) -> NDArray[np.float32] | None:
        return None


class FakeRetriever:
    """Finds the entries it was given, whatever is asked."""

    def __init__(self, outcome: Outcome, *entry_ids: str) -> None:
        passages = (Passage(entry_id, "question", "") for entry_id in entry_ids)
        hits = tuple(Hit(passage.entry_id, 0.9, passage) for passage in passages)
        self._result = SearchResult(outcome, hits)
        self.asked: list[Query] = []

    async def search(self, query: Query) -> SearchResult:
        self.asked.append(query)
        return self._result

    def prepare(self, text: str) -> None:
        pass

    async def vector(self, text: str) -> NDArray[np.float32] | None:
        return None
