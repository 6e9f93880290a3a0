"""Figures that are told in words of their own: ordinals of days, the weight since birth, breaths and oxygen."""

import pytest

from assistant.domain.triage.birth_weight import weight_lost_percent
from assistant.domain.triage.told_days import told_days
from assistant.language.reader import read_measures


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("39度第四天了", [96]),
        ("今天是第六个下午", [144]),
        ("第十二天还在咳", [288]),
        ("打完疫苗第三天", []),
        ("旅游第五天", []),
        ("上学第二天", []),
        ("第一天就好了", []),
        ("第几天算久", []),
    ],
)
def test_an_ordinal_counts_as_so_many_days_unless_it_counts_from_something_else(text: str, hours: list[int]) -> None:
    assert [item.hours for item in told_days(text)] == hours


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("出生三千四,现在三千零五十", 10.3),
        ("生下来3400克,今天3280", 3.5),
        ("落地七斤整,第五天只剩六斤二两", 11.4),
        ("出生两千八百五,今天两千六", 8.8),
        ("出生3400克,满月4200克", -23.5),
        ("出生三千四", None),
        ("生下来六斤,现在二十斤", None),
        ("奶粉三千块,出生证去哪办", None),
    ],
)
def test_weight_lost_is_told_by_the_weight_at_birth_and_a_later_one(text: str, percent: float | None) -> None:
    assert weight_lost_percent(text, read_measures(text).weights) == percent
