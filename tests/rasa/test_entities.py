"""Entities that Rasa gets from the language part."""

from datetime import datetime
from pathlib import Path

import pytest
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from assistant.language.pipeline import build_pipeline
from assistant.nlu.entities import WUXI_TIME, LanguageEntityExtractor
from tests.rasa.training_files import ROOT

MONDAY = datetime(2026, 11, 23, 10, tzinfo=WUXI_TIME)


@pytest.fixture(scope="module")
def extractor() -> LanguageEntityExtractor:
    return LanguageEntityExtractor(build_pipeline(Path(ROOT / "nlu_data/lookups")), lambda: MONDAY)


@pytest.mark.parametrize(
    ("text", "entity", "value", "words"),
    [
        ("八个月宝宝发烧", "age_months", 8, "八个月"),
        ("一岁半还不会走", "age_months", 18, "一岁半"),
        ("两岁零三个月", "age_months", 27, "两岁零三个月"),
        ("出生20天了", "age_months", 0, "20天"),
        ("发烧39度", "temperature_celsius", 39.0, "39度"),
        ("体温37.8℃", "temperature_celsius", 37.8, "37.8℃"),
        ("烧了三天了", "duration_hours", 72.0, "三天"),
        ("宝宝发烧", "symptom", "发热", "发烧"),
        ("娃拉肚子", "symptom", "腹泻", "拉肚子"),
        ("我在滨湖区", "district", "滨湖区", "滨湖区"),
        ("滨湖这边有吗", "district", "滨湖区", "滨湖"),
        ("住在荣巷街道", "subdistrict", "荣巷街道", "荣巷街道"),
        ("麻腮风疫苗什么时候打", "vaccine", "麻腮风疫苗", "麻腮风疫苗"),
        ("想约入户指导", "session_type", "入户指导", "入户指导"),
        ("周末有亲子活动吗", "session_type", "亲子活动", "亲子活动"),
        ("周末有空", "date", "2026-11-28/2026-11-29", "周末"),
        ("下周六下午三点", "date", "2026-12-05T15:00:00+08:00", "下周六下午三点"),
        ("明天可以吗", "date", "2026-11-24", "明天"),
    ],
)
def test_an_entity_is_read_with_its_value_and_place(
    extractor: LanguageEntityExtractor, text: str, entity: str, value: object, words: str
) -> None:
    found = [item for item in extractor.entities_of(text) if item["entity"] == entity]

    assert [(item["value"], text[item["start"] : item["end"]]) for item in found] == [(value, words)]


@pytest.mark.parametrize("text", ["谢谢", "转人工", "", "😊😊"])
def test_a_text_without_entities_gives_none(extractor: LanguageEntityExtractor, text: str) -> None:
    assert extractor.entities_of(text) == []


def test_places_stay_inside_the_typed_text_when_cleaning_moves_characters(extractor: LanguageEntityExtractor) -> None:
    text = "  ３９度  宝\u200b宝八个月"

    entities = extractor.entities_of(text)

    assert {item["entity"] for item in entities} >= {"temperature_celsius", "age_months"}
    assert all(0 <= item["start"] <= item["end"] <= len(text) for item in entities)


def test_a_message_keeps_earlier_entities_and_names_the_extractor(extractor: LanguageEntityExtractor) -> None:
    message = Message({TEXT: "我在梁溪区", ENTITIES: [{"entity": "name", "value": "果果"}]})

    extractor.process([message])

    earlier, district = message.get(ENTITIES)
    assert earlier["value"] == "果果"
    assert (district["value"], district["extractor"]) == ("梁溪区", "LanguageEntityExtractor")
