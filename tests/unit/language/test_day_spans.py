"""Durations told by days."""

from datetime import datetime

import pytest

from assistant.language.day_spans import find_day_spans

MONDAY_NOON = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - days alone matter here

HOURS = {
    "从上周三到这周二一直没断过热度": 144, "从星期一早上烧到今天星期四晚上没断过": 85,
    "昨天早上到今天中午一直38.4左右": 28, "前天晚上开始热的": 39, "两岁,从礼拜天晚上烧到礼拜四早上": 83,
    "昨晚开始发烧": 15, "周三开始烧到现在": 120, "上周五到现在": 72,
    "昨天早饭前38.6拖到今天晚上": 38, "从早上六点到下午三点没尿": 9, "从十二点到三点半尿片没湿": 3.5,
    "从晚上九点烧到早上六点": 9,
    "大前天一早就热,到今儿中午还是三十八度二": 77,
}  # fmt: skip


@pytest.mark.parametrize(("text", "hours"), HOURS.items())
def test_two_days_or_a_day_and_now_give_a_duration(text: str, hours: float) -> None:
    assert [mention.hours for mention in find_day_spans(text, MONDAY_NOON)] == [hours]


@pytest.mark.parametrize(
    "text", ["明天到后天都可以", "今天晚上到昨天", "周三下午有空", "今天没尿", "昨天看到今天的通知", ""]
)
def test_days_ahead_or_alone_are_no_duration(text: str) -> None:
    assert find_day_spans(text, MONDAY_NOON) == ()
