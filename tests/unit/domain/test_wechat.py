"""Texts are cut where a reader would pause, and never beyond what one message may hold."""

import pytest

from assistant.domain.wechat import MOST_BYTES, Article, FollowerMessage, cut, join_short, size

SENTENCE = "先看宝宝的精神，再量体温。"


def test_a_text_that_fits_is_left_alone() -> None:
    assert cut(SENTENCE) == [SENTENCE]


@pytest.mark.parametrize("end", "。！？；\n")
def test_a_longer_text_is_cut_after_a_sentence_and_loses_nothing(end: str) -> None:
    text = f"先看宝宝的精神，再量体温{end}" * 120

    pieces = cut(text)

    assert len(pieces) > 1
    assert all(size(piece) <= MOST_BYTES for piece in pieces)
    assert all(piece.endswith(end.strip() or "温") for piece in pieces)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


def test_a_sentence_beyond_one_message_is_cut_after_a_clause() -> None:
    pieces = cut("先看宝宝的精神，" * 200)

    assert all(piece.endswith("，") and size(piece) <= MOST_BYTES for piece in pieces)


def test_words_without_any_pause_are_cut_between_characters() -> None:
    pieces = cut("👶啊" * 1000)

    assert "".join(pieces) == "👶啊" * 1000
    assert all(size(piece) <= MOST_BYTES for piece in pieces)


def test_an_address_is_not_torn_at_its_question_mark() -> None:
    link = '<a href="https://guidance.example/map?near=a;b!c">看地图</a>'

    pieces = cut(SENTENCE * 52 + link + SENTENCE * 10)

    assert sum(link in piece for piece in pieces) == 1


@pytest.mark.parametrize("text", ["", "  ", "\n\n"])
def test_nothing_gives_no_piece(text: str) -> None:
    assert cut(text) == []


def test_short_neighbours_are_joined_and_a_card_keeps_its_place() -> None:
    card = FollowerMessage(article=Article("标题", "说明", "https://guidance.example/a"))
    long = FollowerMessage("长" * 600)

    joined = join_short([FollowerMessage("一"), FollowerMessage("二"), card, FollowerMessage("三"), long, long])

    assert joined == [FollowerMessage("一\n\n二"), card, FollowerMessage(f"三\n\n{long.text}"), long]


def test_a_stored_message_comes_back_equal() -> None:
    for message in (FollowerMessage("]]> & <"), FollowerMessage(article=Article("标题", "", "https://a.example/"))):
        assert FollowerMessage.from_json(message.to_json()) == message
