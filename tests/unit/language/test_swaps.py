"""爸爸呢, 江阴呢, 那辅食呢: the last question with something else in it."""

import pytest

from assistant.language.follow_ups import read_follow_up


@pytest.mark.parametrize(
    ("text", "last", "full"),
    [
        ("爸爸呢", "妈妈产假多少天", "爸爸产假多少天"),
        ("那老公呢？", "老婆生孩子能休几天", "老公生孩子能休几天"),
        ("外公外婆呢", "爷爷奶奶带娃有补贴吗", "外公外婆带娃有补贴吗"),
        ("女孩呢", "一岁男孩多高", "一岁女孩多高"),
        ("女孩呢", "多高算正常", "女孩多高算正常"),
        ("双胞胎呢", "产假多少天", "双胞胎产假多少天"),
        ("要是双胞胎", "产假多少天", "双胞胎产假多少天"),
        ("早产的呢", "宝宝什么时候加辅食", "早产宝宝什么时候加辅食"),
        ("江阴呢", "育儿补贴怎么申请", "江阴育儿补贴怎么申请"),
        ("苏州的呢", "无锡育儿假几天", "苏州育儿假几天"),
        ("那奶粉呢", "母乳一天喂几次", "奶粉一天喂几次"),
        ("晚上呢", "白天睡几个小时", "晚上睡几个小时"),
        ("不打呢", "流感疫苗要不要打", "流感疫苗要不要打,不打会怎么样"),
        ("错过了呢", "医保几个月内办", "医保几个月内办,错过了怎么办"),
        ("托育补贴呢", "育儿补贴怎么申请", "托育补贴怎么申请"),
        ("那爸爸", "妈妈产假多少天", "爸爸产假多少天"),
    ],
)
def test_what_is_named_takes_the_place_of_its_like(text: str, last: str, full: str) -> None:
    read = read_follow_up(text, last)

    assert read is not None
    assert (read.question, read.may_be_else) == (full, False)


@pytest.mark.parametrize(
    ("text", "names"), [("爸爸呢", {"爸爸", "男方", "丈夫"}), ("江阴呢", set()), ("那生育津贴呢", {"生育津贴"})]
)
def test_the_answer_has_to_speak_of_what_was_named_in_one_of_its_words(text: str, names: set[str]) -> None:
    read = read_follow_up(text, "妈妈产假多少天")

    assert read is not None
    assert names <= set(read.names)
    assert bool(names) == bool(read.names)


def test_a_thing_without_its_like_may_be_read_in_several_ways() -> None:
    read = read_follow_up("那辅食呢", "六个月一天喝多少奶")

    assert read is not None
    assert read.questions == ("辅食多少奶", "六个月一天喝多少奶,辅食", "辅食")


@pytest.mark.parametrize("text", ["然后呢", "现在呢", "那你呢", "还有呢", "那算了呢", "那谁呢", "第二家呢", "人呢"])
def test_what_names_nothing_swaps_nothing(text: str) -> None:
    read = read_follow_up(text, "发烧怎么办")

    assert read is None or not read.names


def test_a_question_does_not_grow_with_every_step() -> None:
    second = read_follow_up("那会反复吗", "宝宝得了手足口病，要隔离几天")

    assert second is not None
    assert second.question == "宝宝得了手足口病，会反复吗"
