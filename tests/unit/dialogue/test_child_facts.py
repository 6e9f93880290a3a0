"""Whose age it is, over the messages of one conversation."""

import pytest

from assistant.dialogue.child_facts import noted
from assistant.domain.conversation import ConversationState
from assistant.language.reader import read
from tests.builders import NOON, a_message


def _after(*texts: str) -> ConversationState:
    state = ConversationState()
    for text in texts:
        state = noted(read, text, a_message(text), state)
    return state


@pytest.mark.parametrize(
    ("texts", "child", "age_months", "known"),
    [
        (("孩子8个月，家里两个，老大上幼儿园了，小的想送托班行不行",), "老二", 8, {"老二": 8}),
        (("宝宝8个月", "老大最近不爱吃饭"), "老大", None, {"老二": 8}),
        (("五个月", "不对，是六个月", "老大三岁半也不睡"), "老大", 42, {"老二": 6, "老大": 42}),
        (("五个月", "老大三岁半也不睡", "小的现在发烧"), "老二", 5, {"老二": 5, "老大": 42}),
        (("宝宝两岁", "老二3个月发烧"), "老二", 3, {"老大": 24, "老二": 3}),
        (("宝宝8个月", "老二发烧"), "老二", 8, {}),
        (("宝宝3岁", "哥哥3岁2个月"), "哥哥", 38, {"哥哥": 38}),
        (("老大最近不爱吃饭", "三岁"), "老大", 36, {"老大": 36}),
        (("老大4岁老二10个月，都感冒了", "小的能喂蜂蜜水吗", "大的呢"), "老大", 48, {"老大": 48, "老二": 10}),
        (("宝宝一岁", "眼睛瞪得老大"), "", 12, {}),
    ],
)
def test_an_age_belongs_to_the_child_it_was_told_of(
    texts: tuple[str, ...], child: str, age_months: int | None, known: dict[str, int]
) -> None:
    state = _after(*texts)

    assert (state.child, state.age and state.age.months) == (child, age_months)
    assert {name: age.months for name, age in state.children} == known


def test_once_two_children_are_known_no_age_is_taken_for_granted() -> None:
    state = _after("宝宝2个月", "老大三岁也在咳")

    assert state.family(NOON.date()).only_age is None
    assert len(state.children) == 2
