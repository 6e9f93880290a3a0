"""Search at the size of other libraries: build time, memory, time a query, and what approximate indexes miss.

Encoding a million texts takes hours on such a machine, so the corpora are derived: the real vectors of this knowledge
base, repeated, each with random noise of a tenth of its length. Words and sounds of the corpora are the real ones,
repeated. `python -m benchmarks.retrieval --sizes 1000 10000 100000` prints Markdown.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from assistant.cli.main import ONE_THREAD

# Read by the numeric libraries when they are loaded, so it comes before them.
os.environ.update(ONE_THREAD)

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.garbage import made_to_stay
from assistant.knowledge.base import KnowledgeBase
from assistant.knowledge.loader import load_knowledge
from assistant.retrieval.confidence import load_calibration
from assistant.retrieval.dense import DenseIndex
from assistant.retrieval.encoder import load_encoder
from assistant.retrieval.fusion import find_candidates, question_for
from assistant.retrieval.ranking import rank
from assistant.retrieval.snapshot import Snapshot, build_snapshot, ensure_snapshot, load_snapshot
from assistant.retrieval.types import Encoder, Query
from benchmarks.figures import percentile, table

NEIGHBOURS = 10
QUERIES = 200
NOISE = 0.1
SEED = 7
AT_A_TIME = 50_000
"""Vectors that are made at a time, so that a million take no more memory than they have to."""
LARGEST_GRAPH = 100_000
"""A graph over more takes longer to build here than a benchmark should."""
KNOWLEDGE = Path("knowledge_base")
ON = date(2026, 11, 24)

Vectors = NDArray[np.float32]


def derived(vectors: Vectors, count: int, seed: int = SEED) -> Vectors:
    """Return `count` unit vectors: the given ones, repeated with noise."""
    random = np.random.default_rng(seed)
    made = np.empty((count, vectors.shape[1]), dtype=np.float32)
    for start in range(0, count, AT_A_TIME):
        part = made[start : start + AT_A_TIME]
        part[:] = vectors[np.arange(start, start + len(part)) % len(vectors)]
        part += random.standard_normal(part.shape, dtype=np.float32) * np.float32(NOISE / np.sqrt(vectors.shape[1]))
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return made


def index_rows(vectors: Vectors, sizes: Sequence[int], kinds: Sequence[str]) -> list[tuple[str, ...]]:
    """Measure kinds of index on corpora of several sizes; the exact one always, since it tells what is right."""
    rows: list[tuple[str, ...]] = []
    for size in sizes:
        corpus, asked = derived(vectors, size), derived(vectors, QUERIES, seed=SEED + 1)
        truth: list[set[int]] = []
        for name, limits in (("exact", (size, size)), ("graph (HNSW)", (0, size)), ("cells (IVF)", (0, 0))):
            is_asked_for = name == "exact" or name.split()[0] in kinds
            if not is_asked_for or (name.startswith("graph") and size > LARGEST_GRAPH):
                continue
            started = time.perf_counter()
            index = DenseIndex.build(corpus, *limits)
            built = time.perf_counter() - started
            found, milliseconds = _asked(index, asked)
            truth = truth or found
            recall = float(np.mean([len(one & right) / NEIGHBOURS for one, right in zip(found, truth, strict=True)]))
            kept = _megabytes(index)
            rows.append((f"{size:,}", name, f"{built:.1f}", f"{kept:.0f}", *_times(milliseconds), f"{recall:.3f}"))
    return rows


def _asked(index: DenseIndex, asked: Vectors) -> tuple[list[set[int]], list[float]]:
    found, milliseconds = [], []
    for vector in asked:
        started = time.perf_counter()
        found.append({row for row, _ in index.nearest(vector, NEIGHBOURS)})
        milliseconds.append((time.perf_counter() - started) * 1000)
    return found, milliseconds


def _megabytes(index: DenseIndex) -> float:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        faiss.write_index(index._index, str(path))
        return path.stat().st_size / 1e6


def _times(milliseconds: Sequence[float]) -> tuple[str, str]:
    return f"{percentile(milliseconds, 50):.2f}", f"{percentile(milliseconds, 95):.2f}"


def repeated(knowledge: KnowledgeBase, passages: int, of: int) -> KnowledgeBase:
    """Return the knowledge base again and again until it holds about `passages` passages."""
    copies = max(1, round(passages / of))
    entries = {
        f"{entry.id}-{copy}": replace(entry, id=f"{entry.id}-{copy}", age_group="", supersedes="")
        for copy in range(copies)
        for entry in knowledge.entries.values()
    }
    return replace(knowledge, entries=entries, version=f"benchmark-{copies}")


def large_snapshot(knowledge: KnowledgeBase, small: Snapshot, encoder: Encoder, folder: Path) -> Snapshot:
    """Build the index of a repeated knowledge base and put noise on its vectors."""
    build_snapshot(knowledge, encoder, folder, previous=small)
    large = load_snapshot(folder, encoder.name)
    vectors = derived(large.plain_vectors, len(large.passages))
    return replace(large, vectors=vectors, dense=DenseIndex.build(vectors))


def whole_query(knowledge: KnowledgeBase, snapshot: Snapshot, encoder: Encoder, count: int) -> list[list[float]]:
    """Milliseconds of encoding, of encoding and an exact search, and of a whole query, by turns."""
    exact = DenseIndex.build(np.array(snapshot.plain_vectors), len(snapshot.passages))
    calibration = load_calibration()
    texts = [passage.text for passage in snapshot.passages if passage.kind == "question"]

    def encode(text: str) -> None:
        encoder.encode_queries([text])

    def bare(text: str) -> None:
        exact.nearest(encoder.encode_queries([text])[0], NEIGHBOURS)

    def whole(text: str) -> None:
        question = question_for(snapshot, text, encoder.encode_queries([text])[0])
        rank(find_candidates(snapshot, question), knowledge.entries, Query(text, ON, 8), calibration)

    measured: list[list[float]] = [[], [], []]
    for number in range(count + 5):
        text = f"{texts[(number * 37) % len(texts)]}{number}"
        for times, one in zip(measured, (encode, bare, whole), strict=True):
            times.append(_timed(one, text))
    return [times[5:] for times in measured]


def reindexed(knowledge: KnowledgeBase, folder: Path, encoder: Encoder, index: Path, count: int) -> list[list[float]]:
    """Processor milliseconds of reading all files, of building the index anew and of loading it, one entry changed.

    A running service does all three in a thread of its own; the processor's time is what other work does not change.
    """
    with made_to_stay():
        snapshot = load_snapshot(index, encoder.name)
    measured: list[list[float]] = [[], [], []]
    for number in range(count + 1):
        entry_id = list(knowledge.entries)[number * 7 % len(knowledge.entries)]
        changed = replace(knowledge.entries[entry_id], answer=f"{knowledge.entries[entry_id].answer}改{number}")
        edited = replace(knowledge, entries={**knowledge.entries, entry_id: changed}, version=f"edit-{number}")
        starts = [time.process_time()]
        load_knowledge(folder)
        starts.append(time.process_time())
        build_snapshot(edited, encoder, index, snapshot)
        starts.append(time.process_time())
        snapshot = load_snapshot(index, encoder.name, snapshot)
        starts.append(time.process_time())
        for times, (begun, ended) in zip(measured, pairwise(starts), strict=True):
            times.append((ended - begun) * 1000)
    return [times[1:] for times in measured]


def print_reindexed(knowledge: KnowledgeBase, encoder: Encoder, index: Path, count: int) -> None:
    """Edit one entry after the other in a copy of the index."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "index"
        shutil.copytree(index, copy)
        ensure_snapshot(knowledge, encoder, copy)
        parts = reindexed(knowledge, KNOWLEDGE, encoder, copy, count)
    parts.append([sum(one) for one in zip(*parts, strict=True)])
    names = ("read and check all files", "build", "load", "together")
    rows = [(name, *_times(times)) for name, times in zip(names, parts, strict=True)]
    print(f"\nOne entry edited, {len(knowledge.entries)} entries, {count} times; milliseconds of processor time")
    print("\n".join(table(("", "p50", "p95"), rows)))


def _timed(one: Callable[[str], None], text: str) -> float:
    started = time.perf_counter()
    one(text)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--kinds", nargs="*", default=["graph", "cells"], help="besides exact: graph, cells")
    parser.add_argument("--whole", type=int, default=100_000, help="passages for the whole query; 0 leaves it out")
    parser.add_argument("--edits", type=int, default=0, help="entries to edit, each followed by a new index")
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    options = parser.parse_args()
    with made_to_stay():  # as in the service
        knowledge, encoder = load_knowledge(KNOWLEDGE), load_encoder()
    if options.edits:
        print_reindexed(knowledge, encoder, options.index, options.edits)
    small = load_snapshot(options.index, encoder.name)
    head = ("passages", "index", "build s", "MB", "p50 ms", "p95 ms", f"recall@{NEIGHBOURS}")
    if options.sizes:
        encoded = small.plain_vectors[np.any(small.plain_vectors, axis=1)]
        print("\n".join(table(head, index_rows(encoded, options.sizes, options.kinds))))
    if options.whole:
        many = repeated(knowledge, options.whole, len(small.passages))
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            large = large_snapshot(many, small, encoder, Path(folder))
            print(f"\n{len(large.passages):,} passages, built and loaded in {time.perf_counter() - started:.0f} s")
            measured = whole_query(many, large, encoder, QUERIES)
        names = ("encode", "encode + exact", "whole query")
        print(
            "\n".join(table(("", "p50 ms", "p95 ms"), [(n, *_times(t)) for n, t in zip(names, measured, strict=True)]))
        )
        print(f"\nwhole / (encode + exact) at p95: {percentile(measured[2], 95) / percentile(measured[1], 95):.2f}")


if __name__ == "__main__":
    main()
