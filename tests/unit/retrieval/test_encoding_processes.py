"""Encoding in several processes gives what one gives, in order, and a process that dies costs time, not the index."""

import os
import signal
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EncodingError
from assistant.retrieval.encoder import load_encoder
from assistant.retrieval.encoding_processes import bulk_encoding, encode_in_processes
from assistant.retrieval.types import Encoder, Passage
from assistant.retrieval.vectors import Batch, batches_of, passage_vectors

from .conftest import HashEncoder

BATCHES = [
    Batch(True, ("宝宝发烧怎么办", "几个月长牙")),
    Batch(False, ("先量体温，\0多喝水。",)),
    Batch(True, ("辅食要放盐吗", "\ud800半夜咳嗽", "")),
    Batch(False, ("一岁以内的辅食不加盐和酱油。",)),
]


@pytest.fixture(scope="module")
def builtin() -> Encoder:
    return load_encoder()


def children() -> set[int]:
    """Process ids of this process's children."""
    lists = Path("/proc/self/task").glob("*/children")
    return {int(pid) for path in lists for pid in path.read_text().split()}


def test_processes_give_the_vectors_that_the_encoder_gives_in_order(builtin):
    found = list(encode_in_processes(BATCHES, processes=2))

    for batch, vectors in zip(BATCHES, found, strict=True):
        encode = builtin.encode_queries if batch.is_asked else builtin.encode_passages
        assert np.allclose(vectors, encode(batch.texts), atol=1e-5)


def test_no_process_stays_behind_when_the_work_is_done_or_given_up():
    before = children()

    list(encode_in_processes(BATCHES, processes=2))
    given_up = iter(encode_in_processes(BATCHES, processes=2))
    next(given_up)
    given_up.close()

    assert children() <= before


def test_a_process_that_is_killed_is_told_and_leaves_no_other_behind():
    before = children()
    work = iter(encode_in_processes(BATCHES * 50, processes=2))
    next(work)
    for pid in children() - before:
        os.kill(pid, signal.SIGKILL)

    with pytest.raises(EncodingError, match="ended before its work did"):
        list(work)
    assert children() <= before


def test_what_processes_leave_undone_is_encoded_all_the_same():
    passages = [Passage("e", "question", f"第{number}个问题") for number in range(300)]
    encoder = HashEncoder()

    def dies_half_way(batches):
        for batch in batches[: len(batches) // 2]:
            yield encoder.encode_queries(batch.texts)
        raise EncodingError("killed")

    vectors = passage_vectors(passages, encoder, {}, bulk=dies_half_way)

    assert np.array_equal(vectors, HashEncoder().encode_queries([passage.text for passage in passages]))


def test_a_few_passages_start_no_process():
    def never(batches):
        raise AssertionError("started")

    passages = [Passage("e", "question", f"第{number}个问题") for number in range(20)]

    assert passage_vectors(passages, HashEncoder(), {}, bulk=never).shape == (20, 32)


def test_only_the_encoder_that_comes_along_works_in_processes():
    assert bulk_encoding("builtin-e5") is encode_in_processes
    assert bulk_encoding("BAAI/bge-m3") is None


def test_batches_hold_texts_of_one_kind_and_like_length_once_each():
    keys = [(number % 2 == 0, "字" * (number % 90 + 1) + str(number)) for number in range(400)]

    batches = batches_of(keys)

    assert sorted((batch.is_asked, text) for batch in batches for text in batch.texts) == sorted(keys)
    assert all(len(batch.texts) * max(map(len, batch.texts)) <= 400 for batch in batches)
    wasted = sum(max(map(len, batch.texts)) - len(text) for batch in batches for text in batch.texts)
    assert wasted < 0.05 * sum(len(text) for _, text in keys)


def test_a_text_longer_than_a_batch_stands_alone():
    assert batches_of([(True, "长" * 5000), (True, "短")]) in (
        [Batch(True, ("短",)), Batch(True, ("长" * 5000,))],
        [Batch(True, ("长" * 5000,)), Batch(True, ("短",))],
    )
