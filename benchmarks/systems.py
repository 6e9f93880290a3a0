"""Starting what is measured: the whole system with real Rasa, in a folder of its own, on free ports."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.live import LiveSystem, make_system


@contextmanager
def prepared_system() -> Iterator[LiveSystem]:
    """Prepare a system without starting it; whatever runs at the end is stopped.

    Raises:
        AssertionError: There is no trained model; the message names the command that makes one.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-benchmark-") as folder:
        system = make_system(Path(folder))
        try:
            yield system
        finally:
            if system.process is not None:
                system.stop()


@contextmanager
def running_system() -> Iterator[LiveSystem]:
    """Start a system and wait until every part of it answers."""
    with prepared_system() as system:
        system.start()
        yield system
