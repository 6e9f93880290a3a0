"""Words of the calendar: relative days, festivals and work days."""

from collections.abc import Callable
from datetime import date, timedelta

WorkDayRule = Callable[[date], bool]
"""Tells whether offices are open on a day, make-up work days and holidays considered."""

RELATIVE_DAYS = {
    "大前天": -3, "前天": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "昨晚": -1, "昨夜": -1,
    "今天": 0, "今日": 0, "今儿": 0, "今晚": 0, "今早": 0, "今朝": 0, "今晨": 0, "当天": 0,
    "明天": 1, "明日": 1, "明儿": 1, "明早": 1, "明朝": 1, "明晚": 1, "明晨": 1,
    "大后天": 3, "后天": 2, "后日": 2,
}  # fmt: skip

WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}

FIXED_FESTIVALS = {
    "元旦": (1, 1), "三八节": (3, 8), "妇女节": (3, 8), "五一": (5, 1), "劳动节": (5, 1), "六一": (6, 1),
    "儿童节": (6, 1),
    "教师节": (9, 10), "国庆": (10, 1), "十一": (10, 1), "圣诞": (12, 25),
}  # fmt: skip

HOLIDAY_LENGTH_DAYS = {"元旦": 1, "五一": 5, "劳动节": 5, "国庆": 7, "十一": 7, "春节": 7, "过年": 7}
"""Usual length of a holiday from its festival on, for the case that no work-day rule is given.

The eight days of 春节 begin on the eve, so seven are left from the festival itself.

Source: 全国年节及纪念日放假办法 (State Council, 2024 revision) with the usual bridging of weekends.
"""

MOVABLE_FESTIVALS: dict[str, dict[int, tuple[int, int]]] = {
    "春节": {2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11)},
    "清明": {2026: (4, 5), 2027: (4, 5), 2028: (4, 4), 2029: (4, 4), 2030: (4, 5), 2031: (4, 5), 2032: (4, 4)},
    "端午": {2026: (6, 19), 2027: (6, 9), 2028: (5, 28), 2029: (6, 16), 2030: (6, 5), 2031: (6, 24), 2032: (6, 12)},
    "中秋": {2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22), 2030: (9, 12), 2031: (10, 1), 2032: (9, 19)},
}
"""First days of festivals on the lunar calendar; a year outside the table gives no date."""


def festival_on(name: str, today: date) -> date | None:
    """Next day of a festival from `today` on; None for a lunar festival beyond the table."""
    for year in (today.year, today.year + 1):
        month_day = FIXED_FESTIVALS.get(name) or MOVABLE_FESTIVALS.get(name, {}).get(year)
        if month_day and date(year, *month_day) >= today:
            return date(year, *month_day)
    return None


def first_work_day_after(name: str, first: date, is_work_day: WorkDayRule | None) -> date:
    """First work day after a festival that begins on `first`.

    Without a rule the usual length of the holiday is skipped and Monday to Friday are work days.
    """
    day = first + timedelta(days=1 if is_work_day else HOLIDAY_LENGTH_DAYS.get(name, 1))
    return next_work_day(day, is_work_day)


def next_work_day(day: date, is_work_day: WorkDayRule | None) -> date:
    """The day itself if it is a work day, else the first one after it; after 60 days without one, the day itself."""
    rule = is_work_day or (lambda candidate: candidate.weekday() < 5)
    return next((d for d in (day + timedelta(days=step) for step in range(60)) if rule(d)), day)
