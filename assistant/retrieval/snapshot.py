"""The search index as an immutable folder that is built aside, published by a rename and loaded memory-mapped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SnapshotError
from assistant.knowledge.base import KnowledgeBase
from assistant.retrieval.bm25 import Bm25Index
from assistant.retrieval.dense import DenseIndex
from assistant.retrieval.passages import ASKED_KINDS, passages_of
from assistant.retrieval.snapshot_files import (
    Contents,
    Manifest,
    publish,
    read_contents,
    read_manifest,
    unpublished_folder,
    write_contents,
)
from assistant.retrieval.tokens import Tokeniser
from assistant.retrieval.types import Encoder, Passage
from assistant.retrieval.vectors import Progress, VectorKey, background, passage_vectors, vector_key

_BM25_FOLDER = "bm25"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A loaded index; nothing in it changes.

    Attributes:
        path: Its folder.
        manifest: What it was built from.
        passages: In the order of the vectors' rows; an entry's passages stand together.
        words: Each passage's words, as the tokeniser cut them.
        rows: First row and row after the last of each entry's passages.
        is_asked: Shape (n,): whether the passage is worded as a parent asks (title or question).
        vectors: Shape (n, dim), rows of length 1, memory-mapped.
        dense: Search by meaning.
        bm25: Search by words.
        tokeniser: Cuts questions as it cut the passages.
    """

    path: Path
    manifest: Manifest
    passages: tuple[Passage, ...]
    words: tuple[tuple[str, ...], ...]
    rows: Mapping[str, tuple[int, int]]
    is_asked: NDArray[np.bool_]
    vectors: NDArray[np.float32]
    dense: DenseIndex
    bm25: Bm25Index
    tokeniser: Tokeniser


def build_snapshot(
    knowledge: KnowledgeBase,
    encoder: Encoder,
    folder: Path,
    previous: Snapshot | None = None,
    progress: Progress | None = None,
) -> Path:
    """Build the index of `knowledge` and make it the current one.

    Passages that `previous` holds keep their vectors and words. When anything fails, the current snapshot stays as it
    was. The one that was current before is kept on disk; older ones are removed.

    Args:
        knowledge: The entries to index.
        encoder: Encodes new passages, about 30 a second on one processor.
        folder: Where snapshots lie; made if need be.
        previous: A loaded snapshot to take unchanged passages from.
        progress: Told how many of the new passages are encoded.

    Returns:
        The new snapshot's folder, inside `folder`.
    """
    tokeniser = Tokeniser(knowledge.lexicon)
    passages = tuple(passages_of(knowledge.entries.values()))
    vectors = passage_vectors(passages, encoder, _known_vectors(previous, encoder), progress)
    words = _words(passages, tokeniser, previous)
    manifest = Manifest(
        knowledge.version, encoder.name, encoder.dim, background(passages, vectors, _are_asked(passages))
    )
    with unpublished_folder(folder) as target:
        Bm25Index.build(tokeniser, words).save(target / _BM25_FOLDER)
        DenseIndex.build(vectors).save(target)
        write_contents(target, Contents(passages, words, knowledge.lexicon, vectors))
        return publish(folder, target, manifest)


def load_snapshot(folder: Path, encoder_name: str) -> Snapshot:
    """Load the current snapshot and verify its files.

    Raises:
        SnapshotError: There is none, a file is missing or changed, or another encoder built it.
    """
    path, manifest = read_manifest(folder)
    if manifest.encoder_name != encoder_name:
        wrong = f"The search index {path} was built with the encoder {manifest.encoder_name}, not {encoder_name}"
        raise SnapshotError(f"{wrong}. Run `assistant train` to build it again.")
    contents = read_contents(path)
    tokeniser = Tokeniser(contents.lexicon)
    return Snapshot(
        path=path,
        manifest=manifest,
        passages=contents.passages,
        words=contents.words,
        rows=_rows(contents.passages),
        is_asked=_are_asked(contents.passages),
        vectors=contents.vectors,
        dense=DenseIndex.load(path, contents.vectors),
        bm25=Bm25Index.load(tokeniser, path / _BM25_FOLDER),
        tokeniser=tokeniser,
    )


def ensure_snapshot(
    knowledge: KnowledgeBase, encoder: Encoder, folder: Path, progress: Progress | None = None
) -> Snapshot:
    """Load the current snapshot; build it first unless it fits these files and this encoder."""
    try:
        previous = load_snapshot(folder, encoder.name)
    except SnapshotError:
        previous = None
    if previous is not None and previous.manifest.knowledge_version == knowledge.version:
        return previous
    build_snapshot(knowledge, encoder, folder, previous, progress)
    return load_snapshot(folder, encoder.name)


def _known_vectors(previous: Snapshot | None, encoder: Encoder) -> dict[VectorKey, NDArray[np.float32]]:
    if previous is None or previous.manifest.encoder_name != encoder.name or previous.manifest.dim != encoder.dim:
        return {}
    return {vector_key(passage): previous.vectors[row] for row, passage in enumerate(previous.passages)}


def _words(passages: Sequence[Passage], tokeniser: Tokeniser, previous: Snapshot | None) -> tuple[tuple[str, ...], ...]:
    known: dict[str, tuple[str, ...]] = {}
    if previous is not None and previous.tokeniser.lexicon == tokeniser.lexicon:
        texts = (passage.text for passage in previous.passages)
        known = dict(zip(texts, previous.words, strict=True))
    return tuple(
        known[passage.text] if passage.text in known else tuple(tokeniser.tokens(passage.text)) for passage in passages
    )


def _are_asked(passages: Sequence[Passage]) -> NDArray[np.bool_]:
    return np.array([passage.kind in ASKED_KINDS for passage in passages], dtype=np.bool_)


def _rows(passages: Sequence[Passage]) -> dict[str, tuple[int, int]]:
    rows: dict[str, tuple[int, int]] = {}
    for row, passage in enumerate(passages):
        rows[passage.entry_id] = (rows.get(passage.entry_id, (row, 0))[0], row + 1)
    return rows
