"""A small knowledge base, an encoder without a model and a loaded snapshot of both."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.domain.entry import Collection, Entry, ReviewStatus, Source
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.lexicon import Lexicon
from assistant.retrieval.confidence import Calibration
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.snapshot import Snapshot, build_snapshot, load_snapshot

TODAY = date(2026, 11, 23)


class HashEncoder:
    """Derives a unit vector from the text's SHA-256, so the same text always meets itself; notes what it encodes."""

    name = "hash"
    dim = 32

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            digest = hashlib.sha256(text.encode()).digest()
            vectors[row] = np.frombuffer(digest, dtype=np.uint8).astype(np.float32) - 127.5
            vectors[row] /= np.linalg.norm(vectors[row])
        return vectors


def an_entry(entry_id: str, questions: Sequence[str] = (), **changes: object) -> Entry:
    """Return an entry with every field defaulted."""
    fields: dict[str, object] = {
        "id": entry_id,
        "collection": Collection.HANDBOOK,
        "topic": "topic",
        "title": f"{entry_id}的题目",
        "age_months": (0, 83),
        "topics": ("topic",),
        "questions": tuple(questions),
        "answer": f"{entry_id}的回答",
        "body": f"## 为什么\n{entry_id}的原因\n## 怎么做\n{entry_id}的办法",
        "sources": (Source("卫健委", "指南", "2020", "original"),),
        "checked_on": TODAY,
        "status": ReviewStatus.DRAFT,
    }
    return Entry(**(fields | changes))  # type: ignore[arg-type]


def a_knowledge_base(*entries: Entry, version: str = "v1", lexicon: Lexicon | None = None) -> KnowledgeBase:
    """Return a knowledge base of these entries."""
    words = lexicon or Lexicon(("夹生饭",), {"拉肚子": "腹泻", "拉稀": "腹泻", "发烧": "发热"}, ("怎么办", "的", "吗"))
    return KnowledgeBase({entry.id: entry for entry in entries}, version, words)


# Round figures with the order of size of fitted ones, so that ranking tests do not move when the packaged ones do.
CALIBRATION = Calibration(
    relevance=(3.0, 1.0, 3.0, 4.0, 6.0, 0.5),
    age=1.0,
    breadth=0.5,
    # features, lead, scope, length, age, policy, constant
    confidence=(1.0, 0.5, 2.0, 2.0, 3.0, 0.0, 0.8, 0.2, 0.0, 0.0, 0.0, -5.0),
    answer_from=0.5,
    suggest_from=0.2,
    origin="tests",
)

ENTRIES = (
    an_entry("salt", ["宝宝八个月可以吃盐吗", "辅食要放盐吗"]),
    an_entry("fever", ["发烧39度怎么办", "孩子体温高"]),
    an_entry("teeth", ["几个月长牙", "牙齿怎么刷"]),
)

SearcherFor = Callable[..., Retriever]


@pytest.fixture
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(max_workers=1) as pool:
        yield pool


@pytest.fixture
def snapshot_of(tmp_path: Path, encoder: HashEncoder) -> Callable[[KnowledgeBase], Snapshot]:
    """Return a function that builds and loads a snapshot."""

    def build(knowledge: KnowledgeBase) -> Snapshot:
        build_snapshot(knowledge, encoder, tmp_path / "index")
        return load_snapshot(tmp_path / "index", encoder.name)

    return build


@pytest.fixture
def retriever_for(snapshot_of, encoder: HashEncoder, executor: ThreadPoolExecutor) -> SearcherFor:
    """Return a function that makes a retriever over entries, three of them unless given."""

    def make(*entries: Entry) -> Retriever:
        knowledge = a_knowledge_base(*(entries or ENTRIES))
        return Retriever(snapshot_of(knowledge), knowledge, encoder, executor, CALIBRATION)

    return make
