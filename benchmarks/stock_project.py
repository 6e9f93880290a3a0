"""A stock Rasa project on our training data: the default Chinese pipeline and policies, nothing of ours.

Each intent has one rule and one ready sentence as its answer, as `rasa init` would do it, so it needs no action server,
finds nothing and stores nothing beyond its tracker in memory. The model is kept until its inputs change.
"""

import hashlib
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import yaml

from assistant.cli.train import RASA_ENVIRONMENT
from tests.live import call, free_port

ROOT = Path(__file__).resolve().parent.parent
RASA = ROOT / ".venv-rasa" / "bin" / "python"
KEPT = ROOT / "var" / "benchmarks"
MODEL = "stock"
FALLBACK_INTENT = "nlu_fallback"
READY_WITHIN_SECONDS = 240
ANSWER = "您的问题收到了，请说说宝宝的月龄和具体情况。"


def trained_project(epochs: int) -> Path:
    """Return the folder of the trained project; trains first, at low priority, when nothing fits the inputs.

    Args:
        epochs: For DIET, TED and UnexpecTED alike.

    Raises:
        subprocess.CalledProcessError: Training failed; Rasa's lines above say why.
    """
    files = _project_files(epochs)
    data = sorted((ROOT / "nlu_data" / "nlu").glob("*.yml"))
    digest = hashlib.sha256(json.dumps(files, ensure_ascii=False, sort_keys=True).encode())
    for path in data:
        digest.update(path.read_bytes())
    folder = KEPT / f"stock-{digest.hexdigest()[:12]}"
    if (folder / "models" / f"{MODEL}.tar.gz").exists():
        return folder
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for path in data:
        (folder / "data" / path.name).write_bytes(path.read_bytes())
    _train(folder, epochs)
    return folder


@contextmanager
def running_stock(folder: Path) -> Iterator[str]:
    """Start the stock project on a free port of loopback and yield its address."""
    port = free_port()
    command = [str(RASA), "-m", "rasa", "run", "--quiet", "--interface", "127.0.0.1", "--port", str(port)]
    with (folder / "rasa.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--model", f"models/{MODEL}.tar.gz"], cwd=folder, env=_environment(), stdout=log, stderr=log
        )
    try:
        _wait_until_ready(process, f"http://127.0.0.1:{port}/", folder / "rasa.log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _train(folder: Path, epochs: int) -> None:
    print(f"Training the stock project, {epochs} epochs (minutes) ...", flush=True)
    started = monotonic()
    command = ["nice", "-n", "19", str(RASA), "-m", "rasa", "train", "--fixed-model-name", MODEL]
    subprocess.run(command, cwd=folder, env=_environment(), check=True)  # noqa: S603 - our own command
    print(f"Trained in {monotonic() - started:.0f} s.", flush=True)


def _environment() -> dict[str, str]:
    return {**os.environ, **RASA_ENVIRONMENT}


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = monotonic() + READY_WITHIN_SECONDS
    while monotonic() < deadline and process.poll() is None:
        try:
            if call(url, timeout=5).status == 200:
                return
        except OSError:
            sleep(0.2)
    raise RuntimeError(f"The stock project did not become ready. Its last words:\n{log.read_text()[-2000:]}")


def _project_files(epochs: int) -> dict[str, Any]:
    """Every file of the project but the training examples, by its path."""
    ours = _read("nlu_data/domain/domain.yml")
    intents = [name for name in ours["intents"] if name != FALLBACK_INTENT]
    said = _read("nlu_data/domain/responses.yml")["responses"]
    responses = {f"utter_{name}": said.get(f"utter_{name}", [{"text": ANSWER}]) for name in intents}
    responses["utter_default"] = [{"text": ANSWER}]
    return {
        "config.yml": _config(epochs),
        "credentials.yml": {"rest": None},
        "domain.yml": {
            "version": "3.1",
            "intents": intents,
            "entities": ours["entities"],
            "responses": responses,
        },
        "data/rules.yml": {"version": "3.1", "rules": _rules(intents)},
        "data/stories.yml": {"version": "3.1", "stories": [_story(name) for name in intents]},
    }


def _config(epochs: int) -> dict[str, Any]:
    """The kept configuration with as many epochs as asked for and Rasa's own fallback action."""
    config: dict[str, Any] = _read("benchmarks/stock_rasa/config.yml")
    for part in (*config["pipeline"], *config["policies"]):
        part.pop("core_fallback_action_name", None)
        if "epochs" in part:
            part["epochs"] = epochs
    return config


def _rules(intents: list[str]) -> list[dict[str, Any]]:
    answered = [(name, f"utter_{name}") for name in intents] + [(FALLBACK_INTENT, "utter_default")]
    return [{"rule": name, "steps": [{"intent": name}, {"action": action}]} for name, action in answered]


def _story(intent: str) -> dict[str, Any]:
    """A short talk about one matter, for the policies that learn from stories."""
    order = ("greet", intent, "thank")
    steps = [step for name in order for step in ({"intent": name}, {"action": f"utter_{name}"})]
    return {"story": f"greet, {intent}, thank", "steps": steps}


def _read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
