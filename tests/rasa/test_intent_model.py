"""Cues name what a message holds; the model ranks intents with confidences that add up to one."""

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import KnowledgeError
from assistant.language.pipeline import build_pipeline
from assistant.nlu.cues import Cues, load_cue_words
from assistant.nlu.intent_model import IntentModel, Sample
from tests.rasa.training_files import ROOT


@pytest.fixture(scope="module")
def cues() -> Cues:
    return Cues(build_pipeline(ROOT / "nlu_data/lookups"), load_cue_words(ROOT / "nlu_data/cues.yml"))


def test_a_bare_age_is_wholly_covered_and_a_question_is_not(cues: Cues) -> None:
    bare, asked = cues.of("一岁半"), cues.of("一岁半发烧怎么办")

    assert (bare["ages"], bare["covered wholly"]) == (1.0, 1.0)
    assert "covered wholly" not in asked
    assert asked["word:question"] == 1.0


def test_days_ahead_and_past_are_told_apart(cues: Cues) -> None:
    assert "day ahead" in cues.of("明天下午")
    assert "day past" in cues.of("昨天晚上")


@pytest.mark.parametrize("text", ["", "😊", "%%%", "a" * 2000])
def test_any_text_has_cues(cues: Cues, text: str) -> None:
    assert all(np.isfinite(value) for value in cues.of(text).values())


@pytest.mark.parametrize("content", ["- a\n", "a: 3\n", "a: [\n"])
def test_a_wrong_file_of_cues_says_what_to_write(tmp_path: Path, content: str) -> None:
    file = tmp_path / "cues.yml"
    file.write_text(content, encoding="utf-8")

    with pytest.raises(KnowledgeError, match="animal"):
        load_cue_words(file)


@pytest.mark.parametrize("intents", [["hello", "bye"], ["hello", "bye", "help"]])
def test_confidences_add_up_and_the_learnt_text_comes_first(cues: Cues, intents: list[str]) -> None:
    texts = ["你好", "再见", "转人工"][: len(intents)]
    vectors = np.eye(384, dtype=np.float32)[: len(texts)]
    sample = Sample(texts, vectors, [cues.of(text) for text in texts])
    model = IntentModel()

    model.fit(sample, intents)
    confidences = model.confidences(sample)

    assert confidences.sum(axis=1) == pytest.approx(np.ones(len(texts)))
    assert [model.intents[place] for place in confidences.argmax(axis=1)] == intents
