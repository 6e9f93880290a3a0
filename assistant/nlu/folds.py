"""Five-fold cross-validation of the intents: a JSON list of [meant, read, file] goes out, one for each example.

The vectors, cues and the model are those of the pipeline; each fold takes its mean and its vocabulary from the other
four alone.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import yaml
from sklearn.model_selection import StratifiedKFold

from assistant.language.pipeline import build_pipeline
from assistant.nlu.cues import Cues, load_cue_words
from assistant.nlu.intent_model import IntentModel, Sample
from assistant.nlu.vectors import shared_vectors

FOLDS = 5
SEED = 42


def read_examples(folder: Path) -> list[tuple[str, str, str]]:
    """Text, intent and file name of every training example, in the order of the files."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = (line.strip().removeprefix("- ").strip() for line in block["examples"].splitlines())
            found += [(line, block["intent"], file.name) for line in lines if line]
    return found


def cross_validate(data: Path) -> list[tuple[str, str, str]]:
    """Intent meant, intent read by a model that never saw the example, and file, for every example."""
    examples = read_examples(data / "nlu")
    texts = [text for text, _, _ in examples]
    meant = np.array([intent for _, intent, _ in examples])
    vectors = shared_vectors().of(texts)
    cues = Cues(build_pipeline(data / "lookups"), load_cue_words(data / "cues.yml"))
    told = [cues.of(text) for text in texts]
    read = np.empty(len(texts), dtype=object)
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(texts, meant):
        mean = vectors[seen].mean(axis=0)
        model = IntentModel()
        model.fit(_sample(seen, texts, vectors - mean, told), meant[seen])
        best = model.confidences(_sample(unseen, texts, vectors - mean, told)).argmax(axis=1)
        read[unseen] = np.array(model.intents, dtype=object)[best]
    return [(intent, str(got), file) for (_, intent, file), got in zip(examples, read, strict=True)]


def _sample(places: np.ndarray, texts: list[str], vectors: np.ndarray, told: list[dict[str, float]]) -> Sample:
    return Sample([texts[place] for place in places], vectors[places], [told[place] for place in places])


if __name__ == "__main__":
    print(json.dumps(cross_validate(Path("nlu_data"))))
