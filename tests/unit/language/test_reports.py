"""Messages that only tell how the child is now."""

import pytest

from assistant.language.reports import only_tells_denial, only_tells_recovery, only_tells_wellbeing


@pytest.mark.parametrize(
    "text",
    ["没事了退烧了", "退烧了", "烧退了，精神挺好", "今天早上不烧了，能吃能玩了，谢谢", "好多了", "宝宝已经不吐了"],
)
def test_a_recovery_and_nothing_else(text: str) -> None:
    assert only_tells_recovery(text)


@pytest.mark.parametrize(
    "text",
    [
        "退烧了还要吃药吗",
        "退烧了，能洗澡不？",
        "不烧了但是身上起疹子",
        "还没退烧了",
        "怎么才能退烧了",
        "退烧了又开始咳嗽",
        "发烧38度",
        "",
        "谢谢",
    ],
)
def test_a_question_or_something_new_beside_it_is_more_than_that(text: str) -> None:
    assert not only_tells_recovery(text)


def test_denials_alone_are_told_from_denials_with_more() -> None:
    assert only_tells_denial("没有抽搐，精神也好", ("抽搐",))
    assert not only_tells_denial("没有抽搐，就是拉肚子", ("抽搐",))
    assert not only_tells_denial("没有抽搐要紧吗", ("抽搐",))
    assert not only_tells_denial("精神也好", ())


def test_denials_run_together_and_nothing_else_at_all() -> None:
    assert only_tells_denial("没抽没呕吐精神还行", ("抽", "呕", "呕吐"))
    assert only_tells_denial("没有其他症状", ())
    assert only_tells_denial("也没有咳嗽流鼻涕", ("咳嗽",))
    assert not only_tells_denial("没有别的不舒服，要不要验血", ())
    assert not only_tells_denial("没有其他症状，就是不肯喝水", ())


@pytest.mark.parametrize("text", ["宝宝精神不错", "能吃能玩", "精神也挺好的，睡得好"])
def test_that_the_child_is_well_in_itself(text: str) -> None:
    assert only_tells_wellbeing(text)


@pytest.mark.parametrize(
    "text", ["精神不好", "精神好但是起疹子了", "精神好还用去医院吗", "没精神", "精神不太好", "吃得不好"]
)
def test_that_it_is_not_or_that_there_is_more(text: str) -> None:
    assert not only_tells_wellbeing(text)
