"""Checks of what lies on disk: room, secrets, knowledge base, model, index."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from assistant.cli.check import Check, failed, passed
from assistant.cli.train import is_current
from assistant.errors import KnowledgeError, SnapshotError
from assistant.knowledge.loader import load_knowledge
from assistant.retrieval.snapshot import load_snapshot
from assistant.settings import Settings, secret_files

ROOM_GIGABYTES = 1.0
"""A new model, a second snapshot of the index and a year of conversations fit into it."""


def check_files(settings: Settings) -> list[Check]:
    """Look at the files; reads, and changes nothing."""
    return [
        _check_room(settings),
        *_check_secrets(settings),
        _check_model(settings),
        *_check_knowledge_and_index(settings),
    ]


def _check_room(settings: Settings) -> Check:
    folder = settings.var_folder if settings.var_folder.exists() else settings.root
    free = shutil.disk_usage(folder).free / 1e9
    if free < ROOM_GIGABYTES:
        return failed("disk", f"{folder} has {free:.1f} GB free.", f"Make room for at least {ROOM_GIGABYTES:g} GB.")
    return passed("disk", f"{free:.0f} GB free.")


def _check_secrets(settings: Settings) -> Iterator[Check]:
    names = (("data key", "ASSISTANT_DATA_KEY"), ("internal token", "ASSISTANT_INTERNAL_TOKEN"))
    values = (settings.data_key, settings.internal_token)
    for (name, variable), secret, file in zip(names, values, secret_files(settings), strict=True):
        if file.exists():
            yield _check_mode(name, file)
        elif secret.value:
            yield passed(name, f"from {variable}.")
        else:
            yield failed(name, f"{file} is missing.", f"Set {variable}, or start once with `make run`, which makes it.")


def _check_mode(name: str, file: Path) -> Check:
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        return failed(name, f"{file} can be read by others (mode {mode:04o}).", f"Run `chmod 600 {file}`.")
    return passed(name, f"{file}, mode {mode:04o}.")


def _check_model(settings: Settings) -> Check:
    model = settings.model_path
    if not model.exists():
        return failed("Rasa model", f"{model} is missing.", "Run `make train`.")
    if not is_current(settings):
        return failed("Rasa model", "Its data or components changed after it was trained.", "Run `make train`.")
    return passed("Rasa model", f"{model}, trained from its data as it is now.")


def _check_knowledge_and_index(settings: Settings) -> Iterator[Check]:
    try:
        knowledge = load_knowledge(settings.knowledge_folder)
    except KnowledgeError as error:
        more = f" (and {len(error.problems) - 1} more)" if len(error.problems) > 1 else ""
        yield failed("knowledge base", error.problems[0] + more, "Mend the file, then run `assistant knowledge check`.")
        return
    yield passed("knowledge base", f"{len(knowledge.entries)} entries.")
    try:
        snapshot = load_snapshot(settings.index_folder, settings.encoder)
    except SnapshotError as error:
        yield failed("search index", str(error).splitlines()[0], "Run `make run`, which builds it.")
        return
    if snapshot.manifest.knowledge_version != knowledge.version:
        yield failed(
            "search index",
            "It was built for other knowledge files.",
            "Run `make index` while the service runs, or `make run`.",
        )
    else:
        yield passed("search index", f"{len(snapshot.passages)} passages, matches the knowledge base.")
