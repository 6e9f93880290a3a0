"""Private data found and masked, ordinary numbers left alone."""
# ruff: noqa: E501 - rows of utterances read better unbroken, and Chinese characters count double

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.private import find_private, mask

MASKED = {
    "电话13812345678谢谢": "电话[手机号]谢谢", "138 1234 5678": "[手机号]", "138-1234-5678": "[手机号]", "+86 13812345678": "[手机号]",
    "１３８１２３４５６７８": "[手机号]", "幺三八一二三四五六七八": "[手机号]", "138\u200b12345678": "[手机号]", "1 3 8 1 2 3 4 5 6 7 8": "[手机号]",
    "8613812345678": "[手机号]", "0510-82701234": "[电话]", "身份证11010519491231002X": "身份证[身份证号]", "卡号4111 1111 1111 1111": "卡号[银行卡号]",
    "微信号:baobao_mama88": "微信号:[微信号]", "加vx abc12345": "加vx [微信号]", "发到a.b@qq.com": "发到[邮箱]", "我叫张小红,宝宝8个月": "我叫[姓名],宝宝8个月",
    "联系人:李明": "联系人:[姓名]", "姓名:欧阳小雨": "姓名:[姓名]", "我叫王芳的孩子": "我叫[姓名]的孩子", "中山路123号5-301室": "[地址]",
    "住在梁溪区中山路123号": "住在[地址]", "住在北大街3号楼": "住在[地址]", "地址:阳光小区3幢502室": "地址:[地址]",
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MASKED.items())
def test_private_data_is_replaced_by_its_kind(text: str, expected: str) -> None:
    assert mask(text) == expected


ORDINARY = [
    "宝宝8个月发烧38.5度", "拨打120", "打12345", "12356热线", "吃了5ml布洛芬", "2026年11月23日", "体重9.5公斤身高75厘米", "8月15号上午9点",
    "1到3岁,4到6岁", "呼吸每分钟60次", "0-3岁", "110", "110105194912310021", "我叫他不要哭", "坐3号线", "三十八度五", "家住新吴区梅村街道", "惠山区洛社镇",
    "喝了120毫升,130毫升,140毫升", "一二三四五六七八九十一",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_and_words_are_not_private(text: str) -> None:
    assert find_private(text) == []


def test_positions_are_those_of_the_text_given() -> None:
    text = "打\u200b１３８１２３４５６７８找我"
    ((start, end, kind),) = find_private(text)
    assert (text[start:end], kind) == ("１３８１２３４５６７８", "mobile")


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_every_mobile_number_is_masked_however_it_is_grouped(number: str, gap: str) -> None:
    assert mask(f"请打{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}找我") == "请打[手机号]找我"


@given(st.text(max_size=80))
def test_masking_accepts_any_text_and_is_stable(text: str) -> None:
    assert mask(mask(text)) == mask(text)
