"""Facts over several messages: age afterwards, correction, recovery, two children, other topics."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION, Situation
from tests.unit.triage.conftest import NOON

Converse = Callable[..., list[Decision]]

DIALOGUES = [
    ("an age that comes later raises the level", [("发烧38度3", "home_care"), ("刚满两个月", "hospital_now")]),
    ("an age told before counts", [("宝宝两个月", "none"), ("发烧38度3", "hospital_now")]),
    ("a thank-you after call120 is another matter", [("宝宝抽搐了", "call120"), ("谢谢", "none")]),
    ("a recovery word does not end a convulsion", [("宝宝抽搐了", "call120"), ("好了没事了", "call120")]),
    (
        "the row for the state afterwards decides",
        [("宝宝刚才抽了一下", "call120"), ("现在停了，已经清醒了", "hospital_now")],
    ),
    ("an object that came out still needs a doctor", [("孩子噎住了说不出话", "call120"), ("吐出来了", "hospital_now")]),
    ("a corrected age is read anew", [("两个月发烧38.5", "hospital_now"), ("打错了，是两岁", "home_care")]),
    ("a corrected person ends the child's alarm", [("发烧39度5", "doctor_24h"), ("不是孩子，是我自己发烧", "none")]),
    (
        "fever that is gone ends a doctor's visit at one year",
        [("1岁宝宝39度3", "doctor_24h"), ("退烧了，36.8", "none")],
    ),
    (
        "fever that is gone ends nothing below three months",
        [("两个月宝宝38度6", "hospital_now"), ("退烧了", "hospital_now")],
    ),
    ("a denial without a correction lowers nothing", [("嘴唇发紫", "call120"), ("嘴唇没有发紫", "call120")]),
    ("denied after a correction it is gone", [("宝宝抽搐了", "call120"), ("说错了，没有抽搐，只是手抖", "none")]),
    ("a slip of the input method is taken back", [("宝宝没有呼吸了", "call120"), ("打错了，是没有胃口，三岁", "none")]),
    ("a slip about the age takes no sign back", [("两个月宝宝抽搐了", "call120"), ("打错了，是两岁", "call120")]),
    ("a corrected reading ends the fever", [("五十天，耳温38.4", "hospital_now"), ("按错了，是36.8", "none")]),
    (
        "a correction that means another child keeps what was measured",
        [("体温38.2，一岁半，有点鼻塞", "home_care"), ("不对，我说的是我侄子，他才二十天", "hospital_now")],
    ),
    ("thanks with the ambulance called asks nothing", [("宝宝抽搐了", "call120"), ("谢谢，已经叫救护车了", "none")]),
    ("a detail of what was swallowed is about it", [("他把药片咽下去好几颗", "call120"), ("白色的药片", "call120")]),
    ("two children: the younger one decides", [("大宝39度，二宝才两个月38.2", "hospital_now")]),
    ("signs add up over messages", [("宝宝发烧39度", "doctor_24h"), ("身上有红点按下去不褪色", "call120")]),
    (
        "another topic keeps the state",
        [("2个月发烧38.5", "hospital_now"), ("生育补贴怎么申请", "none"), ("还要去医院吗", "hospital_now")],
    ),
]


@pytest.mark.parametrize(("story", "turns"), DIALOGUES, ids=[story for story, _ in DIALOGUES])
def test_level_after_every_turn(story: str, turns: list[tuple[str, str]], converse: Converse) -> None:
    decisions = converse(*(text for text, _ in turns))
    assert [decision.urgency.value for decision in decisions] == [level for _, level in turns]


def test_full_text_is_sent_once_and_then_one_line(converse: Converse) -> None:
    first, second = converse("两个月宝宝发烧38度5", "两个月宝宝发烧38度5怎么办")
    assert first.is_new
    assert any("医院" in text for text in first.texts)
    assert not second.is_new
    assert second.texts == ()
    assert second.reminder


def test_a_day_later_the_facts_are_forgotten(reader: TriageReader) -> None:
    heard = reader.read("宝宝抽搐了", EMPTY_SITUATION, NOON).situation
    later = reader.read("你好，怎么办", heard, NOON + timedelta(weeks=3))
    assert later.urgency.value == "none"


def test_an_unknown_age_shows_the_younger_limit_and_asks(converse: Converse) -> None:
    (decision,) = converse("宝宝发烧38度3")
    assert "不满3个月" in decision.first_line
    assert [choice.meaning.value for choice in decision.choices] == ["0", "1", "3", "6", "12", "36"]


def test_a_pressed_age_raises_the_level(reader: TriageReader) -> None:
    heard = reader.read("宝宝发烧38度3", EMPTY_SITUATION, NOON).situation
    decision = reader.read_age(1, heard, NOON)
    assert decision.is_new
    assert decision.urgency.value == "hospital_now"
    assert decision.texts


def test_the_situation_survives_the_database(converse: Converse) -> None:
    situation = converse("大宝发烧39度，二宝两个月38.2", "我不想活了")[-1].situation
    assert Situation.from_json(situation.to_json()) == situation


@pytest.mark.parametrize("broken", [{"children": "x"}, {"children": [{}]}, {"route_heard_at": "soon"}, {}])
def test_a_damaged_record_reads_as_empty(broken: dict) -> None:
    assert Situation.from_json(broken) == EMPTY_SITUATION
