"""Properties that hold for any text: negation, monotony, robustness."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.dialogue.triage import TriageReader
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from tests.unit.triage.conftest import NOON

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
EMERGENCIES = [
    "宝宝没有呼吸了",
    "孩子抽搐了",
    "嘴唇发紫",
    "孩子叫不醒",
    "吃花生卡住了说不出话",
    "喝了农药",
    "掉水里没反应",
    "喘不上气了",
]
UNRELATED = [
    "我在无锡",
    "今天天气很好",
    "他平时爱吃米饭",
    "请问社区医院几点开门",
    "家里有两个大人",
    "没有发烧",
    "没有咳嗽",
    "我很着急",
    "刚打完电话",
    "奶奶在家",
    "生育补贴还没领",
    "上周去过公园",
    "怎么预约托育",
    "妈妈感冒了",
    "如果方便请快点回复",
    "视频里看过",
]
PRESENT = ["抽搐", "发烧", "呕吐", "腹泻", "昏迷", "呼吸困难", "嘴唇发紫", "流鼻血"]
ABSENT = ["没有呼吸", "没反应", "没尿", "没有胎便", "不吃奶"]
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=80)
ANY_TEXT = st.text(max_size=200)
SIGN_SOUP = st.lists(
    st.sampled_from(
        [
            *PRESENT,
            *ABSENT,
            *EMERGENCIES,
            "没有",
            "不是",
            "如果",
            "去年",
            "两个月",
            "39度",
            "，",
            "。",
            "😀",
            "我",
            "哥哥",
            "三天",
            "\u200b",
        ]
    ),
    max_size=12,
).map("".join)


def _level(reader: TriageReader, text: str) -> Urgency:
    return reader.read(text, EMPTY_SITUATION, NOON).urgency


@pytest.mark.parametrize("sign", PRESENT)
@pytest.mark.parametrize("word", ["没有", "没", "并没有", "没有出现"])
def test_a_denied_sign_alone_is_no_alarm(sign: str, word: str, reader: TriageReader) -> None:
    assert _level(reader, f"宝宝{word}{sign}") is Urgency.NONE


@pytest.mark.parametrize("sign", ABSENT)
def test_something_missing_is_never_denied_by_its_own_negator(sign: str, reader: TriageReader) -> None:
    assert _level(reader, f"新生儿{sign}").rank >= Urgency.DOCTOR_24H.rank


@pytest.mark.parametrize("emergency", EMERGENCIES)
@pytest.mark.parametrize("clause", UNRELATED)
@pytest.mark.parametrize("order", ["{e}，{c}", "{c}，{e}", "{c}。{e}", "{e}。{c}"])
def test_an_unrelated_clause_never_turns_call120_off(
    emergency: str, clause: str, order: str, reader: TriageReader
) -> None:
    if clause.startswith("如果") and "，{e}" in order:
        clause = "请快点回复"  # a supposition before the sign makes the sign supposed
    assert _level(reader, order.format(e=emergency, c=clause)) is Urgency.CALL120


TOLD_BY = [
    "",
    "老师讲他",
    "奶奶说娃",
    "我家宝宝",
    "我看他",
    "外婆讲毛头",
    "喝奶的时候",
    "看着看着电视孩子",
    "玩玩具时孩子",
]
SIGNS = [
    *(
        "抽搐了",
        "没呼吸了",
        "喘不上气",
        "嘴唇发紫",
        "脸发青",
        "叫不醒",
        "昏过去了",
        "噎住了",
        "卡住喉咙了",
        "被开水烫了",
    ),
    *(
        "吞了纽扣电池",
        "喝了消毒液",
        "从二楼掉下来",
        "触电了",
        "掉水里了",
        "流血不止",
        "误吃了降压药",
        "被蛇咬了",
        "烧到41度",
    ),
]
AND_THEN = ["", "怎么办", "，我该怎么做", "，120多久到", "我好怕", "要不要去医院"]


@pytest.mark.parametrize("sign", SIGNS)
def test_an_emergency_is_heard_whoever_tells_it_and_whatever_is_asked(sign: str, reader: TriageReader) -> None:
    told = [f"{teller}{sign}{then}" for teller in TOLD_BY for then in AND_THEN]
    missed = [text for text in told if not _level(reader, text).is_emergency]
    assert missed == []


@given(
    months=st.integers(0, 83),
    warmth=st.integers(375, 419),
    more=st.integers(0, 10),
)
@QUIET
def test_a_higher_temperature_never_lowers_the_level(reader: TriageReader, months: int, warmth: int, more: int) -> None:
    lower = _level(reader, f"{months}个月的宝宝发烧{warmth / 10}度")
    higher = _level(reader, f"{months}个月的宝宝发烧{(warmth + more) / 10}度")
    assert higher.rank >= lower.rank


@given(months=st.integers(0, 83), cold=st.integers(341, 364), less=st.integers(0, 10))
@QUIET
def test_a_lower_temperature_below_36_5_never_lowers_the_level(
    reader: TriageReader, months: int, cold: int, less: int
) -> None:
    warmer = _level(reader, f"{months}个月的宝宝体温{cold / 10}度")
    colder = _level(reader, f"{months}个月的宝宝体温{(cold - less) / 10}度")
    assert colder.rank >= warmer.rank


@given(
    months=st.integers(0, 83),
    first=st.sampled_from(EMERGENCIES + PRESENT),
    second=st.sampled_from(EMERGENCIES + PRESENT),
)
@QUIET
def test_another_danger_sign_never_lowers_the_level(reader: TriageReader, months: int, first: str, second: str) -> None:
    alone = _level(reader, f"{months}个月的宝宝{first}")
    both = _level(reader, f"{months}个月的宝宝{first}，{second}")
    assert both.rank >= alone.rank


@given(text=st.one_of(CHINESE, ANY_TEXT, SIGN_SOUP))
@QUIET
def test_any_text_is_read_without_an_exception(reader: TriageReader, text: str) -> None:
    situation = reader.read("2个月宝宝发烧38度", EMPTY_SITUATION, NOON).situation
    assert reader.read(text, situation, NOON).version == reader.version


@given(text=SIGN_SOUP.filter(bool), times=st.integers(10, 400))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_long_texts_are_read_without_an_exception(reader: TriageReader, text: str, times: int) -> None:
    assert reader.read((text * times)[:20_000], EMPTY_SITUATION, NOON).version == reader.version
