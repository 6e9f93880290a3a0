"""Entities for Rasa, read by the same language part that triage and dialogue use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from assistant.domain.measures import DateMention, Reading, Span
from assistant.language.named_things import find_fees, find_institution_names, find_nicknames
from assistant.language.pipeline import build_pipeline, read_with_pipeline

Clock = Callable[[], datetime]

WUXI_TIME = timezone(timedelta(hours=8))
"""China keeps one offset all year; Rasa's environment may lack the time zone tables."""

TERM_ENTITIES = frozenset({"district", "subdistrict", "symptom", "vaccine", "session_type"})
"""Known words that rules may use; `person` is left to triage."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Turns what the language part reads into Rasa entities with typed values."""

    @staticmethod
    def required_packages() -> list[str]:
        """Packages that Rasa checks before training."""
        return ["spacy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`lookups_folder` is seen from the folder that Rasa was started in."""
        return {"lookups_folder": "nlu_data/lookups"}

    def __init__(self, pipeline: Language, clock: Clock | None = None) -> None:
        """Take the pipeline and a clock whose times carry an offset."""
        self._pipeline = pipeline
        self._clock = clock or _now

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageEntityExtractor:
        """Build the pipeline from the word lists.

        Raises:
            KnowledgeError: A word list is missing or wrong.
        """
        return cls(build_pipeline(Path(config["lookups_folder"])))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message that has text."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                found = self.add_extractor_name(self.entities_of(text))
                message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def entities_of(self, text: str) -> list[dict[str, Any]]:
        """Entities in the order of the text, `start` and `end` pointing into it as it was typed."""
        reading = read_with_pipeline(self._pipeline, text, self._clock())
        entities = [_entity(name, value, span, text) for name, value, span in _values(reading)]
        return sorted(entities, key=lambda entity: (entity["start"], entity["entity"]))


def _values(reading: Reading) -> Iterator[tuple[str, int | float | str, Span]]:
    """Name, value and place of everything that rules know as an entity."""
    for age in reading.ages:
        yield "age_months", age.age.months, age.span
    for temperature in reading.temperatures:
        yield "temperature_celsius", temperature.celsius, temperature.span
    for duration in reading.durations:
        yield "duration_hours", duration.hours, duration.span
    for day in reading.dates:
        yield "date", _date_value(day), day.span
    for weight in reading.weights:
        yield "weight_kilograms", weight.kilograms, weight.span
    for length in reading.lengths:
        yield "height_centimetres", length.centimetres, length.span
    for fee in find_fees(reading.text):
        yield "fee_yuan_per_month", fee.yuan_per_month, fee.span
    for nickname in find_nicknames(reading.text):
        yield "nickname", nickname.name, nickname.span
    for institution in find_institution_names(reading.text):
        yield "institution_name", institution.name, institution.span
    for term in reading.terms:
        if term.label in TERM_ENTITIES:
            yield term.label, term.value, term.span


def _date_value(mention: DateMention) -> str:
    """2026-11-28, 2026-11-28/2026-11-29 for a stretch, 2026-11-28T15:00:00+08:00 with a time of day."""
    if mention.starts_at is not None:
        return mention.starts_at.isoformat()
    if mention.first_on == mention.last_on:
        return mention.first_on.isoformat()
    return f"{mention.first_on.isoformat()}/{mention.last_on.isoformat()}"


def _entity(name: str, value: int | float | str, span: Span, text: str) -> dict[str, Any]:
    """One entity in Rasa's form.

    Spans point into the normalised text; where normalising moved characters, the words are searched in the typed
    text, and the end is kept inside it.
    """
    start = span.start if text[span.start : span.end] == span.text else text.find(span.text)
    start = min(span.start, len(text)) if start < 0 else start
    return {"entity": name, "value": value, "start": start, "end": min(start + len(span.text), len(text))}


def _now() -> datetime:
    return datetime.now(WUXI_TIME)
