"""What a short text is about."""

import pytest

from assistant.language.content_words import content_pairs, share_held


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("要用激素药膏吗", {"激素", "素药", "药膏"}),
        ("那还能洗澡吗", {"洗澡"}),
        ("可以吃什么", {"吃"}),
        ("怎么办呢？", set()),
        ("", set()),
    ],
)
def test_words_that_stand_in_any_question_are_left_out(text: str, pairs: set[str]) -> None:
    assert content_pairs(text) == pairs


def test_the_share_is_of_the_words_asked_for() -> None:
    assert share_held(content_pairs("激素药膏"), "别人家的药膏先问医生") == pytest.approx(1 / 3)
    assert share_held(frozenset(), "什么都有") == 0
