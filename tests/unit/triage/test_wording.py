"""Sentences as different people write them: danger is found, ordinary talk is not, spelling does not matter."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from tests.unit.triage.conftest import NOON

FOLDER = Path(__file__).parent
Converse = Callable[..., list[Decision]]

SAME_MEANING = [
    ("宝 宝 没 呼 吸 了", "call120"),
    ("宝宝没😭呼吸了", "call120"),
    ("小囡喊勿应，面孔煞煞白", "call120"),
    ("叫不型了，胡吸也弱", "call120"),
    ("🆘宝宝一个半月🌡️38.4🥵", "hospital_now"),
    ("38点7 今天正好七十二天", "hospital_now"),
    ("38。6，宝宝两个月", "hospital_now"),
    ("六十天，38.3", "hospital_now"),
    ("出生1天黄疸", "hospital_now"),
]


def _sentences(name: str) -> list:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))["sentences"]


def test_paraphrases_reach_their_level_or_one_above(reader: TriageReader) -> None:
    wrong = []
    for item in _sentences("paraphrases.yml"):
        expected = Urgency(item["level"])
        got = reader.read(item["say"], EMPTY_SITUATION, NOON).urgency
        if got.rank - expected.rank not in (0, 1):
            wrong.append((item["say"], expected.value, got.value))
    assert wrong == []


def test_ordinary_talk_raises_no_alarm(reader: TriageReader) -> None:
    raised = []
    for sentence in _sentences("harmless.yml"):
        decision = reader.read(sentence, EMPTY_SITUATION, NOON)
        if decision.urgency > Urgency.HOME_CARE or decision.route:
            raised.append((sentence, decision.urgency.value))
    assert raised == []


def test_figures_of_a_reference_are_no_temperature_and_words_in_brackets_are_read(reader: TriageReader) -> None:
    assert reader.read("〔场次:gs_17703879edd43c31〕", EMPTY_SITUATION, NOON).urgency is Urgency.NONE
    assert reader.read("〔孩子没有呼吸了〕", EMPTY_SITUATION, NOON).urgency is Urgency.CALL120


@pytest.mark.parametrize(("said", "level"), SAME_MEANING)
def test_spelling_pictures_and_gaps_do_not_hide_a_sign(said: str, level: str, reader: TriageReader) -> None:
    assert reader.read(said, EMPTY_SITUATION, NOON).urgency.value == level


@pytest.mark.parametrize(
    ("said", "named"), [("宝宝39度", "不满6个月"), ("宝宝38.3度", "不满3个月"), ("宝宝37.6", "不满3个月")]
)
def test_the_first_line_names_the_oldest_younger_band(said: str, named: str, converse: Converse) -> None:
    (decision,) = converse(said)
    shown = decision.first_line or decision.texts[0]
    assert shown.startswith(named)


@pytest.mark.parametrize("said", ["早上叫不醒，赖床", "睡觉翻白眼正常吗", "吓得我没气了，他自己会爬楼梯了"])
def test_a_figure_of_speech_is_no_emergency(said: str, converse: Converse) -> None:
    (decision,) = converse(said)
    assert decision.urgency is Urgency.NONE


@pytest.mark.parametrize("word", ["打错了", "说错了"])
def test_an_age_in_the_turn_after_a_correction_is_read_anew(word: str, converse: Converse) -> None:
    levels = [item.urgency.value for item in converse("两个月，发烧38.5", word, "两岁")]
    assert levels == ["hospital_now", "hospital_now", "home_care"]


def test_days_alone_are_an_age(converse: Converse) -> None:
    assert [item.urgency.value for item in converse("发烧38.2", "四十天")] == ["home_care", "hospital_now"]


def test_days_alone_say_how_long_where_something_lasts(converse: Converse) -> None:
    assert converse("两岁发烧38.2", "六天了")[-1].urgency.value == "hospital_now"


def test_a_thing_in_the_house_is_not_remembered(converse: Converse) -> None:
    assert converse("家里的花露水放哪里好", "他刚喝了奶")[-1].urgency is Urgency.NONE


def test_a_correction_that_nothing_was_swallowed_ends_the_alarm(converse: Converse) -> None:
    levels = [item.urgency.value for item in converse("他把电池吞了", "搞错了，电池在他手里攥着，一颗没少")]
    assert levels == ["hospital_now", "none"]
