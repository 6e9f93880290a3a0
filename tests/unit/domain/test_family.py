"""Ages move on with the days that pass, and stay exact only where they were."""

from datetime import date, timedelta

import pytest

from assistant.domain.child import Age
from assistant.domain.family import Family

TOLD_ON = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("told", "days", "months"),
    [
        (Age(8), 1, 8),
        (Age(8), 40, 9),
        (Age(2), 20, 2),
        (Age(2), 45, 3),
        (Age(12), 1, 12),
        (Age(24), 366, 36),
        (Age(11), 20, 11),
    ],
)
def test_an_age_in_months_moves_on_and_is_approximate_from_then_on(told: Age, days: int, months: int) -> None:
    later = told.after(days)

    assert later.months == months
    assert later.approximate


def test_an_age_in_days_stays_exact() -> None:
    assert Age.of_days(42).after(20) == Age.of_days(62)
    assert Age.of_days(42, approximate=True).after(20).approximate


def test_moving_on_day_by_day_leads_to_the_same_age_as_at_once() -> None:
    day_by_day = Age(8)
    for _ in range(100):
        day_by_day = day_by_day.after(1)

    assert day_by_day == Age(8).after(100)


def test_a_family_moves_on_as_a_whole_and_loses_who_has_outgrown_the_service() -> None:
    family = Family(TOLD_ON, Age(8), "滨湖区", (("老大", Age(80)), ("老二", Age(8))), "老二")

    later = family.on(TOLD_ON + timedelta(days=200))

    assert later.as_of == TOLD_ON + timedelta(days=200)
    assert later.age is not None
    assert later.age.months == 14
    assert [name for name, _ in later.children] == ["老二"]
    assert family.on(TOLD_ON) == family


def test_only_the_age_of_an_only_child_counts_where_no_child_is_named() -> None:
    assert Family(TOLD_ON, Age(8)).only_age == Age(8)
    assert Family(TOLD_ON, Age(8), children=(("老大", Age(36)), ("老二", Age(8)))).only_age is None


def test_a_family_survives_being_written_down() -> None:
    family = Family(TOLD_ON, Age(1, 42), "江阴市", (("团团", Age(1, 42)),), "团团")

    assert Family.from_json(family.to_json()) == family
