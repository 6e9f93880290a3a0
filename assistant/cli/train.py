"""Making the Rasa model and the search index, each only when what it is made from has changed."""

import hashlib
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

from assistant.cli.main import ONE_THREAD
from assistant.cli.progress import ProgressLines
from assistant.errors import ConfigurationError, SnapshotError
from assistant.settings import Settings, load_settings

INPUTS = (
    "nlu_data",
    "assistant/nlu",
    "assistant/language",
    "assistant/domain/child.py",
    "assistant/domain/measures.py",
    "assistant/domain/numerals.py",
    "requirements/rasa.txt",
)
RASA_ENVIRONMENT = {
    **ONE_THREAD,
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONHASHSEED": "0",
}


def train(force: bool = False) -> int:
    """Train and build what is out of date, side by side; return the exit code."""
    settings = load_settings()
    if not force and is_current(settings):
        print("The Rasa model is up to date; nothing to train.")
        build_index(settings)
        return 0
    return train_and_build(settings)


def train_and_build(settings: Settings) -> int:
    """Train and build the search index side by side; Rasa trains on one core, in a process of its own.

    Raises:
        KnowledgeError: A knowledge file is wrong; the training was ended all the same.
    """
    with ThreadPoolExecutor(1) as pool:
        training = pool.submit(train_now, settings)
        build_index(settings)
        return training.result()


def build_index(settings: Settings) -> None:
    """Build the search index if the knowledge base or the encoder changed, with progress.

    Raises:
        KnowledgeError: A knowledge file is wrong.
    """
    from assistant.knowledge.loader import load_knowledge

    knowledge = load_knowledge(settings.knowledge_folder)
    if _is_built(settings, knowledge.version):
        print("The search index is up to date; nothing to build.")
        return
    # Loading the encoder takes ten seconds, which a command that has nothing to do should not cost.
    from assistant.retrieval.encoder import load_encoder
    from assistant.retrieval.encoding_processes import bulk_encoding
    from assistant.retrieval.snapshot import ensure_snapshot

    print(f"Building the search index of {len(knowledge.entries)} entries ...", flush=True)
    started = monotonic()
    encoder, bulk = load_encoder(settings.encoder), bulk_encoding(settings.encoder)
    ensure_snapshot(knowledge, encoder, settings.index_folder, ProgressLines(), bulk)
    print(f"Built in {monotonic() - started:.0f} s.")


def train_now(settings: Settings) -> int:
    """Train, showing Rasa's own progress; the old model stays until the new one is complete."""
    python = settings.root / ".venv-rasa" / "bin" / "python"
    if not python.exists():
        raise ConfigurationError(f"{python} is missing: Rasa has no environment. Run `make install` first.")
    fingerprint, started = inputs_hash(settings.root), monotonic()
    print("Training the Rasa model on nlu_data/ (a minute or two) ...", flush=True)
    folder = settings.model_path.parent
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        str(python), "-m", "rasa", "train",
        "--config", "nlu_data/config.yml", "--domain", "nlu_data/domain",
        "--data", "nlu_data/nlu", "nlu_data/rules",
        "--out", str(folder), "--fixed-model-name", "assistant-new",
    ]  # fmt: skip
    done = subprocess.run(command, cwd=settings.root, env={**os.environ, **RASA_ENVIRONMENT}, check=False)  # noqa: S603
    if done.returncode != 0:
        print("Training failed; the lines above say why. The old model, if there is one, stays in use.")
        return done.returncode
    (folder / "assistant-new.tar.gz").replace(settings.model_path)
    _stamp(settings).write_text(fingerprint, encoding="ascii")
    print(f"Trained in {monotonic() - started:.0f} s.")
    return 0


def is_current(settings: Settings) -> bool:
    """Whether there is a model that was trained from the inputs as they are now."""
    stamp = _stamp(settings)
    return settings.model_path.exists() and stamp.exists() and stamp.read_text() == inputs_hash(settings.root)


def inputs_hash(root: Path) -> str:
    """Hash of every file that training reads."""
    digest = hashlib.sha256()
    for name in INPUTS:
        path = root / name
        files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
        for file in files:
            if "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _is_built(settings: Settings, version: str) -> bool:
    from assistant.retrieval.snapshot_files import read_manifest

    try:
        _, manifest = read_manifest(settings.index_folder)
    except SnapshotError:
        return False
    return (manifest.knowledge_version, manifest.encoder_name) == (version, settings.encoder)


def _stamp(settings: Settings) -> Path:
    return settings.model_path.with_suffix(".inputs")
