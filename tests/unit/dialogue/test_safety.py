"""An age that is known from before never makes triage less safe; read with the real rules."""

from datetime import timedelta

import pytest

from assistant.dialogue.safety import decide
from assistant.domain.child import Age
from assistant.domain.triage.decision import Decision
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from tests.builders import NOON, a_message
from tests.wechat_service import triage_reader

WORRIES = (
    "宝宝发烧38度5怎么办",
    "孩子拉肚子",
    "宝宝一直吐奶",
    "呼吸有点快",
    "没精神不肯吃奶",
    "宝宝从床上摔下来了",
    "晚上睡不好",
)
KNOWN = (Age(0, 12), Age(1, 45), Age(2), Age(2, approximate=True), Age(4), Age(8), Age(8, 250), Age(30))


async def _decide(text: str, known: Age | None) -> Decision:
    return await decide(triage_reader(), text, a_message(text), EMPTY_SITUATION, known)


@pytest.mark.parametrize("text", WORRIES)
async def test_no_remembered_age_lowers_the_level(text: str) -> None:
    without = await _decide(text, None)

    for known in KNOWN:
        assert (await _decide(text, known)).urgency >= without.urgency, (text, known)


async def test_a_remembered_newborn_with_fever_is_sent_to_hospital() -> None:
    assert (await _decide("宝宝发烧38度5怎么办", Age(2, approximate=True))).urgency >= Urgency.HOSPITAL_NOW
    assert (await _decide("宝宝发烧38度5怎么办", Age(1, 45))).urgency >= Urgency.HOSPITAL_NOW


async def test_an_approximate_age_still_has_the_younger_band_named_and_the_age_asked() -> None:
    without = await _decide("宝宝发烧38度5怎么办", None)
    approximate = await _decide("宝宝发烧38度5怎么办", Age(8, approximate=True))

    assert without.question
    assert (approximate.first_line, approximate.question) == (without.first_line, without.question)


async def test_an_exact_age_needs_no_question_unless_another_child_may_be_meant() -> None:
    exact = Age.of_days(250)

    assert not (await _decide("宝宝发烧38度5怎么办", exact)).question
    assert (await _decide("邻居家孩子发烧38度5怎么办", exact)).question


async def test_an_age_said_now_goes_before_the_remembered_one() -> None:
    told = await _decide("两个月宝宝发烧38度5", Age.of_days(800))

    assert told.urgency >= Urgency.HOSPITAL_NOW


async def test_what_was_heard_of_late_goes_before_the_remembered_one() -> None:
    heard = triage_reader().read("宝宝两个月", EMPTY_SITUATION, NOON)
    later = a_message("发烧38度5", received_at=NOON + timedelta(hours=1))

    decision = await decide(triage_reader(), "发烧38度5", later, heard.situation, Age.of_days(800))

    assert decision.urgency >= Urgency.HOSPITAL_NOW
