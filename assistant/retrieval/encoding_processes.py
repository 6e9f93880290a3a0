"""Encodes many passages in several processes, one thread each."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import asdict
from queue import SimpleQueue
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EncodingError
from assistant.retrieval.encoder import BUILTIN
from assistant.retrieval.encoding_worker import BYTE_ORDER, SIZE_BYTES
from assistant.retrieval.vectors import Batch, BulkEncoding

_MOST_PROCESSES = 8
_STOP_SECONDS = 10.0


def bulk_encoding(encoder_name: str) -> BulkEncoding | None:
    """Return how to encode in as many processes as this one has cores, or None for an encoder that is not built in.

    Another model may need gigabytes or a graphics card, of which there may be only one.
    """
    return encode_in_processes if encoder_name == BUILTIN else None


def encode_in_processes(batches: Sequence[Batch], processes: int | None = None) -> Iterator[NDArray[np.float32]]:
    """Give the batches' vectors in order, as the built-in encoder makes them.

    Args:
        batches: Any number.
        processes: How many, at least 1; one for each core unless given.

    Raises:
        EncodingError: A process ended before its work did.
    """
    count = processes or min(len(os.sched_getaffinity(0)), _MOST_PROCESSES)
    with ExitStack() as stack:
        idle: SimpleQueue[_Worker] = SimpleQueue()
        for _ in range(count):
            worker = _Worker()
            stack.callback(worker.stop)
            idle.put(worker)

        def encode(batch: Batch) -> NDArray[np.float32]:
            worker = idle.get()
            try:
                return worker.encode(batch)
            finally:
                idle.put(worker)

        pool = ThreadPoolExecutor(count, thread_name_prefix="encode")
        stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        yield from pool.map(encode, batches)


class _Worker:
    """One process of `encoding_worker`; it ends when its input is closed, so also when this process dies."""

    def __init__(self) -> None:
        # Our own module, by the interpreter that runs this one.
        command = [sys.executable, "-m", "assistant.retrieval.encoding_worker"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        self._requests = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)

    def encode(self, batch: Batch) -> NDArray[np.float32]:
        """Return shape (texts, dim)."""
        try:
            self._requests.write(json.dumps(asdict(batch)).encode() + b"\n")
            self._requests.flush()
            size = int.from_bytes(self._answers.read(SIZE_BYTES), BYTE_ORDER)
            answer = self._answers.read(size)
        except OSError as error:
            raise EncodingError(f"A process that encodes cannot be reached ({error!r}).") from error
        if not size or len(answer) < size:
            raise EncodingError("A process that encodes ended before its work did. Is there enough memory?")
        return np.frombuffer(answer, dtype=np.float32).reshape(len(batch.texts), -1)

    def stop(self) -> None:
        """End the process and take back what it holds."""
        with suppress(OSError):
            self._requests.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._answers.close()
