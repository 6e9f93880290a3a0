"""Files of a snapshot: written aside, listed with their hashes in a manifest, published by one rename."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SnapshotError
from assistant.knowledge.lexicon import Lexicon
from assistant.retrieval.types import Passage

FORMAT = 1
"""Raised whenever files of an older make can no longer be read."""
KEPT = 2
"""Snapshots that stay on disk: the current one and the one before."""
_POINTER = "current"
_MANIFEST = "manifest.json"
_PASSAGES = "passages.json"
_VECTORS = "vectors.npy"
_UNFINISHED = ".building-"
_REMEDY = "Run `assistant train` to build it again"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot was built from."""

    knowledge_version: str
    encoder_name: str
    dim: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What a snapshot holds besides its indexes; rows of `vectors` and `words` belong to `passages`.

    `topics` names each entry's topic; it is empty in an index that was built before topics were kept.
    """

    passages: tuple[Passage, ...]
    words: tuple[tuple[str, ...], ...]
    lexicon: Lexicon
    vectors: NDArray[np.float32]
    topics: Mapping[str, str]


@contextmanager
def unpublished_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside the snapshots, alone with it until the end; it is removed unless published."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left_over in folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        target = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=folder))
        try:
            yield target
        finally:
            shutil.rmtree(target, ignore_errors=True)


def write_contents(target: Path, contents: Contents) -> None:
    """Write passages, words, lexicon and vectors into `target`."""
    lexicon = asdict(contents.lexicon)
    rows = [
        [passage.entry_id, passage.kind, passage.text, " ".join(words)]
        for passage, words in zip(contents.passages, contents.words, strict=True)
    ]
    stored = {"lexicon": lexicon, "topics": dict(contents.topics), "rows": rows}
    (target / _PASSAGES).write_text(json.dumps(stored, ensure_ascii=False), "utf-8")
    np.save(target / _VECTORS, contents.vectors)


def read_contents(path: Path) -> Contents:
    """Read what `write_contents` wrote; vectors are memory-mapped."""
    stored = json.loads((path / _PASSAGES).read_text("utf-8"))
    return Contents(
        passages=tuple(Passage(entry_id, kind, text) for entry_id, kind, text, _ in stored["rows"]),
        words=tuple(tuple(words.split()) for *_, words in stored["rows"]),
        lexicon=_lexicon(stored["lexicon"]),
        vectors=np.load(path / _VECTORS, mmap_mode="r"),
        topics=stored.get("topics", {}),
    )


def _lexicon(stored: Mapping[str, Any]) -> Lexicon:
    """As `asdict` wrote it; an index built before dialect was kept has none."""
    spoken = stored.get("spoken", {})
    return Lexicon(tuple(stored["words"]), stored["synonyms"], tuple(stored["stop_words"]), spoken)


def publish(folder: Path, target: Path, manifest: Manifest) -> Path:
    """Write the manifest, move `target` to its final name, point `current` at it and remove old snapshots."""
    files = {file.relative_to(target).as_posix(): _file_hash(file) for file in _files(target)}
    stored = {"format": FORMAT, **asdict(manifest), "files": files}
    (target / _MANIFEST).write_text(json.dumps(stored, ensure_ascii=False, indent=1), "utf-8")
    before = _pointed_at(folder)
    final = _free_name(folder, manifest.knowledge_version)
    target.rename(final)
    pointer = folder / f"{_POINTER}.new"
    pointer.write_text(final.name, "utf-8")
    os.replace(pointer, folder / _POINTER)
    _remove_old(folder, {final.name, before} if before else {final.name})
    return final


def read_manifest(folder: Path) -> tuple[Path, Manifest]:
    """Return the current snapshot's folder and manifest, after comparing every file with its hash.

    Raises:
        SnapshotError: There is no snapshot, or its files are not those that were written.
    """
    name = _pointed_at(folder)
    if not name or not (folder / name).is_dir():
        raise SnapshotError(f"There is no search index in {folder}. {_REMEDY}.")
    path = folder / name
    try:
        stored = json.loads((path / _MANIFEST).read_text("utf-8"))
        if stored["format"] != FORMAT:
            raise SnapshotError(f"The search index {path} has format {stored['format']}, not {FORMAT}. {_REMEDY}.")
        _verify(path, stored["files"])
        names = (stored["knowledge_version"], stored["encoder_name"], int(stored["dim"]))
        return path, Manifest(*names)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"The search index {path} is damaged ({error!r}). {_REMEDY}.") from error


def _verify(path: Path, files: dict[str, str]) -> None:
    for name, expected in files.items():
        if _file_hash(path / name) != expected:
            raise SnapshotError(f"The search index's file {path / name} was changed after building. {_REMEDY}.")


def _pointed_at(folder: Path) -> str:
    try:
        return (folder / _POINTER).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _free_name(folder: Path, version: str) -> Path:
    """The version, or the version with a number: a damaged or other encoder's snapshot may hold the name."""
    names = (folder / (version if number == 1 else f"{version}-{number}") for number in range(1, 1000))
    return next(name for name in names if not name.exists())


def _remove_old(folder: Path, kept: set[str]) -> None:
    found = [path for path in folder.iterdir() if (path / _MANIFEST).exists() and path.name not in kept]
    for path in sorted(found, key=lambda one: one.stat().st_mtime)[: len(found) + len(kept) - KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def _files(target: Path) -> list[Path]:
    return sorted(path for path in target.rglob("*") if path.is_file())


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
