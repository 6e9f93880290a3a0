"""Shares with their uncertainty, and rows that training has seen."""

from pathlib import Path

import pytest

from assistant.evaluation.sets import Share, bigrams, read_rows, share, similarity_to, unseen


def test_a_share_comes_with_wilsons_interval() -> None:
    low, high = Share(90, 100).interval()

    assert low == pytest.approx(0.8256, abs=1e-3)
    assert high == pytest.approx(0.9448, abs=1e-3)


def test_nothing_counted_says_nothing() -> None:
    assert share([]).value == 0
    assert share([]).interval() == (0.0, 1.0)


def test_a_row_like_a_training_sentence_is_left_out_and_counted() -> None:
    rows = [{"text": "宝宝八个月可以吃盐吗"}, {"text": "晚上总是哭闹怎么哄"}]

    kept, left_out = unseen(rows, ["宝宝八个月可以吃盐吗？"])

    assert [row["text"] for row in kept] == ["晚上总是哭闹怎么哄"]
    assert left_out == 1


def test_similarity_is_the_jaccard_of_character_pairs() -> None:
    similarity = similarity_to(["abcd", "xyz"])

    assert similarity("abcd") == 1.0
    assert similarity("abce") == pytest.approx(2 / 4)
    assert similarity("什么") == 0.0


def test_punctuation_does_not_count() -> None:
    assert bigrams("吃，盐？") == bigrams("吃盐")


def test_only_the_wanted_split_is_read(tmp_path: Path) -> None:
    file = tmp_path / "set.csv"
    file.write_text("id,split,text\n1,tuning,一\n2,reporting,二\n", encoding="utf-8")

    assert [row["id"] for row in read_rows(file, "tuning")] == ["1"]
    assert read_rows(tmp_path / "absent.csv", "tuning") == []
