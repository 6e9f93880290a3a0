"""Days and times, told on Monday 2026-11-23 at 10:00."""
# ruff: noqa: E501 - rows of utterances read better unbroken, and Chinese characters count double

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.dates import find_dates
from assistant.language.normalise import normalise

SHANGHAI = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)

DAYS = {
    "大后天": "2026-11-26", "这周六": "2026-11-28", "8月15号": "2027-08-15", "三号": "2026-12-03", "月底": "2026-11-30", "明天": "2026-11-24",
    "半个月后": "2026-12-08", "国庆后第一个工作日": "2027-10-08", "元旦": "2027-01-01", "三天后": "2026-11-26", "下个月15号": "2026-12-15",
    "2026-12-05": "2026-12-05", "上周五": "2026-11-20", "春节": "2027-02-06", "12月5日": "2026-12-05", "昨天": "2026-11-22", "五一": "2027-05-01",
    "周六开始发烧": "2026-11-21", "星期天": "2026-11-29", "礼拜三": "2026-11-25", "周一": "2026-11-23", "下下周二": "2026-12-08",
    "两周后": "2026-12-07", "十二月五号": "2026-12-05", "第一个工作日": "2026-11-24", "明年3月8号": "2027-03-08", "12月5": "2026-12-05",
}  # fmt: skip


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_a_day_is_found_and_a_past_one_without_a_year_rolls_forward(text: str, day: str) -> None:
    (mention,) = find_dates(normalise(text), NOW)
    assert (mention.first_on, mention.last_on, mention.starts_at) == (
        date.fromisoformat(day),
        date.fromisoformat(day),
        None,
    )


STRETCHES = {
    "周末": ("2026-11-28", "2026-11-29"), "下周末": ("2026-12-05", "2026-12-06"), "2025年3月出生": ("2025-03-01", "2025-03-31"),
    "下个月": ("2026-12-01", "2026-12-31"), "下周": ("2026-11-30", "2026-12-06"), "周一到周三": ("2026-11-23", "2026-11-25"),
    "明年3月": ("2027-03-01", "2027-03-31"), "这周": ("2026-11-23", "2026-11-29"), "12月初": ("2026-12-01", "2026-12-10"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "days"), STRETCHES.items())
def test_a_stretch_of_days_has_its_first_and_last_day(text: str, days: tuple[str, str]) -> None:
    (mention,) = find_dates(text, NOW)
    assert (mention.first_on.isoformat(), mention.last_on.isoformat()) == days


TIMES = {
    "明天下午三点": "2026-11-24 15:00", "大后天早上9点半": "2026-11-26 09:30", "明早十点": "2026-11-24 10:00",
    "礼拜四晚上七点": "2026-11-26 19:00", "昨晚八点": "2026-11-22 20:00", "14:30": "2026-11-23 14:30", "晚上12点": "2026-11-24 00:00",
    "今天上午10点15分": "2026-11-23 10:15", "早8点": "2026-11-24 08:00", "下午一点": "2026-11-23 13:00", "明晚7点": "2026-11-24 19:00",
    "中午12点": "2026-11-23 12:00", "后天14点": "2026-11-25 14:00", "周五下午2点一刻": "2026-11-27 14:15", "凌晨两点": "2026-11-24 02:00",
}  # fmt: skip


@pytest.mark.parametrize(("text", "instant"), TIMES.items())
def test_a_time_of_day_is_joined_with_its_day(text: str, instant: str) -> None:
    (mention,) = find_dates(text, NOW)
    assert mention.starts_at == datetime.fromisoformat(f"{instant}:00+08:00")
    assert mention.alternatives == ()


def test_a_time_that_fits_morning_and_afternoon_gives_both() -> None:
    (mention,) = find_dates("五点半", NOW)
    assert mention.starts_at == datetime(2026, 11, 23, 17, 30, tzinfo=SHANGHAI)
    assert mention.alternatives == (datetime(2026, 11, 24, 5, 30, tzinfo=SHANGHAI),)


@pytest.mark.parametrize(
    ("text", "part"),
    {
        "下周三上午": "morning",
        "明天中午": "noon",
        "周日晚上": "evening",
        "下午": "afternoon",
        "昨晚": "evening",
    }.items(),
)
def test_a_part_of_the_day_is_kept(text: str, part: str) -> None:
    (mention,) = find_dates(text, NOW)
    assert (mention.part_of_day, mention.starts_at) == (part, None)


NO_DATE = [
    "宝宝一点都不吃饭", "三天两头生病", "半天没动静", "再过两个月", "3个月前", "两点喝奶", "有两点想问", "三点建议", "八点五公斤", "一周一次",
    "三周一次", "每周三", "15号楼", "8月龄", "3号线", "2月30号", "吃一点儿", "打完疫苗两天后", "三十八点五", "一周岁", "好一点了", "12345",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_DATE)
def test_what_only_looks_like_a_date_is_left_alone(text: str) -> None:
    assert find_dates(text, NOW) == ()


def test_a_work_day_rule_decides_the_first_work_day_after_a_holiday() -> None:
    (mention,) = find_dates("国庆后第一个工作日", NOW, is_work_day=lambda day: day == date(2027, 10, 9))
    assert mention.first_on == date(2027, 10, 9)


@given(st.dates(date(2026, 11, 23), date(2027, 11, 22)))
def test_every_day_of_the_coming_year_is_read_back(day: date) -> None:
    (mention,) = find_dates(f"{day.month}月{day.day}号", NOW)
    assert mention.first_on == day


@given(st.integers(0, 6), st.integers(13, 23), st.integers(0, 59))
def test_every_afternoon_minute_of_next_week_is_read_back(weekday: int, hour: int, minute: int) -> None:
    (mention,) = find_dates(f"下周{'一二三四五六日'[weekday]}{hour}点{minute:02d}分", NOW)
    assert mention.starts_at == datetime(2026, 11, 30, hour, minute, tzinfo=SHANGHAI) + timedelta(days=weekday)
