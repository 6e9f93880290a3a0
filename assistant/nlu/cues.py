"""What a message is made of, in numbers: what was read in it, how much of it that is, its length, telling words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import yaml
from spacy.language import Language

from assistant.domain.measures import Reading, Span
from assistant.errors import KnowledgeError
from assistant.language.pipeline import read_with_pipeline

READ_AT = datetime(2026, 11, 23, 10, tzinfo=timezone(timedelta(hours=8)))
"""A fixed moment, so that training and answering see the same message alike; only before or after it matters."""

_MEASURES = ("ages", "temperatures", "durations", "counts", "weights", "lengths", "dates")
_LENGTHS = (1, 2, 4, 7, 12, 20)
"""Longest text of each length class; longer ones are a class of their own."""

_ENDINGS = re.compile("[吧了的]$")
_NUMBER_FIRST = re.compile(r"[\d一二三四五六七八九十两]")
_LATIN = re.compile("[a-z]")


def load_cue_words(path: Path) -> dict[str, re.Pattern[str]]:
    """Read the groups of telling words, each as one pattern.

    Raises:
        KnowledgeError: The file is missing, or is no mapping of names to lists of words.
    """
    try:
        groups = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {name: re.compile("|".join(map(re.escape, words))) for name, words in groups.items()}
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        remedy = "Write one line a group, such as `animal: [狗, 猫]`."
        raise KnowledgeError([f"{path}: no groups of words ({type(error).__name__}). {remedy}"]) from error


class Cues:
    """Turns a message into named numbers between 0 and 2, mostly 0 or 1."""

    def __init__(self, pipeline: Language, words: dict[str, re.Pattern[str]]) -> None:
        self._pipeline = pipeline
        self._words = words

    def of(self, text: str) -> dict[str, float]:
        """Return the numbers that are not 0, by name."""
        reading = read_with_pipeline(self._pipeline, text, READ_AT)
        found = dict(_measures(reading)) | {f"term:{term.label}": 1.0 for term in reading.terms}
        found |= {f"word:{name}": 1.0 for name, pattern in self._words.items() if pattern.search(reading.text)}
        found |= dict(_form(reading.text))
        covered = _covered(reading)
        asks = "word:question" in found
        found["covered"] = covered
        found["covered wholly"] = float(covered >= 0.99)
        found["covered mostly"] = float(covered >= 0.6)
        found["covered mostly, not asked"] = float(covered >= 0.6 and not asks)
        found["symptom, not asked"] = float("term:symptom" in found and not asks)
        return {name: value for name, value in found.items() if value}


def _measures(reading: Reading) -> Iterator[tuple[str, float]]:
    for name in _MEASURES:
        yield name, float(min(len(getattr(reading, name)), 2))
    for day in reading.dates:
        yield ("day ahead" if day.first_on >= READ_AT.date() else "day past"), 1.0


def _form(text: str) -> Iterator[tuple[str, float]]:
    yield f"length:{sum(len(text) > longest for longest in _LENGTHS)}", 1.0
    ending = _ENDINGS.search(text)
    if ending:
        yield f"ends:{ending[0]}", 1.0
    yield "number first", float(bool(_NUMBER_FIRST.match(text)))
    yield "latin", float(bool(_LATIN.search(text)))


def _covered(reading: Reading) -> float:
    """Share of the characters that belong to a measure, a day or a known word."""
    spans: list[Span] = [mention.span for name in _MEASURES for mention in getattr(reading, name)]
    spans += [term.span for term in reading.terms]
    places = {place for span in spans for place in range(span.start, span.end)}
    return len(places) / len(reading.text) if reading.text else 0.0
