"""Stock Rasa projects on our training examples: the default Chinese pipeline and policies.

One answers each intent with a ready sentence, as `rasa init` makes it: no action server, nothing searched. The other
calls our actions, so that it searches the knowledge base as we do. Both keep their trackers in memory. A model is kept
until its inputs change.
"""

import hashlib
import json
import subprocess
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from time import monotonic
from typing import Any

import yaml

from benchmarks.rasa_process import RASA, ROOT, rasa_environment

KEPT = ROOT / "var" / "benchmarks"
MODEL = "stock"
FALLBACK_INTENT = "nlu_fallback"
SENTENCE = "您的问题收到了，请说说宝宝的月龄和具体情况。"


class Answering(Enum):
    """How a stock project answers."""

    SENTENCES = "sentences"
    ACTIONS = "actions"


def trained_project(answering: Answering, epochs: int) -> Path:
    """Return the folder of the trained project; trains first, at low priority, when nothing fits the inputs.

    Args:
        answering: What the rules answer with.
        epochs: For DIET, TED and UnexpecTED alike; at least 1.

    Raises:
        subprocess.CalledProcessError: Training failed; Rasa's lines above say why.
    """
    files = _project_files(answering, epochs)
    examples = sorted((ROOT / "nlu_data" / "nlu").glob("*.yml"))
    digest = hashlib.sha256(json.dumps(files, ensure_ascii=False, sort_keys=True).encode())
    for path in examples:
        digest.update(path.read_bytes())
    folder = KEPT / f"stock-{answering.value}-{digest.hexdigest()[:12]}"
    if (folder / "models" / f"{MODEL}.tar.gz").exists():
        return folder
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for path in examples:
        (folder / "data" / path.name).write_bytes(path.read_bytes())
    _train(folder, epochs)
    return folder


def _train(folder: Path, epochs: int) -> None:
    print(f"Training the stock project {folder.name}, {epochs} epochs (minutes) ...", flush=True)
    started = monotonic()
    command = ["nice", "-n", "19", str(RASA), "-m", "rasa", "train", "--fixed-model-name", MODEL]
    subprocess.run(command, cwd=folder, env=rasa_environment(), check=True)  # noqa: S603 - our own command
    print(f"Trained in {monotonic() - started:.0f} s.", flush=True)


def _project_files(answering: Answering, epochs: int) -> dict[str, Any]:
    """Every file of the project but the training examples, by its path."""
    files = _with_actions() if answering is Answering.ACTIONS else _with_sentences()
    return {**files, "config.yml": _config(epochs, files["domain.yml"]), "credentials.yml": {"rest": None}}


def _with_actions() -> dict[str, Any]:
    """Our domain and rules; our action server, without our tracker store."""
    domain = {**_read("nlu_data/domain/domain.yml"), **_read("nlu_data/domain/responses.yml")}
    paths = sorted((ROOT / "nlu_data" / "rules").glob("*.yml"))
    rules = [rule for path in paths for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]]
    answers = {rule["steps"][0]["intent"]: rule["steps"][1]["action"] for rule in rules}
    return {
        "domain.yml": domain,
        "endpoints.yml": {"action_endpoint": _read("endpoints.yml")["action_endpoint"]},
        **_rules_and_stories(answers),
    }


def _with_sentences() -> dict[str, Any]:
    """Our intents, each with a response."""
    ours = _read("nlu_data/domain/domain.yml")
    intents = [name for name in ours["intents"] if name != FALLBACK_INTENT]
    said = _read("nlu_data/domain/responses.yml")["responses"]
    responses = {f"utter_{name}": said.get(f"utter_{name}", [{"text": SENTENCE}]) for name in intents}
    responses["utter_default"] = [{"text": SENTENCE}]
    answers = {name: f"utter_{name}" for name in intents} | {FALLBACK_INTENT: "utter_default"}
    return {
        "domain.yml": {"version": "3.1", "intents": intents, "entities": ours["entities"], "responses": responses},
        **_rules_and_stories(answers),
    }


def _rules_and_stories(answers: Mapping[str, str]) -> dict[str, Any]:
    """A rule for each intent, and a short talk for the policies that learn from stories."""
    stories = [
        {"story": name, "steps": [step for said in ("greet", name, "thank") for step in _steps(said, answers)]}
        for name in answers
        if name != FALLBACK_INTENT
    ]
    rules = [{"rule": name, "steps": _steps(name, answers)} for name in answers]
    return {
        "data/rules.yml": {"version": "3.1", "rules": rules},
        "data/stories.yml": {"version": "3.1", "stories": stories},
    }


def _steps(intent: str, answers: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": answers[intent]}]


def _config(epochs: int, domain: Mapping[str, Any]) -> dict[str, Any]:
    """The kept configuration with as many epochs as asked for; a fallback that the domain lacks is left to Rasa."""
    config: dict[str, Any] = _read("benchmarks/stock_rasa/config.yml")
    for part in (*config["pipeline"], *config["policies"]):
        if part.get("core_fallback_action_name") not in domain.get("actions", ()):
            part.pop("core_fallback_action_name", None)
        if "epochs" in part:
            part["epochs"] = epochs
    return config


def _read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
