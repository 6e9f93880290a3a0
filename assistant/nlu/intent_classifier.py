"""The intent of a message, for Rasa."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from assistant.language.pipeline import build_pipeline
from assistant.nlu.cues import Cues, load_cue_words
from assistant.nlu.intent_model import IntentModel, Sample
from assistant.nlu.vectors import DIMENSION

RANKED = 10
"""Intents that Rasa is told, the likeliest first."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(GraphComponent, IntentClassifier):
    """Ranks intents by sentence vector, characters and cues."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vectors come from a featurizer before it."""
        return [DenseFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that Rasa checks before training."""
        return ["sklearn", "spacy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Both paths are seen from the folder that Rasa was started in."""
        return {"lookups_folder": "nlu_data/lookups", "cues_file": "nlu_data/cues.yml"}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        """Take the trained model; without one every message gets no intent."""
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        words = load_cue_words(Path(config["cues_file"]))
        self._cues = Cues(build_pipeline(Path(config["lookups_folder"])), words)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        """Make an untrained classifier.

        Raises:
            KnowledgeError: A word list is missing or wrong.
        """
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Make a classifier with the model that training stored."""
        with model_storage.read_from(resource) as folder:
            model = joblib.load(folder / "model.joblib")
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has words and an intent."""
        messages = [one for one in training_data.intent_examples if (one.get(TEXT) or "").strip()]
        model = IntentModel()
        model.fit(self._sample(messages), [one.get(INTENT) for one in messages])
        self._model = model
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(model, folder / "model.joblib")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and the ranking of each message; one without words keeps none."""
        for message in messages:
            ranking = self._ranking(message)
            message.set("intent", ranking[0] if ranking else {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> list[dict[str, Any]]:
        if self._model is None or not (message.get(TEXT) or "").strip():
            return []
        confidences = self._model.confidences(self._sample([message]))[0]
        names = self._model.intents
        order = np.argsort(-confidences, kind="stable")[:RANKED]
        return [{"name": names[place], "confidence": float(confidences[place])} for place in order]

    def _sample(self, messages: list[Message]) -> Sample:
        texts = [message.get(TEXT) for message in messages]
        return Sample(texts, np.stack([_vector(one) for one in messages]), [self._cues.of(text) for text in texts])


def _vector(message: Message) -> np.ndarray:
    """The sentence vector; zeros for a message that no featurizer touched."""
    _, sentence = message.get_dense_features(TEXT, [])
    return np.zeros(DIMENSION, dtype=np.float32) if sentence is None else sentence.features[0]
