"""Ages of children, and what only looks like one."""
# ruff: noqa: E501 - rows of utterances read better unbroken, and Chinese characters count double

import pytest

from assistant.domain.child import Age
from assistant.language.ages import answered_age, find_ages
from assistant.language.normalise import normalise

MONTHS = {
    "八个月大": 8, "我家宝宝一岁半": 18, "两岁零三个月": 27, "2岁7个月": 31, "18月龄": 18, "一周岁": 12, "满月": 1, "半岁": 6,
    "宝宝俩月": 2, "八个月": 8, "8个月": 8, "八月龄": 8, "1岁2": 14, "一岁二": 14, "1岁02个月": 14, "十个月了": 10, "仨月": 3,
    "宝宝两个月了咳嗽": 2, "两个月的宝宝咳了三天": 2, "三个月不会抬头": 3, "小满六个月了": 6, "10个月宝宝发烧38.5怎么办": 10,
    "8月宝宝": 8, "我家娃三岁了": 36, "0岁": 0, "6个月能吃鸡蛋吗": 6, "宝宝都三个月了还不会抬头": 3, "刚满三个月": 3,
    "我32岁,宝宝两岁": 24, "１０个月": 10, "六個月寶寶": 6, "宝宝5个月,拉肚子三天": 5, "3岁半": 42, "十一个月": 11,
    "宝宝矫正后六个月": 6, "过了周岁": 12, "宝宝已经有三个月了": 3, "4个月的娃": 4, "7个月时添加辅食": 7, "双满月": 2,
}  # fmt: skip


@pytest.mark.parametrize(("text", "months"), MONTHS.items())
def test_an_age_in_months_or_years_is_read_in_completed_months(text: str, months: int) -> None:
    assert [mention.age.months for mention in find_ages(normalise(text))] == [months]


DAYS = {
    "出生42天": 42, "刚满百天": 100, "满月": 30, "出生3天": 3, "3天大": 3, "刚出生三天": 3, "宝宝20天了": 20, "生下来5天": 5,
    "出生才5天": 5, "宝宝20天了发烧": 20, "新生儿15天": 15, "出生两周": 14, "42天体检": 42, "出生后第10天": 10, "15天的宝宝": 15,
    "20日龄": 20, "三周大": 21, "出生8小时": 0, "宝宝一百天了": 100,
}  # fmt: skip


@pytest.mark.parametrize(("text", "days"), DAYS.items())
def test_an_age_said_in_days_or_weeks_keeps_its_days(text: str, days: int) -> None:
    assert [mention.age.in_days for mention in find_ages(normalise(text))] == [days]


@pytest.mark.parametrize(
    "text", ["刚出生", "新生儿发热", "月子里的宝宝", "还没满月", "宝宝快满月了", "差三天满月", "初生儿", "出生没几天"]
)
def test_words_for_a_newborn_mean_the_first_28_days(text: str) -> None:
    (mention,) = find_ages(text)
    assert (mention.age, mention.upper) == (Age(0, 0, approximate=True), Age(0, 27, approximate=True))


RANGES = {
    "4-6个月": (4, 6), "三到五个月": (3, 5), "三四岁": (36, 48), "6个月到2岁": (6, 24), "四五个月": (4, 5), "3岁以内": (0, 36),
    "0-3岁": (0, 36), "六个月以内": (0, 6), "1岁到3岁": (12, 36), "3岁以下": (0, 36),
}  # fmt: skip


@pytest.mark.parametrize(("text", "limits"), RANGES.items())
def test_a_range_of_ages_keeps_both_ends(text: str, limits: tuple[int, int]) -> None:
    (mention,) = find_ages(text)
    assert mention.upper is not None
    assert (mention.age.months, mention.upper.months) == limits


@pytest.mark.parametrize(("text", "months"), {"快四个月了": 4, "8个多月": 8, "差不多一岁": 12, "三个月左右": 3}.items())
def test_nearly_and_more_than_make_an_age_approximate(text: str, months: int) -> None:
    (mention,) = find_ages(text)
    assert mention.age == Age(months, approximate=True)


@pytest.mark.parametrize("text", ["不到三个月", "未满三个月", "还不满3个月"])
def test_not_yet_three_months_is_two_completed_months(text: str) -> None:
    (mention,) = find_ages(text)
    assert mention.age == Age(2, approximate=True)


def test_a_corrected_age_is_marked_and_the_week_of_birth_is_no_age() -> None:
    (mention,) = find_ages(normalise("早产34周，矫正三个月"))
    assert mention.age == Age(3, corrected=True)


def test_two_children_have_two_ages() -> None:
    assert [mention.age.months for mention in find_ages("大宝三岁,二宝三个月")] == [36, 3]


NO_AGE = [
    "3个月前", "再过两个月", "怀孕三个月", "孕20周", "两个月没来例假", "坐月子", "宝宝一点都不吃饭", "三天两头生病", "半天没动静",
    "烧了三个小时", "咳嗽两个月了", "两个月了一直咳", "发烧3天", "孩子5天没拉", "38度5", "我32岁", "34周早产", "怀二胎五个月",
    "8月15号", "百日咳疫苗", "新生儿科", "宝宝3天没尿", "每三个月体检一次", "咳了俩月", "第三个月", "黄疸持续了两周", "提前一个月",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_AGE)
def test_what_only_looks_like_an_age_is_left_alone(text: str) -> None:
    assert find_ages(text) == ()


@pytest.mark.parametrize(
    ("text", "months"), {"20天": 0, "8": 8, "八": 8, "1岁2": 14, "大概八个月吧": 8, "三周": 0}.items()
)
def test_an_answer_to_the_question_for_the_age_may_be_short(text: str, months: int) -> None:
    mention = answered_age(text)
    assert mention is not None
    assert mention.age.months == months


@pytest.mark.parametrize("text", ["", "不知道", "99", "一点都不吃"])
def test_an_unclear_answer_gives_no_age(text: str) -> None:
    assert answered_age(text) is None


@pytest.mark.parametrize(
    ("text", "months"),
    {
        "一岁还没到": 11, "两岁不到": 23, "三个月没到": 2, "还没到三个月": 2, "三个月差两天": 2, "差两天三个月": 2,
        "再过几天就三个月了": 2, "明天满三个月": 2, "没满周岁": 11, "周岁还没过": 11, "半岁不到": 5, "还没半岁": 5,
        "一个半月不到": 1, "一岁半还没到": 17, "不到俩月": 1,
    }.items(),
)  # fmt: skip
def test_an_age_not_reached_is_the_month_before(text: str, months: int) -> None:
    (mention,) = find_ages(normalise(text))
    assert mention.age == Age(months, approximate=True)


@pytest.mark.parametrize("text", ["没到百天", "百天还没到", "还没百天", "一百天没到"])
def test_before_the_hundredth_day_is_at_most_day_99(text: str) -> None:
    (mention,) = find_ages(text)
    assert mention.age == Age(3, 99, approximate=True)


@pytest.mark.parametrize("text", ["满月前", "还差一礼拜满月", "明天满月", "满月还没到", "还没出月"])
def test_before_the_first_month_is_a_newborn(text: str) -> None:
    (mention,) = find_ages(text)
    assert (mention.age.months, mention.age.days) == (0, 0)


@pytest.mark.parametrize(
    ("text", "months"), {"三个月不到五公斤": 3, "三个月没到医院看过": 3, "一岁缺钙": 12, "三个月没过敏": 3}.items()
)
def test_what_is_not_reached_may_be_something_else_than_the_age(text: str, months: int) -> None:
    assert [mention.age.months for mention in find_ages(text)] == [months]


def test_other_ways_to_tell_an_age() -> None:
    assert [item.age for item in find_ages("十五天的小囡")] == [Age(0, 15)]
    assert [item.age for item in find_ages("一周岁零十天")] == [Age(12, 375)]
    assert [item.age for item in find_ages("刚出了月子")] == [Age(1, 30)]
    assert [item.age for item in find_ages("出了月子")] == [Age(1, 30, approximate=True)]
    assert [item.age.months for item in find_ages("三足岁")] == [36]
    assert [item.age.months for item in find_ages("在车上两个月的宝宝")] == [2]


@pytest.mark.parametrize(
    "said",
    ["多少钱一个月", "普惠托育一个月要交多少", "2000块一个月", "收费一个月两千", "工资三个月没发", "交满六个月社保",
     "一个月3000贵不贵"],
)  # fmt: skip
def test_what_a_month_costs_is_nobodys_age(said: str) -> None:
    assert find_ages(said) == ()


@pytest.mark.parametrize(
    ("said", "months"), [("三个月吃多少奶", 3), ("六个月1200毫升够吗", 6), ("宝宝一个月，托费多少", 1)]
)
def test_an_age_beside_an_amount_stays_one(said: str, months: int) -> None:
    assert [mention.age.months for mention in find_ages(said)] == [months]
