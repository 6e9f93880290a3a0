"""The second reader: it hears what the rules have no words for, asks when unsure, and never lowers a level."""

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from assistant.knowledge.triage_rules import load_triage
from assistant.knowledge.triage_second_reader import load_second_reader, save_second_reader
from tests.unit.triage.conftest import NOON, RULES


@pytest.fixture(scope="module")
def rules_alone() -> TriageReader:
    """The same rules without a second reader."""
    loaded = load_triage(RULES)
    return TriageReader(loaded.rules, loaded.matcher)


@pytest.mark.parametrize(
    "said", ["吞不下口水", "孩子突然声音嘶哑", "没有抽搐", "宝宝39度", "刚喝完奶睡了", "孩子抽搐了"]
)
def test_it_never_lowers_what_the_rules_say(said: str, reader: TriageReader, rules_alone: TriageReader) -> None:
    with_it = reader.read(said, EMPTY_SITUATION, NOON).urgency
    assert with_it >= rules_alone.read(said, EMPTY_SITUATION, NOON).urgency


def test_a_sure_impression_raises_the_level_and_asks(reader: TriageReader, rules_alone: TriageReader) -> None:
    decision = reader.read("眼皮肿得像桃子", EMPTY_SITUATION, NOON)

    assert rules_alone.read("眼皮肿得像桃子", EMPTY_SITUATION, NOON).urgency is Urgency.NONE
    assert decision.urgency is Urgency.HOSPITAL_NOW
    assert "立即拨打120" in "".join(decision.texts)
    assert decision.choices


def test_what_sounds_grave_needs_120_at_once(reader: TriageReader, rules_alone: TriageReader) -> None:
    said = "五岁的侄子直捶胸口出不了声"

    assert rules_alone.read(said, EMPTY_SITUATION, NOON).urgency < Urgency.CALL120
    decision = reader.read(said, EMPTY_SITUATION, NOON)
    assert decision.urgency is Urgency.CALL120
    assert "立即拨打120" in decision.texts[0]
    assert decision.cards


@pytest.mark.parametrize("said", ["宝宝发烧了", "宝宝吐了", "孩子摔了", "孩子头磕了一下", "宝宝咳嗽了", "孩子拉肚子了"])
def test_a_few_words_of_a_sign_that_the_rules_know_stay_at_its_level(
    said: str, reader: TriageReader, rules_alone: TriageReader
) -> None:
    assert reader.read(said, EMPTY_SITUATION, NOON).urgency is rules_alone.read(said, EMPTY_SITUATION, NOON).urgency


def test_an_unsure_impression_puts_the_safe_line_first_and_asks_once(reader: TriageReader) -> None:
    decision = reader.read("嘴角起泡", EMPTY_SITUATION, NOON)

    assert decision.urgency is Urgency.NONE
    assert decision.first_line.endswith("立即拨打120。")
    assert [choice.label for choice in decision.choices][:2] == ["叫不醒", "喘不上气，嘴唇发紫"]
    again = reader.read("嘴角起泡", decision.situation, NOON + timedelta(minutes=1))
    assert again.question == ""


def test_a_pressed_button_is_read_like_words(reader: TriageReader) -> None:
    asked = reader.read("嘴角起泡", EMPTY_SITUATION, NOON)
    levels = [reader.read(choice.meaning.value, asked.situation, NOON).urgency for choice in asked.choices]
    assert levels == [Urgency.CALL120, Urgency.CALL120, Urgency.CALL120, Urgency.NONE]


@pytest.mark.parametrize("said", ["去年吞不下口水", "如果吞不下口水怎么办", "打错了，吞不下口水"])
def test_past_supposition_and_correction_hold_for_it_too(said: str, reader: TriageReader) -> None:
    assert reader.read(said, EMPTY_SITUATION, NOON).urgency is Urgency.NONE


def test_weights_come_back_as_they_were_written(tmp_path: Path) -> None:
    trained = load_second_reader(RULES)
    (tmp_path / "second_reader").mkdir()
    save_second_reader(tmp_path, trained)
    assert load_second_reader(tmp_path) == trained
