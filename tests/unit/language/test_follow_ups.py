"""Messages that only make sense after the one before."""

import pytest

from assistant.language.follow_ups import adds_only_an_age, leans_on_the_last


@pytest.mark.parametrize("text", ["那一岁呢", "两岁的话", "八个月了", "那老二三岁呢", "如果是一岁半呢？"])
def test_an_age_and_nothing_else_asks_the_last_question_again(text: str) -> None:
    assert adds_only_an_age(text)


@pytest.mark.parametrize("text", ["一岁宝宝能吃盐吗", "那可以吃什么", "两岁发烧怎么办", ""])
def test_a_message_with_its_own_words_is_not_only_an_age(text: str) -> None:
    assert not adds_only_an_age(text)


@pytest.mark.parametrize(("text", "leans"), [("那可以吃什么", True), ("多久能好", True), ("宝宝能吃盐吗", False),
                                             ("那我家宝宝最近总是半夜醒来哭闹怎么办", False)])  # fmt: skip
def test_a_short_message_goes_on_from_the_last_question(text: str, leans: bool) -> None:
    assert leans_on_the_last(text) is leans
