"""An answer that is private as a whole."""

from assistant.dialogue.intake import hide_whole, take_in


def test_a_whole_answer_becomes_one_reference_and_triage_still_reads_it() -> None:
    hidden = hide_whole(take_in("老师打了孩子，我的电话13861724905"), "complaint")

    assert hidden.text == f"〔投诉内容:{hidden.private[0].reference}〕"
    assert "老师打了孩子" in hidden.spoken
    assert [private.kind for private in hidden.private] == ["complaint", "mobile"]
    assert "13861724905" not in hidden.spoken


def test_a_word_that_gives_up_stays_readable() -> None:
    assert hide_whole(take_in("算了"), "complaint").text == "算了"
