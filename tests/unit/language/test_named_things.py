"""Nicknames, institutions and fee limits are read where people say them, and not where they ask for them."""

import pytest

from assistant.language.named_things import find_fees, find_institution_names, find_nicknames


@pytest.mark.parametrize(
    ("text", "name"),
    [("小名叫糯米", "糯米"), ("我家宝宝叫豆豆", "豆豆"), ("小名安安 8个月", "安安"), ("女儿叫小满了", "小满")],
)
def test_a_nickname_is_read(text: str, name: str) -> None:
    assert [one.name for one in find_nicknames(text)] == [name]


@pytest.mark.parametrize("text", ["你叫什么名字", "小名还没起", "宝宝叫不醒", "孩子叫得厉害", "叫医生来"])
def test_what_is_no_nickname_is_left_alone(text: str) -> None:
    assert find_nicknames(text) == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("小星星托育园几点放学", "小星星托育园"),
        ("我想问阳光贝贝托育中心的电话", "阳光贝贝托育中心"),
        ("你好 童心托育还有空位吗", "童心托育"),
    ],
)
def test_an_institution_is_named(text: str, name: str) -> None:
    assert [one.name for one in find_institution_names(text)] == [name]


@pytest.mark.parametrize("text", ["附近有托育机构吗", "哪家托育中心好", "普惠托育多少钱", "想找托班", "孩子上托班了"])
def test_a_kind_of_institution_is_no_name(text: str) -> None:
    assert find_institution_names(text) == ()


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("两千块以内", 2000), ("预算2500", 2500), ("最多三千二", 3200), ("一个月两千五左右", 2500), ("1800以下", 1800)],
)
def test_a_fee_limit_is_read(text: str, yuan: int) -> None:
    assert [one.yuan_per_month for one in find_fees(text)] == [yuan]


@pytest.mark.parametrize("text", ["2024年出生", "喝了180毫升", "一天吃三次", "12345", "两三百米以内", "体重3200克"])
def test_another_number_is_no_fee(text: str) -> None:
    assert find_fees(text) == ()
