"""What is read from files, at the start and when they change: triage rules, entries, index, list of institutions.

Triage is there before the first request. The rest takes seconds and is loaded behind open doors.
"""

import asyncio
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.dialogue.current_triage import CurrentTriage
from assistant.dialogue.triage import TriageReader, load_reader
from assistant.dialogue.word_reader import WordReader
from assistant.garbage import made_to_stay
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.places import load_places
from assistant.retrieval.encoder import load_encoder
from assistant.retrieval.shared_encoder import SharedEncoder
from assistant.retrieval.types import Encoder, Query
from assistant.retrieval.vectors import Progress
from assistant.services.clock import Clock
from assistant.services.current_search import CurrentSearch
from assistant.services.institution_samples import ensure_samples
from assistant.services.institutions import Institutions
from assistant.services.library import NOTHING_YET, Library
from assistant.services.opening import Opening
from assistant.services.places import Places
from assistant.services.public_holidays import is_public_holiday
from assistant.settings import Settings
from assistant.store.database import Database

if TYPE_CHECKING:
    from assistant.retrieval.retriever import Retriever
    from assistant.retrieval.snapshot import Snapshot


class Content:
    """What is read from files and can be replaced while running.

    Constructing reads the triage rules; `load` the rest.

    Args:
        settings: Where the files are.
        encoder: Stands in for the one that the settings name.
        pool: The search thread; it alone encodes.
        clock: The present instant.
        progress: Told how many passages of how many are encoded while an index is built.

    Attributes:
        triage: The rules in service.
        opening: Opened once everything below is loaded.
        read: The language part.
        search: The index in service.
        library: The entries in service.
        encoder_name: Of the encoder that searches.

    Raises:
        KnowledgeError: A file of the triage rules is wrong.
    """

    def __init__(
        self, settings: Settings, encoder: Encoder | None, pool: Executor, clock: Clock, progress: Progress | None
    ) -> None:
        self.triage = CurrentTriage(load_reader(settings.knowledge_folder / "triage"))
        self.opening = Opening()
        self.read = WordReader(settings.nlu_folder / "lookups")
        self.search = CurrentSearch(self.opening)
        self.library = Library(NOTHING_YET, self._refresh)
        self.encoder_name = encoder.name if encoder is not None else settings.encoder
        self._settings, self._encoder, self._pool, self._clock = settings, encoder, pool, clock
        self._progress = progress
        self._retriever: Retriever | None = None

    async def load(self) -> None:
        """Load entries, index, encoder and word lists, and open.

        Raises:
            ConfigurationError: The encoder cannot be loaded.
            KnowledgeError: A knowledge file or a word list is wrong.
        """
        loop = asyncio.get_running_loop()
        with made_to_stay():
            if self._encoder is None:
                self._encoder = await loop.run_in_executor(self._pool, load_encoder, self._settings.encoder)
            knowledge, retriever = await asyncio.to_thread(self._load_search, self._encoder)
            await asyncio.to_thread(self.read.load)
            # The first search loads what libraries load lazily; no parent should wait for that.
            await retriever.search(Query("宝宝发烧怎么办", self._clock().date()))
        self._retriever = retriever
        self.search.begin(retriever)
        self.library.begin(knowledge)
        self.opening.open()

    async def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Return the vectors of some texts; the search thread does the work, questions get in between."""
        await self.opening.wait()
        return await asyncio.to_thread(self._shared().encode_passages, texts)

    async def _refresh(self) -> KnowledgeBase:
        """Put changed files in service."""
        await self.opening.wait()
        assert self._retriever is not None  # noqa: S101  # made before the opening opens
        with made_to_stay():
            reader, (knowledge, snapshot) = await asyncio.to_thread(self._read_everything)
        self.triage.replace(reader)
        self._retriever.swap(snapshot, knowledge)
        return knowledge

    def _load_search(self, encoder: Encoder) -> tuple[KnowledgeBase, "Retriever"]:
        from assistant.retrieval.retriever import Retriever  # see below

        knowledge, snapshot = self._read_entries()
        return knowledge, Retriever(snapshot, knowledge, encoder, self._pool)

    def _read_everything(self) -> tuple[TriageReader, tuple[KnowledgeBase, "Snapshot"]]:
        return load_reader(self._settings.knowledge_folder / "triage"), self._read_entries()

    def _read_entries(self) -> tuple[KnowledgeBase, "Snapshot"]:
        """Read the entries and their index, built if need be; only the search thread encodes."""
        # FAISS, SciPy and jieba take a second to import, which must not come before the first request is answered.
        from assistant.knowledge.loader import load_knowledge
        from assistant.retrieval.encoding_processes import bulk_encoding
        from assistant.retrieval.snapshot import ensure_snapshot

        knowledge, bulk = load_knowledge(self._settings.knowledge_folder), bulk_encoding(self.encoder_name)
        return knowledge, ensure_snapshot(knowledge, self._shared(), self._settings.index_folder, self._progress, bulk)

    def _shared(self) -> SharedEncoder:
        assert self._encoder is not None  # noqa: S101  # the first thing that is loaded
        return SharedEncoder(self._encoder, self._pool)


async def load_institutions(settings: Settings, database: Database, clock: Clock) -> tuple[Places, Institutions]:
    """Load the names of places and the list of institutions; in development, invented ones where none are."""
    tables = settings.knowledge_folder / "tables"
    places = Places(load_places(tables, settings.nlu_folder / "lookups"))
    if settings.is_development:
        await ensure_samples(database.unit_of_work, places, tables, clock())
    return places, Institutions(database.unit_of_work, places, clock, is_public_holiday)
