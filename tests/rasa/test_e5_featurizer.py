"""Sentence vectors of messages."""

from pathlib import Path

import numpy as np
import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.language.wire import pack
from assistant.nlu import encoding
from assistant.nlu.e5_featurizer import E5Featurizer

TEXTS = ["宝宝发烧怎么办", "附近有托育机构吗", "取消预约", "育儿补贴怎么领"]


def featurizer(folder: Path, **config: object) -> E5Featurizer:
    settings = {**E5Featurizer.get_default_config(), **config}
    context = ExecutionContext(GraphSchema({}), node_name="e5")
    return E5Featurizer.create(settings, LocalModelStorage.create(folder), Resource("e5"), context)


def sentence_of(part: E5Featurizer, text: str) -> np.ndarray:
    message = Message({TEXT: text})
    part.process([message])
    return message.get_dense_features(TEXT)[1].features


def training_data() -> TrainingData:
    return TrainingData([Message({TEXT: text, "intent": "any"}) for text in TEXTS])


def test_a_message_gets_one_sentence_vector_and_no_sequence(tmp_path: Path) -> None:
    message = Message({TEXT: TEXTS[0]})

    featurizer(tmp_path).process([message])

    sequence, sentence = message.get_dense_features(TEXT)
    assert sequence is None
    assert sentence.features.shape == (1, 384)


def test_sequence_features_repeat_the_vector_for_every_token(tmp_path: Path) -> None:
    message = Message({TEXT: "取消预约", "text_tokens": ["取消", "预约"]})

    featurizer(tmp_path, sequence_features=True).process([message])

    assert message.get_dense_features(TEXT)[0].features.shape == (2, 384)


def test_training_centres_the_vectors_on_the_training_texts(tmp_path: Path) -> None:
    part = featurizer(tmp_path)

    part.train(training_data())

    assert np.allclose(np.mean([sentence_of(part, text) for text in TEXTS], axis=0), 0, atol=1e-4)


def test_a_loaded_featurizer_gives_the_vectors_of_the_trained_one(tmp_path: Path) -> None:
    trained = featurizer(tmp_path)
    trained.train(training_data())

    context = ExecutionContext(GraphSchema({}), node_name="e5")
    loaded = E5Featurizer.load(trained._config, trained._model_storage, trained._resource, context)

    assert np.array_equal(sentence_of(loaded, "孩子咳嗽"), sentence_of(trained, "孩子咳嗽"))


def test_like_meanings_lie_closer_than_unlike_ones(tmp_path: Path) -> None:
    part = featurizer(tmp_path)
    part.train(training_data())
    fever, hot, cancel = (sentence_of(part, text)[0] for text in ("孩子发烧了", "娃体温39度", "把预约取消掉"))

    assert fever @ hot / np.linalg.norm(hot) > fever @ cancel / np.linalg.norm(cancel)


def test_words_after_the_limit_change_nothing(tmp_path: Path) -> None:
    part = featurizer(tmp_path, max_characters=4)

    assert np.array_equal(sentence_of(part, "取消预约"), sentence_of(part, "取消预约好不好"))


def test_messages_without_words_are_left_without_features(tmp_path: Path) -> None:
    blank, action = Message({TEXT: "  "}), Message({"action_name": "action_listen"})

    featurizer(tmp_path).process([blank, action])

    assert blank.features == action.features == []


@pytest.mark.parametrize("key", ["scale", "max_characters"])
def test_a_setting_of_zero_is_refused_with_its_name(key: str) -> None:
    with pytest.raises(InvalidConfigException, match=key):
        E5Featurizer.validate_config({**E5Featurizer.get_default_config(), key: 0})


def test_a_vector_that_the_service_hands_over_is_used_and_not_kept(tmp_path: Path) -> None:
    part, handed = featurizer(tmp_path), np.linspace(-1, 1, 384, dtype=np.float32)
    message = Message({TEXT: TEXTS[0], "metadata": {"vector": pack(handed), "age_months": 8}})

    part.process([message])

    assert np.array_equal(message.get_dense_features(TEXT)[1].features[0], handed * part._config["scale"])
    assert message.get("metadata") == {"age_months": 8}


@pytest.mark.parametrize("handed", ["", "AAAA", "no base64", 5, None, pack(np.full(384, np.nan))])
def test_a_handed_vector_that_is_none_is_encoded_here(tmp_path: Path, handed: object) -> None:
    part = featurizer(tmp_path)
    message = Message({TEXT: TEXTS[0], "metadata": {"vector": handed}})

    part.process([message])

    assert np.array_equal(message.get_dense_features(TEXT)[1].features, sentence_of(part, TEXTS[0]))


def test_many_texts_are_encoded_side_by_side_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "WORTH_A_PROCESS", 2)
    monkeypatch.setattr(encoding.os, "cpu_count", lambda: 2)

    together = encoding.encode_many(TEXTS)

    assert np.allclose(together, np.stack([encoding.encode([text])[0] for text in TEXTS]), atol=1e-4)


def test_a_helper_that_fails_costs_nothing_but_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "WORTH_A_PROCESS", 2)
    monkeypatch.setattr(encoding.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(encoding.sys, "executable", "/bin/false")

    assert encoding.encode_many(TEXTS).shape == (4, 384)
