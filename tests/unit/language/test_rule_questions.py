"""Questions for the rules of a task are told from wishes to have it done."""

import pytest

from assistant.language.rule_questions import OwnRule, asks_for_rules, own_rule_asked


@pytest.mark.parametrize(
    "text",
    [
        "取消预约要提前多久",
        "取消预约最晚什么时候",
        "改约要提前几天",
        "预约要提前多长时间啊？",
        "取消预约要不要提前打电话",
        "约好了临时取消要提前几个小时说",
        "预约可以改几次",
        "入户指导可以约几次",
        "一年能约几场",
        "体验券可以用几次",
        "改约怎么收费",
        "取消预约要钱吗",
        "上门指导是免费的吗",
        "投诉多久回复",
        "投诉了多久能有人回复我",
        "举报以后几天有结果",
        "能不能让奶奶代约",
        "可以让外婆帮忙预约吗",
        "能替邻居约吗",
        "体验券能转让吗",
        "爽约了会怎么样",
        "约了没去会怎么样",
        "预约指导要带什么",
        "预约了没去会不会影响下次",
        "取消了还能再约吗",
        "预约有什么要求",
        "候补多久有消息",
        "约满了怎么办",
        "能帮邻居约吗",
        "一个人可以约几个活动",
    ],
)
def test_a_question_for_the_rules(text: str) -> None:
    assert asks_for_rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "取消预约",
        "我要取消预约",
        "能不能帮我取消预约",
        "可以帮我预约吗",
        "能让我约一次亲子活动吗",
        "我能取消预约吗",
        "怎么取消预约",
        "预约能改到下周六吗",
        "我那个预约最晚什么时候能改",
        "周六那场能不能让奶奶带去，要提前多久到",
        "12月5号的预约要提前多久到",
        "我约了几次",
        "我还剩几次",
        "想预约入户指导，要钱吗",
        "我要投诉，多久能处理",
        "有没有亲子活动可以约",
        "排候补",
        "这一场约满了怎么办",
        "约明天的亲子课",
        "宝宝一天喂几次",
        "发烧多久要去医院",
        "托班多少钱",
        "〔预约:bk_1〕几次",
        "",
    ],
)
def test_a_wish_or_something_else(text: str) -> None:
    assert not asks_for_rules(text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("取消预约要提前多久", OwnRule.CHANGE_DEADLINE),
        ("改约要提前几天", OwnRule.CHANGE_DEADLINE),
        ("候补多久有消息", OwnRule.WAITLIST),
        ("约满了怎么办", OwnRule.WAITLIST),
        ("预约可以改几次", OwnRule.MOVES),
        ("一个人可以约几个活动", OwnRule.MOST_OPEN),
        ("预约指导要钱吗", OwnRule.PRICE),
        ("疫苗改期要提前多久预约", None),
        ("体验券可以用几次", None),
        ("托班预约参观要钱吗", None),
        ("能不能让奶奶代约", OwnRule.ON_BEHALF),
        ("投诉多久回复", OwnRule.COMPLAINT_REPLY),
        ("爽约了会怎么样", OwnRule.NO_SHOW),
        ("约了没去会怎么样", OwnRule.NO_SHOW),
        ("亲子活动要带什么东西", OwnRule.BRING),
        ("报名托班要带什么", None),
        ("托育券能不能让奶奶代领", None),
        ("投诉要带什么证据", None),
    ],
)
def test_which_of_our_own_rules_is_asked_for(text: str, rule: OwnRule | None) -> None:
    assert own_rule_asked(text) is rule
