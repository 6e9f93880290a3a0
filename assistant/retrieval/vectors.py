"""Vectors of passages: encoded once, kept as long as the text stays."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import structlog
from numpy.typing import NDArray

from assistant.errors import EncodingError
from assistant.retrieval.passages import ASKED_KINDS, WORDS_ALONE
from assistant.retrieval.types import Encoder, Passage

log = structlog.get_logger(__name__)

Progress = Callable[[int, int], None]
"""Called with the number of passages encoded so far and the number to encode."""
VectorKey = tuple[bool, str]
"""Whether the text is encoded as a question, and the text."""
# Texts of one batch are about equally long, so that a model which pads wastes little; more characters at a time no
# longer fit the processor's cache, and take a tenth longer each (benchmarks/retrieval.md).
_BATCH_CHARACTERS = 400
# Starting processes takes half a second each, in which about thirty questions are encoded.
_WORTH_BULK = 100
_SEED = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts that are encoded together; all of them as questions, or none."""

    is_asked: bool
    texts: tuple[str, ...]


BulkEncoding = Callable[[Sequence[Batch]], Iterable[NDArray[np.float32]]]
"""Encodes many batches, giving each one's vectors, shape (texts, dim), in their order."""


def vector_key(passage: Passage) -> VectorKey:
    """Return what a passage's vector depends on."""
    return passage.kind in ASKED_KINDS, passage.text


def passage_vectors(
    passages: Sequence[Passage],
    encoder: Encoder,
    known: Mapping[VectorKey, NDArray[np.float32]],
    progress: Progress | None = None,
    bulk: BulkEncoding | None = None,
) -> NDArray[np.float32]:
    """Return shape (passages, dim); only texts that `known` lacks are encoded, each once.

    Passages that are found by their words alone have a row of zeros, which is like no question.

    Titles and questions are encoded as questions are: comparing a question with questions is symmetric, and the E5
    authors ask for the same prefix on both sides then.

    Args:
        passages: In the order of the rows.
        encoder: Encodes what is missing, unless `bulk` does.
        known: Vectors by `vector_key`.
        progress: Told after each batch.
        bulk: Gives the same vectors as `encoder`, faster where there are many.
    """
    keys = {row: vector_key(passage) for row, passage in enumerate(passages) if passage.kind not in WORDS_ALONE}
    missing = list(dict.fromkeys(key for key in keys.values() if key not in known))
    encoded = dict(known)
    batches, done = batches_of(missing), 0
    found = _in_bulk(batches, encoder, bulk) if bulk and len(missing) >= _WORTH_BULK else _one_by_one(batches, encoder)
    for batch, vectors in zip(batches, found, strict=True):
        encoded.update(zip(((batch.is_asked, text) for text in batch.texts), vectors, strict=True))
        done += len(batch.texts)
        if progress:
            progress(done, len(missing))
    vectors = np.zeros((len(passages), encoder.dim), dtype=np.float32)
    for row, key in keys.items():
        vectors[row] = encoded[key]
    return vectors


def batches_of(keys: Iterable[VectorKey]) -> list[Batch]:
    """Put texts of about the same length together; short and long batches come mixed, so that progress is even."""
    batches = [
        Batch(is_asked, tuple(texts))
        for is_asked, group in groupby(sorted(keys, key=lambda key: (key[0], len(key[1]), key[1])), lambda key: key[0])
        for texts in _cut(text for _, text in group)
    ]
    return [batches[number] for number in np.random.default_rng(_SEED).permutation(len(batches))]


def _cut(texts: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        if batch and (len(batch) + 1) * len(text) > _BATCH_CHARACTERS:
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch


def _one_by_one(batches: Sequence[Batch], encoder: Encoder) -> Iterator[NDArray[np.float32]]:
    for batch in batches:
        yield (encoder.encode_queries if batch.is_asked else encoder.encode_passages)(batch.texts)


def _in_bulk(batches: Sequence[Batch], encoder: Encoder, bulk: BulkEncoding) -> Iterator[NDArray[np.float32]]:
    """Encode in bulk, and what that leaves undone one by one: late is better than not at all."""
    done = 0
    try:
        for vectors in bulk(batches):
            yield vectors
            done += 1
    except EncodingError as error:
        log.warning("bulk_encoding_failed", error=str(error), left=len(batches) - done)
        yield from _one_by_one(batches[done:], encoder)
