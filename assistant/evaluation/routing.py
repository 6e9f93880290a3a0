"""Routing: which task a message reaches, by the trained Rasa model."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.evaluation.rasa_run import run_in_rasa
from assistant.evaluation.sets import Share, read_rows, share, unseen

QUESTIONS = frozenset({"ask_parenting", "ask_policy", "nlu_fallback"})
"""Intents that are all looked up: the set calls them `question`."""


@dataclass(frozen=True, slots=True)
class RoutingEvaluation:
    """Shares of messages that reached their task, and those that did not: (text, expected, got)."""

    right: Share
    left_out: int
    misses: tuple[tuple[str, str, str], ...]


def evaluate_routing(root: Path, model: Path, folder: Path, split: str) -> RoutingEvaluation:
    """Parse every message of one split in Rasa's own environment."""
    rows, left_out = unseen(read_rows(folder / "routing.csv", split), training_sentences(root / "nlu_data" / "nlu"))
    intents = run_in_rasa(root, "assistant.nlu.parse_lines", str(model), given=[row["text"] for row in rows])
    judged = [(row["text"], row["expected"], _task(intent)) for row, intent in zip(rows, intents, strict=True)]
    return RoutingEvaluation(
        right=share(expected == got for _, expected, got in judged),
        left_out=left_out,
        misses=tuple(one for one in judged if one[1] != one[2]),
    )


def training_sentences(folder: Path) -> list[str]:
    """Every example of the training data."""
    blocks = (block for file in sorted(folder.glob("*.yml")) for block in _blocks(file))
    return [line.lstrip("- ").strip() for block in blocks for line in block.splitlines() if line.strip()]


def _blocks(file: Path) -> Iterable[str]:
    return (part["examples"] for part in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"] if "examples" in part)


def _task(intent: str) -> str:
    return "question" if intent in QUESTIONS else intent
