"""Opening hours as institutions publish them."""

from datetime import datetime

import pytest

from assistant.domain.opening_hours import is_open, read_opening_hours

MONDAY = datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - local time
SATURDAY = datetime(2026, 11, 28, 9, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "on_monday", "on_saturday"),
    [
        ("周一至周五 7:30-17:30", True, False),
        ("周一到周日7：30～18：30", True, True),
        ("周一至周五 7:30-17:30；周六 8:00-12:00", True, True),
        ("周一至周五 7:30-11:30 13:00-17:30", False, False),
        ("工作日 8:00-18:00", True, False),
        ("每天 10:00-20:00", True, False),
        ("周一、周三、周六 8:00-17:00", True, True),
        ("星期六至星期日 8:00-17:00", False, True),
    ],
)
def test_published_hours_are_understood(text: str, on_monday: bool, on_saturday: bool) -> None:
    spans = read_opening_hours(text)

    assert is_open(spans, MONDAY, False) is on_monday
    assert is_open(spans, SATURDAY, False) is on_saturday


@pytest.mark.parametrize(
    "text",
    [
        "",
        "电话联系",
        "周一至周五",
        "7:30-17:30",
        "周一至周五 25:00-26:00",
        "周一至周五 17:30-7:30",
        "周一至周五 8:00-17:00；寒暑假另行通知",
    ],
)
def test_hours_that_are_not_wholly_understood_are_unknown(text: str) -> None:
    assert is_open(read_opening_hours(text), MONDAY, False) is None


def test_on_a_public_holiday_it_is_closed() -> None:
    assert is_open(read_opening_hours("每天 8:00-18:00"), MONDAY, True) is False
