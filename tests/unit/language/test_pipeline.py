"""The whole reading, with and without spaCy, and the word lists."""
# ruff: noqa: E501 - rows of utterances read better unbroken, and Chinese characters count double

import itertools
import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from assistant.errors import KnowledgeError
from assistant.language.pipeline import build_pipeline, read_with_pipeline
from assistant.language.reader import read
from assistant.language.word_lists import load_words

LOOKUPS = Path(__file__).parents[3] / "nlu_data" / "lookups"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture(scope="module")
def nlp() -> Language:
    return build_pipeline(LOOKUPS)


TERMS = {
    "惠山有亲子课吗": [("district", "惠山区"), ("session_type", "亲子活动")], "惠山街道": [("subdistrict", "惠山街道")],
    "南长": [("district", "梁溪区")], "崇安": [("district", "梁溪区")], "北塘": [("district", "梁溪区")], "新区": [("district", "新吴区")],
    "太湖新城": [("district", "经开区")], "湖㳇": [("subdistrict", "湖㳇镇")], "拉肚子": [("symptom", "腹泻")],
    "13价": [("vaccine", "肺炎球菌疫苗")], "發燒": [("symptom", "发热")], "ＢＣＧ": [("vaccine", "卡介苗")], "胡埭": [("subdistrict", "胡埭镇")],
}  # fmt: skip


@pytest.mark.parametrize(("text", "terms"), TERMS.items())
def test_known_words_get_their_standard_form(nlp: Language, text: str, terms: list[tuple[str, str]]) -> None:
    assert [(term.label, term.value) for term in read_with_pipeline(nlp, text, NOW).terms] == terms


def test_one_message_is_read_in_full(nlp: Language) -> None:
    reading = read_with_pipeline(nlp, "我家寶寶8个月，昨晚开始发烧38度5，吐了三次，6小时没尿，明天下午三点去惠山", NOW)
    assert [mention.age.months for mention in reading.ages] == [8]
    assert [mention.celsius for mention in reading.temperatures] == [38.5]
    assert [mention.hours for mention in reading.durations] == [6]
    assert [(mention.low, mention.unit) for mention in reading.counts] == [(3, "次")]
    assert [mention.starts_at for mention in reading.dates][-1] == datetime(2026, 11, 24, 15, tzinfo=NOW.tzinfo)
    assert all(
        reading.text[m.span.start : m.span.end] == m.span.text for m in (*reading.ages, *reading.terms, *reading.dates)
    )


def test_the_component_marks_measures_on_the_document(nlp: Language) -> None:
    doc = nlp("8个月发烧38.5度三天")
    assert {(span.label_, span.text) for span in doc.spans["measures"]} >= {("age", "8个月"), ("temperature", "38.5度")}


def test_nothing_to_read_gives_an_empty_reading(nlp: Language) -> None:
    assert read_with_pipeline(nlp, "\u200b", NOW) == read("", NOW)


@given(st.text("一二两三十半个月岁天周度点号-~到0123456789. ℃斤次分钟小时前后大龄宝", max_size=40))
def test_any_heap_of_measure_words_is_read_without_overlap(text: str) -> None:
    reading = read(text, NOW)
    spans = [m.span for kind in (reading.ages, reading.temperatures, reading.durations, reading.weights) for m in kind]
    spans = sorted(
        [*spans, *(m.span for m in (*reading.counts, *reading.dates, *reading.lengths))], key=lambda s: s.start
    )
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    reading = read(text, NOW)
    assert all(
        reading.text[m.span.start : m.span.end] == m.span.text for m in (*reading.ages, *reading.dates, *reading.counts)
    )


@given(st.integers(0, 5), st.integers(1, 11))
def test_years_and_months_are_read_back(years: int, months: int) -> None:
    text = f"{years}岁{months}个月" if years else f"{months}个月"
    (mention,) = read(f"宝宝{text}了", NOW).ages
    assert mention.age.months == years * 12 + months


@given(st.integers(350, 420))
def test_a_temperature_is_read_back_in_digits_and_in_spoken_form(tenths: int) -> None:
    digits, spoken = f"烧到{tenths / 10:.1f}℃", f"{tenths // 10}度{tenths % 10 or ''}"
    assert [m.celsius for m in read(digits, NOW).temperatures] == [tenths / 10]
    assert [m.celsius for m in read(spoken, NOW).temperatures] == [tenths / 10]


def test_all_districts_and_all_town_level_units_are_in_the_lists() -> None:
    words = load_words(LOOKUPS)
    assert len({word.value for word in words if word.label == "district"}) == 8
    assert len({word.value for word in words if word.label == "subdistrict"}) >= 75


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("发热:\n  - 发烧\n咳嗽:\n  - 发烧\n", r"symptoms\.yml:4: '发烧' already stands in line 2 under '发热'"),
        ("- 发热\n", r"symptoms\.yml:1: no mapping"),
        ("发热: 发烧\n", r"symptoms\.yml:1: '发热' has no list"),
        ("发热:\n  - ''\n", r"symptoms\.yml:2: empty word"),
        ("发热:\n  - [a]\n", r"symptoms\.yml:2: not a word"),
        ("发热:\n  - 'a\n", r"symptoms\.yml:\d+: cannot be read"),
        ("", r"symptoms\.yml:1: the word list is empty"),
    ],
)
def test_a_mistake_in_a_word_list_stops_the_load_with_file_line_and_remedy(
    tmp_path: Path, content: str, expected: str
) -> None:
    shutil.copytree(LOOKUPS, tmp_path / "lookups")
    (tmp_path / "lookups" / "symptoms.yml").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=expected):
        build_pipeline(tmp_path / "lookups")


def test_a_missing_word_list_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"persons\.yml: the word list is missing"):
        load_words(tmp_path)
