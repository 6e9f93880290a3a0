"""What is said for a complaint becomes one reference before anybody but triage reads it."""

from dataclasses import replace

import pytest

from assistant.dialogue.complaint_intake import hide_complaint
from assistant.dialogue.intake import CleanText, take_in
from assistant.domain.conversation import ConversationState

NEW = ConversationState()
ASKED = replace(NEW, form="file_complaint_form", hides_answer=True)
PHONE = "13861724905"


def _hidden(text: str, state: ConversationState = NEW, handover: str = "none") -> CleanText:
    return hide_complaint(take_in(text), state, handover)


def test_an_answer_becomes_one_reference_that_holds_it_as_typed_and_triage_still_reads_it() -> None:
    hidden = _hidden(f"老师打了孩子，我的电话{PHONE}", ASKED)

    assert hidden.text == f"〔投诉内容:{hidden.private[0].reference}〕"
    assert hidden.private[0].value == f"老师打了孩子，我的电话{PHONE}"
    assert [private.kind for private in hidden.private] == ["complaint", "mobile"]
    assert "老师打了孩子" in hidden.spoken
    assert PHONE not in hidden.spoken


@pytest.mark.parametrize("text", ["算了", "算了，不投诉了", "转人工", "不说名称", "就这些", "投诉多久有回复"])
def test_words_that_leave_the_question_stay_readable(text: str) -> None:
    assert _hidden(text, ASKED).text == text


@pytest.mark.parametrize("text", ["打人", "小星星", "举报他们要押金多少钱都不说还骂人", "课没上要违约金多少钱"])
def test_a_short_answer_is_an_answer_too(text: str) -> None:
    assert text not in _hidden(text, ASKED).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("我要投诉阳光托育园，王芳老师昨天打了孩子", "阳光托育园，王芳老师昨天打了孩子"),
        ("你好，我想举报一下阳光托育园", "阳光托育园"),
        ("阳光托育园的老师把孩子关在门外，我要投诉", "阳光托育园的老师把孩子关在门外，我要投诉"),
        ("我要投诉！老师打人这种事你们到底管不管？孩子脸都肿了，人家家长都不敢说", None),
    ],
)
def test_a_first_message_that_tells_what_happened_is_hidden_but_for_the_wish(text: str, told: str | None) -> None:
    hidden = _hidden(text)

    assert hidden.text.startswith(("我要投诉〔投诉内容:", "我要举报〔投诉内容:"))
    assert told is None or hidden.private[0].value == told
    assert hidden.spoken == text


@pytest.mark.parametrize(
    "text",
    ["我要投诉", "我想投诉一下。", "我要投诉怎么弄？", "我想投诉托育园打哪个电话", "投诉电话是多少", "宝宝能吃盐吗"],
)
def test_a_wish_alone_and_a_question_stay_readable(text: str) -> None:
    assert _hidden(text) == take_in(text)


def test_a_person_who_is_on_and_a_message_for_one_get_the_words() -> None:
    text = "我要投诉阳光托育园，老师打人"

    assert _hidden(text, ASKED, handover="on").text == text
    assert _hidden(text, replace(NEW, is_leaving_message=True)).text == text
