"""An alarm whose words stand in everyday talk is asked about; an emergency told beside everyday talk is not doubted."""

import pytest

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from assistant.evaluation.triage import NOON

EVERYDAY = (
    "平板上那个打怪游戏老是喷血爆炸，中班的孩子能玩不",
    "婆婆一句话噎得我半天说不出话来，喂奶的事到底该听谁的",
    "吸奶器声音像拖拉机快断气，是不是该换膜片了",
    "你们那个育儿指导的课，讲溺水跟误吞的是礼拜几，能带老人听不",
)


@pytest.mark.parametrize("said", EVERYDAY)
def test_everyday_talk_begins_with_the_safe_line_and_asks(said: str, reader: TriageReader) -> None:
    decision = reader.read(said, EMPTY_SITUATION, NOON)

    assert decision.urgency is Urgency.NONE
    assert decision.first_line.endswith("立即拨打120。")
    assert decision.choices


def test_what_was_doubted_can_be_traced(reader: TriageReader) -> None:
    decision = reader.read(EVERYDAY[0], EMPTY_SITUATION, NOON)

    assert {name for name, _ in decision.traced} >= {"RF117?", "ZS017"}
    assert "存疑：RF117" in reader.explain(EVERYDAY[0])


@pytest.mark.parametrize(
    "said",
    [
        "验证码怎么都收不到，点了十几次，孩子手指被门夹断了，能不能人工帮我预约",
        "幼儿园报名网页卡死了，点提交半天没动静，孩子叫了半天没动静",
        "有癫痫的小朋友能不能上普惠园，他现在正在抽",
        "平板上那个打怪游戏老是爆炸，孩子头上的伤口在喷血，中班的能玩不",
    ],
)
def test_an_emergency_beside_the_same_talk_is_not_doubted(said: str, reader: TriageReader) -> None:
    assert reader.read(said, EMPTY_SITUATION, NOON).urgency.is_emergency


def test_an_alarm_that_stands_is_not_doubted_away(reader: TriageReader) -> None:
    before = reader.read("孩子抽了叫不醒", EMPTY_SITUATION, NOON).situation

    assert reader.read(EVERYDAY[0], before, NOON).situation.urgency is Urgency.CALL120
