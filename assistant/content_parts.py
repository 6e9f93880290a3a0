"""Entries, index, triage rules and the list of institutions, loaded: what can be replaced while the service runs."""

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass

from assistant.dialogue.current_triage import CurrentTriage
from assistant.dialogue.triage import TriageReader, load_reader
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.loader import load_knowledge
from assistant.knowledge.places import load_places
from assistant.retrieval.encoder import load_encoder
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.shared_encoder import SharedEncoder
from assistant.retrieval.snapshot import Snapshot, ensure_snapshot
from assistant.retrieval.types import Encoder, Query
from assistant.retrieval.vectors import Progress
from assistant.services.clock import Clock
from assistant.services.institution_samples import ensure_samples
from assistant.services.institutions import Institutions
from assistant.services.library import Library
from assistant.services.places import Places
from assistant.services.public_holidays import is_public_holiday
from assistant.settings import Settings
from assistant.store.database import Database


@dataclass(frozen=True, slots=True)
class Content:
    """What is read from files and can be replaced while running."""

    retriever: Retriever
    library: Library
    triage: CurrentTriage
    encoder: Encoder


async def load_content(
    settings: Settings, encoder: Encoder | None, pool: Executor, clock: Clock, progress: Progress | None
) -> Content:
    """Load entries, index and triage rules; only the search thread encodes."""
    loop = asyncio.get_running_loop()
    chosen = encoder if encoder is not None else await loop.run_in_executor(pool, load_encoder, settings.encoder)
    shared = SharedEncoder(chosen, pool)

    def read_files() -> tuple[TriageReader, KnowledgeBase, Snapshot]:
        reader = load_reader(settings.knowledge_folder / "triage")
        knowledge = load_knowledge(settings.knowledge_folder)
        return reader, knowledge, ensure_snapshot(knowledge, shared, settings.index_folder, progress)

    reader, knowledge, snapshot = await loop.run_in_executor(None, read_files)
    retriever, triage = Retriever(snapshot, knowledge, chosen, pool), CurrentTriage(reader)
    # The first search loads what libraries load lazily; no parent should wait for that.
    await retriever.search(Query("宝宝发烧怎么办", clock().date()))

    async def refresh() -> KnowledgeBase:
        fresh_reader, fresh_knowledge, fresh_snapshot = await loop.run_in_executor(None, read_files)
        triage.replace(fresh_reader)
        retriever.swap(fresh_snapshot, fresh_knowledge)
        return fresh_knowledge

    return Content(retriever, Library(knowledge, refresh), triage, shared)


async def load_institutions(settings: Settings, database: Database, clock: Clock) -> tuple[Places, Institutions]:
    """Load the names of places and the list of institutions; in development, invented ones where none are."""
    tables = settings.knowledge_folder / "tables"
    places = Places(load_places(tables, settings.nlu_folder / "lookups"))
    if settings.is_development:
        await ensure_samples(database.unit_of_work, places, tables, clock())
    return places, Institutions(database.unit_of_work, places, clock, is_public_holiday)
