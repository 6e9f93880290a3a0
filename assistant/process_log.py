"""The log file of a child process, kept small by rotation and written off the event loop."""

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

LARGEST_BYTES = 5_000_000
OLD_FILES = 3


class ProcessLog:
    """Takes what a child process prints and appends it to a file.

    A thread of its own reads the pipe, so that neither a chatty child nor a slow disk holds up anybody.

    Args:
        path: The file; older parts lie beside it as `.1`, `.2` and so on.
        largest_bytes: Size at which a new part begins.
        old_files: How many older parts are kept.
    """

    def __init__(self, path: Path, largest_bytes: int = LARGEST_BYTES, old_files: int = OLD_FILES) -> None:
        self._path = path
        self._largest_bytes = largest_bytes
        self._old_files = old_files

    @contextmanager
    def open_for_child(self) -> Iterator[int]:
        """Yield the file descriptor that the child is to print to; close it here when the block ends.

        The log goes on until the child and all that it started have closed theirs.
        """
        reader, writer = os.pipe()
        thread = threading.Thread(target=self._copy, args=(reader,), name="rasa-log", daemon=True)
        thread.start()
        try:
            yield writer
        finally:
            os.close(writer)

    def _copy(self, reader: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            self._path, maxBytes=self._largest_bytes, backupCount=self._old_files, encoding="utf-8", delay=True
        )
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        with os.fdopen(reader, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                handler.emit(logging.makeLogRecord({"msg": line.rstrip()}))
        handler.close()
