"""Reads the training sentences as they stand in the files."""

from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def read_examples() -> Iterator[tuple[str, str, str]]:
    """Intent, sentence and file name of every training example."""
    for file in sorted((ROOT / "nlu_data/nlu").glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                yield block["intent"], line.removeprefix("- ").strip(), file.name
