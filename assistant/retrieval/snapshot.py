"""The search index as an immutable folder that is built aside, published by a rename and loaded memory-mapped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SnapshotError
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.lexicon import Lexicon
from assistant.retrieval.adapter import Adapter, load_adapter
from assistant.retrieval.bm25 import Bm25Index
from assistant.retrieval.dense import DenseIndex
from assistant.retrieval.passages import ASKED_KINDS, WORDS_ALONE, passages_of
from assistant.retrieval.snapshot_files import (
    Contents,
    Manifest,
    publish,
    read_contents,
    read_manifest,
    unpublished_folder,
    write_contents,
)
from assistant.retrieval.sounds import build_sound_index
from assistant.retrieval.spoken import SpokenReader
from assistant.retrieval.tokens import Tokeniser
from assistant.retrieval.topic_sense import TopicSense
from assistant.retrieval.types import Encoder, Passage
from assistant.retrieval.vectors import BulkEncoding, Progress, VectorKey, passage_vectors, vector_key

_BM25_FOLDER = "bm25"
_SOUNDS_FOLDER = "sounds"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A loaded index; nothing in it changes.

    Attributes:
        path: Its folder.
        manifest: What it was built from.
        passages: In the order of the vectors' rows; an entry's passages stand together.
        words: Each passage's words, as the tokeniser cut them.
        entry_ids: In the order of their passages; an entry's place in it is its number.
        rows: First row and row after the last of each entry's passages.
        owners: Shape (n,): number of the entry that a passage belongs to.
        is_asked: Shape (n,): whether the passage is worded as a parent asks (title or question).
        is_answer: Shape (n,): whether the passage is an entry's answer.
        vectors: Shape (n, dim), rows of length 1, memory-mapped; zeros for a passage found by its words alone.
        middles: Shape (entries, dim), rows of length 1: middle of an entry's title and questions.
        dense: Search by meaning.
        bm25: Search by words.
        sounds: Search by how entries' questions sound; documents are entries.
        topics: Each entry's topic; empty in an index that was built before topics were kept.
        topic_sense: Tells a question's topic; without topics it finds all of them alike.
        tokeniser: Cuts questions as it cut the passages.
        spoken: Reads dialect in questions.
        adapter: What our questions taught about this encoder.
        adapted_lengths: Shape (n,): length of each vector after the adapter's matrix.
    """

    path: Path
    manifest: Manifest
    passages: tuple[Passage, ...]
    words: tuple[tuple[str, ...], ...]
    entry_ids: tuple[str, ...]
    rows: Mapping[str, tuple[int, int]]
    owners: NDArray[np.intp]
    is_asked: NDArray[np.bool_]
    is_answer: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    middles: NDArray[np.float32]
    dense: DenseIndex
    bm25: Bm25Index
    sounds: Bm25Index
    topics: Mapping[str, str]
    topic_sense: TopicSense
    tokeniser: Tokeniser
    spoken: SpokenReader
    adapter: Adapter
    adapted_lengths: NDArray[np.float32]

    @property
    def plain_vectors(self) -> NDArray[np.float32]:
        """The vectors as a plain view: indexing a memory map is slow."""
        return np.asarray(self.vectors)

    def adapted_likeness(self, vector: NDArray[np.float32], rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the cosine of `vector` to some rows in the adapter's space, shape (rows,).

        Only the question is turned, there and back: the passages' turned vectors would double the memory.
        """
        adapter = self.adapter
        turned = (vector - adapter.middle) @ adapter.matrix
        back = adapter.matrix @ turned
        length = max(float(np.linalg.norm(turned)), 1e-9)
        likeness: NDArray[np.float32] = (self.plain_vectors[rows] @ back - adapter.middle @ back) / (
            self.adapted_lengths[rows] * length
        )
        return likeness


def build_snapshot(
    knowledge: KnowledgeBase,
    encoder: Encoder,
    folder: Path,
    previous: Snapshot | None = None,
    progress: Progress | None = None,
    bulk: BulkEncoding | None = None,
) -> Path:
    """Build the index of `knowledge` and make it the current one.

    Passages that `previous` holds keep their vectors and words. When anything fails, the current snapshot stays as it
    was. The one that was current before is kept on disk; older ones are removed.

    Args:
        knowledge: The entries to index.
        encoder: Encodes new passages.
        folder: Where snapshots lie; made if need be.
        previous: A loaded snapshot to take unchanged passages from.
        progress: Told how many of the new passages are encoded.
        bulk: Encodes many new passages faster than `encoder`, with the same result.

    Returns:
        The new snapshot's folder, inside `folder`.
    """
    tokeniser = _tokeniser(knowledge.lexicon, previous)
    passages = tuple(passages_of(knowledge.entries.values()))
    vectors = passage_vectors(passages, encoder, _known_vectors(previous, encoder), progress, bulk)
    words = _words(passages, tokeniser, previous)
    manifest = Manifest(knowledge.version, encoder.name, encoder.dim)
    with unpublished_folder(folder) as target:
        Bm25Index.build(words).save(target / _BM25_FOLDER)
        build_sound_index(passages, knowledge.entries).save(target / _SOUNDS_FOLDER)
        DenseIndex.build(vectors).save(target)
        topics = {entry.id: entry.topic for entry in knowledge.entries.values()}
        write_contents(target, Contents(passages, words, knowledge.lexicon, vectors, topics))
        return publish(folder, target, manifest)


def load_snapshot(folder: Path, encoder_name: str, previous: Snapshot | None = None) -> Snapshot:
    """Load the current snapshot and verify its files.

    Args:
        folder: Where snapshots lie.
        encoder_name: The encoder that must have built it.
        previous: A loaded snapshot; what has not changed since is taken from it.

    Raises:
        SnapshotError: There is none, a file is missing or changed, or another encoder built it.
    """
    path, manifest = read_manifest(folder)
    if manifest.encoder_name != encoder_name:
        wrong = f"The search index {path} was built with the encoder {manifest.encoder_name}, not {encoder_name}"
        raise SnapshotError(f"{wrong}. Run `assistant train` to build it again.")
    contents = read_contents(path)
    tokeniser = _tokeniser(contents.lexicon, previous)
    return _assembled(path, manifest, contents, tokeniser, load_adapter(manifest.encoder_name, manifest.dim))


def with_adapter(snapshot: Snapshot, adapter: Adapter) -> Snapshot:
    """Return the snapshot as it is with another adapter."""
    return replace(snapshot, adapter=adapter, adapted_lengths=_adapted_lengths(snapshot.plain_vectors, adapter))


def _tokeniser(lexicon: Lexicon, previous: Snapshot | None) -> Tokeniser:
    """The previous one where the words are the same: its dictionary takes a tenth of a second to fill."""
    if previous is not None and previous.tokeniser.lexicon == lexicon:
        return previous.tokeniser
    return Tokeniser(lexicon)


def _assembled(path: Path, manifest: Manifest, contents: Contents, tokeniser: Tokeniser, adapter: Adapter) -> Snapshot:
    passages, vectors = contents.passages, contents.vectors
    rows = _rows(passages)
    owners = np.repeat(np.arange(len(rows)), [end - first for first, end in rows.values()])
    is_asked = _of_kinds(passages, ASKED_KINDS)
    sounds = _load_sounds(path / _SOUNDS_FOLDER, passages, rows)
    return Snapshot(
        path=path,
        manifest=manifest,
        passages=passages,
        words=contents.words,
        entry_ids=tuple(rows),
        rows=rows,
        owners=owners,
        is_asked=is_asked,
        is_answer=_of_kinds(passages, frozenset({"answer"})),
        vectors=vectors,
        middles=_middles(np.asarray(vectors), is_asked, rows),
        dense=DenseIndex.load(path, vectors),
        bm25=Bm25Index.load(path / _BM25_FOLDER),
        sounds=sounds,
        topics=contents.topics,
        topic_sense=TopicSense(sounds, [contents.topics.get(entry_id, "") for entry_id in rows]),
        tokeniser=tokeniser,
        spoken=SpokenReader(contents.lexicon.spoken),
        adapter=adapter,
        adapted_lengths=_adapted_lengths(np.asarray(vectors), adapter),
    )


def ensure_snapshot(
    knowledge: KnowledgeBase,
    encoder: Encoder,
    folder: Path,
    progress: Progress | None = None,
    bulk: BulkEncoding | None = None,
) -> Snapshot:
    """Load the current snapshot; build it first unless it fits these files and this encoder."""
    try:
        previous = load_snapshot(folder, encoder.name)
    except SnapshotError:
        previous = None
    if previous is not None and _fits(previous, knowledge):
        return previous
    build_snapshot(knowledge, encoder, folder, previous, progress, bulk)
    return load_snapshot(folder, encoder.name, previous)


def _fits(snapshot: Snapshot, knowledge: KnowledgeBase) -> bool:
    """Whether nothing needs to be built; an index without topics is completed, which encodes nothing."""
    return snapshot.manifest.knowledge_version == knowledge.version and len(snapshot.topics) == len(snapshot.rows)


def _known_vectors(previous: Snapshot | None, encoder: Encoder) -> dict[VectorKey, NDArray[np.float32]]:
    if previous is None or previous.manifest.encoder_name != encoder.name or previous.manifest.dim != encoder.dim:
        return {}
    rows = ((row, passage) for row, passage in enumerate(previous.passages) if passage.kind not in WORDS_ALONE)
    return {vector_key(passage): previous.vectors[row] for row, passage in rows}


def _words(passages: Sequence[Passage], tokeniser: Tokeniser, previous: Snapshot | None) -> tuple[tuple[str, ...], ...]:
    known: dict[str, tuple[str, ...]] = {}
    if previous is not None and previous.tokeniser.lexicon == tokeniser.lexicon:
        texts = (passage.text for passage in previous.passages)
        known = dict(zip(texts, previous.words, strict=True))
    return tuple(
        known[passage.text] if passage.text in known else tuple(tokeniser.tokens(passage.text)) for passage in passages
    )


def _load_sounds(folder: Path, passages: Sequence[Passage], entry_ids: Iterable[str]) -> Bm25Index:
    """Read the index of sounds; one built before sounds were kept is completed, its vectors took minutes to make."""
    return Bm25Index.load(folder) if folder.exists() else build_sound_index(passages, entry_ids)


def _of_kinds(passages: Sequence[Passage], kinds: frozenset[str]) -> NDArray[np.bool_]:
    return np.array([passage.kind in kinds for passage in passages], dtype=np.bool_)


def _middles(
    vectors: NDArray[np.float32], is_asked: NDArray[np.bool_], rows: Mapping[str, tuple[int, int]]
) -> NDArray[np.float32]:
    if not rows:
        return np.zeros((0, vectors.shape[1]), dtype=np.float32)
    starts = [first for first, _ in rows.values()]
    sums = np.add.reduceat(np.where(is_asked[:, None], vectors, 0), starts, axis=0)
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return np.asarray(sums / lengths, dtype=np.float32)


def _adapted_lengths(vectors: NDArray[np.float32], adapter: Adapter) -> NDArray[np.float32]:
    lengths = np.linalg.norm((vectors - adapter.middle) @ adapter.matrix, axis=1)
    return np.asarray(np.maximum(lengths, 1e-9), dtype=np.float32)


def _rows(passages: Sequence[Passage]) -> dict[str, tuple[int, int]]:
    rows: dict[str, tuple[int, int]] = {}
    for row, passage in enumerate(passages):
        rows[passage.entry_id] = (rows.get(passage.entry_id, (row, 0))[0], row + 1)
    return rows
