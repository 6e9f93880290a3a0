"""F1 of intents and the picture of their confusion."""

import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest

from assistant.evaluation.confusion_picture import confusion_svg
from assistant.evaluation.folds import f1_by_intent

PAIRS = [("greet", "greet"), ("greet", "thank"), ("thank", "thank"), ("thank", "thank"), ("stop", "thank")]


def test_f1_is_the_mean_of_precision_and_recall_worst_first() -> None:
    scores = f1_by_intent(PAIRS)

    assert list(scores) == ["stop", "greet", "thank"]
    assert scores["stop"] == 0
    assert scores["greet"] == pytest.approx(2 * 1.0 * 0.5 / 1.5)
    assert scores["thank"] == pytest.approx(2 * 0.5 * 1.0 / 1.5)


def test_the_picture_shows_each_count_once_and_is_readable_xml() -> None:
    page = ElementTree.fromstring(confusion_svg(Counter(PAIRS)))  # noqa: S314  # our own text

    words = [element.text for element in page.iter() if element.tag.endswith("text")]
    assert sorted(word for word in words if word and word.isdigit()) == ["1", "1", "1", "2"]
    assert words.count("greet") == 2


def test_nothing_confused_gives_an_empty_picture() -> None:
    assert "<rect" in confusion_svg({})
