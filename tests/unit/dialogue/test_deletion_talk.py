"""The typed answer to the question whether everything is to be deleted."""

import pytest

from assistant.dialogue import deletion_talk, wording
from assistant.domain.conversation import ConversationState


def _answered(text: str, question: str = deletion_talk.ASKED) -> object:
    return deletion_talk.answered(text, ConversationState(), question)


@pytest.mark.parametrize(
    "text",
    ["是", "是的", "确认", "确定删除", "好的", "删吧", "都删掉吧。", "嗯", "要", "对，删除", "可以", "请帮我删除"],
)
def test_a_typed_yes_deletes(text: str) -> None:
    routed = deletion_talk.answered(text, ConversationState(), deletion_talk.ASKED)

    assert routed is not None
    assert routed.forget


@pytest.mark.parametrize("text", ["不", "不要了", "先不删", "算了", "还是别删了", "不用", "取消"])
def test_a_typed_no_keeps_everything_and_says_so(text: str) -> None:
    routed = deletion_talk.answered(text, ConversationState(), deletion_talk.ASKED)

    assert routed is not None
    assert not routed.forget
    assert routed.reply.texts == (wording.KEPT,)


@pytest.mark.parametrize(
    "text", ["。", "的", "了", "", "宝宝八个月可以吃盐吗", "是不是都看不到了", "删除以后能恢复吗", "都"]
)
def test_anything_else_is_no_answer(text: str) -> None:
    assert _answered(text) is None


def test_a_yes_without_the_question_deletes_nothing() -> None:
    assert _answered("是", "") is None
    assert _answered("是", "remember") is None


def test_the_question_is_open_for_the_next_message() -> None:
    asked = deletion_talk.asked(ConversationState())

    assert asked.state.open_question == deletion_talk.ASKED
    assert [choice.label for choice in asked.reply.choices] == [wording.CONFIRM_DELETION, wording.KEEP_DATA]
