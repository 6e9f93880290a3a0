"""Cleaning and normal form."""
# ruff: noqa: E501 - rows of utterances read better unbroken, and Chinese characters count double

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.normalise import clean, is_emoji_only, normalise, strip_command_prefix

ARBITRARY = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "a\u200bb\n\nc\u202e": "ab c", " 你好\t啊 ": "你好 啊", "\u200b\u200d": "", "👨\u200d👩": "👨👩", "\ud800坏": "坏", "❤\ufe0f": "❤", "\x00发\x07烧": "发烧",
    }.items(),
)  # fmt: skip
def test_cleaning_removes_what_cannot_be_seen(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    {
        "孩子發燒３８.５℃": "孩子发烧38.5℃",
        "38.5 °C": "38.5℃",
        "ＢＣＧ": "bcg",
        "湖㳇镇": "湖㳇镇",
        "程度": "程度",
        "98.6°F": "98.6°f",
    }.items(),
)
def test_the_normal_form_is_simplified_half_width_and_lower_case(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(ARBITRARY)
def test_cleaning_and_normalising_twice_change_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("text", ["😀", "👍👍!", "[捂脸]", "1️⃣", "❤️"])
def test_pictures_without_words_are_emoji_only(text: str) -> None:
    assert is_emoji_only(text)


@pytest.mark.parametrize("text", ["", "?", "好的😀", "120", "[捂脸]发烧"])
def test_words_numbers_and_nothing_are_not_emoji_only(text: str) -> None:
    assert not is_emoji_only(text)


@pytest.mark.parametrize("text", ['/greet{"a": 1}', "／greet", " / //greet", "\u200b/greet", "⁄greet"])
def test_no_slash_is_left_in_front_of_a_command(text: str) -> None:
    assert strip_command_prefix(text).startswith("greet")


def test_inner_slashes_are_kept() -> None:
    assert strip_command_prefix("/早/晚各一次") == "早/晚各一次"
