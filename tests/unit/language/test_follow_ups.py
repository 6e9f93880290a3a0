"""Messages that only make sense after the one before."""

import pytest

from assistant.language.follow_ups import read_follow_up

SLEEP = "四个月一天睡多久"


@pytest.mark.parametrize(
    ("text", "last", "full"),
    [
        ("那一岁呢", SLEEP, "一岁睡多久"),
        ("一岁半呢", SLEEP, "一岁半睡多久"),
        ("那老二三岁呢", SLEEP, "三岁睡多久"),
        ("如果是一岁半呢？", SLEEP, "一岁半睡多久"),
        ("大的呢", "小的夜里老醒", "夜里老醒"),
        ("那妹妹呢", "哥哥不肯吃饭怎么办", "不肯吃饭怎么办"),
        ("那可以吃什么", "拉肚子怎么办", "拉肚子怎么办，可以吃什么"),
        ("那要多久才好?", "宝宝得了手足口病", "宝宝得了手足口病，要多久才好?"),
    ],
)
def test_a_question_that_goes_on_from_the_last_is_completed(text: str, last: str, full: str) -> None:
    read = read_follow_up(text, last)

    assert read is not None
    assert (read.question, read.may_be_else) == (full, False)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("八个月了", "睡多久"),
        ("两岁的话", "睡多久"),
        ("多久能好", f"{SLEEP}，多久能好"),
        ("为什么", f"{SLEEP}，为什么"),
    ],
)
def test_a_bare_age_or_a_leaning_word_may_be_something_else_as_well(text: str, full: str) -> None:
    read = read_follow_up(text, SLEEP)

    assert read is not None
    assert (read.question, read.may_be_else) == (full, True)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("要啥材料", "育儿补贴要啥材料"),
        ("那去哪办", "育儿补贴去哪办"),
        ("一年多少钱", "育儿补贴一年多少钱"),
        ("能补多少钱呢", "育儿补贴能补多少钱呢"),
        ("怎么交", "育儿补贴怎么交"),
        ("几月份报名", "育儿补贴几月份报名"),
        ("三千多少钱够吗", None),
    ],
)
def test_what_only_asks_on_keeps_the_subject_of_the_last_question(text: str, full: str | None) -> None:
    read = read_follow_up(text, "育儿补贴怎么申请")

    assert (read.question if read else None) == full


@pytest.mark.parametrize(
    "text",
    [
        "一岁宝宝能吃盐吗",
        "两岁发烧怎么办",
        "三个月宝宝发烧怎么办",
        "那个奶粉怎么选",
        "那家托育怎么样",
        "那我家宝宝最近总是半夜醒来哭闹怎么办",
        "",
        "那算了",
        "那好的",
        "那没事了",
    ],
)
def test_a_message_with_its_own_words_stands_alone(text: str) -> None:
    assert read_follow_up(text, SLEEP) is None


def test_nothing_goes_on_without_a_question_before() -> None:
    assert read_follow_up("那一岁呢", "") is None
