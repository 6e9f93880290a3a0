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
        ("大的四岁小的一岁", {"老大": 48, "老二": 12}),
        ("我家大的四岁，小的才一岁", {"老大": 48, "老二": 12}),
        ("孩子8个月，老大上幼儿园了", {"老大": None}),
        ("眼睛瞪得老大，一岁", {}),
        ("那大的呢", {"老大": None}),
        ("小的时候抽过，现在两岁", {}),
        ("六个月大的宝宝", {}),
        ("这么大的孩子", {}),
    ],
)
def test_each_age_belongs_to_the_child_named_beside_it(text: str, told: dict[str, int | None]) -> None:
    found = find_children(text, find_ages(text))

    assert {child.name: child.age and child.age.months for child in found} == told
