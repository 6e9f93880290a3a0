"""Children told apart."""

import pytest

from assistant.language.ages import find_ages
from assistant.language.children import find_children


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("老大三岁，老二八个月", {"老大": 36, "老二": 8}),
        ("二宝八个月，大宝三岁了", {"老二": 8, "老大": 36}),
        ("八个月的老二能吃盐吗", {"老二": 8}),
        ("老大最近不爱吃饭", {"老大": None}),
        ("小名团团，一岁半", {"团团": 18}),
        ("宝宝八个月", {}),
    ],
)
def test_each_age_belongs_to_the_child_named_beside_it(text: str, told: dict[str, int | None]) -> None:
    found = find_children(text, find_ages(text))

    assert {child.name: child.age and child.age.months for child in found} == told
