"""Amounts of medicine are found; food, supplements on the allow-list and laboratory figures are not."""

import pytest

from assistant.knowledge.medicine import medicine_amounts


@pytest.mark.parametrize(
    "text",
    [
        "布洛芬每次5～10mg/kg。",
        "对乙酰氨基酚按15毫克/公斤吃，请问医生。",
        "每公斤体重15毫克。",
        "美林吃５毫升。",
        "蒙脱石散一次半袋，问医生。",
        "一次吃2片，一天三次。",
        "每次两滴。",
        "头孢一天吃三包",
        "吃120毫克就够。",
        "退烧药吃2.5ml",
        "益生菌每天1袋",
        "元素锌每天10毫克。",
        "铁剂每天2mg/kg。",
        "维生素D和布洛芬各吃200毫克，遵医嘱。",
    ],
)
def test_an_amount_of_a_medicine_is_found(text):
    assert len(medicine_amounts(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "宝宝出生几天后每天补维生素D 400 IU。",
        "元素锌每天10毫克，遵医嘱。",
        "铁剂按每天1mg/kg补，遵医嘱。",
        "6个月以下每次稀便后喝口服补液盐50毫升，遵医嘱。",
        "补液盐III一袋配250毫升温开水。",
        "每次喂奶120毫升。",
        "每次给2片苹果或三粒葡萄。",
        "每天换6片纸尿裤。",
        "胆红素超过12mg/dl由医院判断。",
        "用含氯500mg/L的消毒液擦拭。",
        "退烧药按说明书或医生的话用。",
        "吃药后观察30分钟。",
    ],
)
def test_what_is_no_amount_of_a_medicine_is_left_alone(text):
    assert medicine_amounts(text) == []


def test_the_position_is_that_of_the_sentence():
    assert medicine_amounts("先量体温。美林吃5毫升。") == [(5, "5毫升")]
