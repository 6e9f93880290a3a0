"""Searching: nearest first, areas without figures, filters, names with typos."""

from datetime import date, datetime
from typing import Any

import pytest

from assistant.domain.geography import Datum, Point
from assistant.domain.institution import CareService, Institution, InstitutionKind
from assistant.errors import UnusableAge
from assistant.services.institution_snapshot import Filters, Snapshot
from assistant.services.institutions import Search, Wish, check_age, search
from tests.builders import NOON
from tests.institutions import CENTRE, PLACES, an_institution

HERE = Point(*CENTRE)


def _search(rows: list[Institution], now: datetime = NOON, **wish: Any) -> Search:
    return search(Snapshot(rows, PLACES, 1), Wish(**wish), now)


def _ids(result: Search) -> list[str]:
    return [found.institution.id for found in result.found]


def test_the_nearest_comes_first_with_its_distance_and_the_reasons_as_parents_read_them() -> None:
    near = an_institution(
        "near",
        805,
        kinds=(InstitutionKind.INCLUSIVE,),
        age_months_min=6,
        age_months_max=36,
        places_free=3,
        places_confirmed_on=date(2026, 11, 20),
    )
    far = [an_institution(f"far{number}", 1500 + number) for number in range(3)]

    result = _search([*far, near], point=HERE, filters=Filters(age_months=18))

    assert _ids(result)[0] == "near"
    assert result.found[0].distance_metres == pytest.approx(800, abs=10)
    assert "，".join(result.found[0].reasons) == "800米，普惠，18月龄可入托，尚有3个托位（3天前更新）"
    distances = [found.distance_metres or 0 for found in result.found]
    assert distances == sorted(distances)
    assert result.notes == ("距离是直线距离。",)


def test_the_circle_is_widened_step_by_step_and_that_is_said() -> None:
    rows = [an_institution("a", 2000), *(an_institution(f"b{number}", 4500) for number in range(3))]

    result = _search(rows, point=HERE)

    assert result.radius_metres == 5000
    assert len(result.found) == 4
    assert "3公里内只有1家，已放宽到5公里" in result.notes[0]


def test_far_away_one_is_enough_and_nothing_is_said_plainly() -> None:
    alone = _search([an_institution("a", 15_000)], point=HERE)
    none = _search([an_institution("a", 500)], point=HERE, filters=Filters(inclusive=True))

    assert alone.radius_metres == 20_000
    assert "没有符合条件的，已放宽到20公里" in alone.notes[0]
    assert none.found == ()
    assert "没有符合条件的机构" in none.notes[0]


def test_at_the_same_distance_fresh_free_places_come_first() -> None:
    rows = [
        an_institution("full", 500, places_free=0, places_confirmed_on=date(2026, 11, 23)),
        an_institution("unknown", 500),
        an_institution("stale", 500, places_free=5, places_confirmed_on=date(2026, 6, 1)),
        an_institution("fresh", 500, places_free=1, places_confirmed_on=date(2026, 11, 22)),
    ]

    result = _search(rows, point=HERE)

    assert _ids(result)[0] == "fresh"
    assert _ids(result)[-1] == "full"
    assert "5个月前有5个空余托位，请电话确认" in result.found[1].reasons


def test_an_institution_without_a_point_comes_last_without_a_figure() -> None:
    rows = [an_institution("b", 0, latitude=None, longitude=None), *(an_institution(f"a{n}", 900) for n in range(3))]

    result = _search(rows, point=HERE)

    assert _ids(result)[-1] == "b"
    assert result.found[-1].distance_metres is None
    assert result.found[-1].reasons[0] == "在崇安寺街道"


def test_an_area_shows_no_figures_and_adds_neighbours_with_a_word() -> None:
    rows = [
        an_institution("inside", subdistrict="荣巷街道", district="滨湖区"),
        an_institution("nearby", subdistrict="蠡园街道", district="滨湖区", latitude=31.544, longitude=120.262),
        an_institution("far", subdistrict="宜城街道", district="宜兴市", latitude=31.36, longitude=119.82),
    ]

    result = _search(rows, area=PLACES.must_find("荣巷"))

    assert _ids(result) == ["inside", "nearby"]
    assert [found.distance_metres for found in result.found] == [None, None]
    assert result.found[0].reasons[0] == "在荣巷街道"
    assert result.found[1].reasons[0] == "在附近的蠡园街道"
    assert "滨湖区荣巷街道里符合条件的不多" in result.notes[0]
    assert not any("米" in reason for found in result.found for reason in found.reasons)


def test_a_unit_without_a_point_says_that_its_district_stands_in() -> None:
    rows = [an_institution("x", subdistrict="蠡园街道", district="滨湖区", latitude=31.52, longitude=120.25)]

    result = _search(rows, area=PLACES.must_find("雪浪街道"))

    assert "没有准确位置" in "".join(result.notes)


@pytest.mark.parametrize(
    ("fits", "fails", "filters"),
    [
        ({"kinds": (InstitutionKind.INCLUSIVE,)}, {}, Filters(inclusive=True)),
        ({"age_months_min": 6, "age_months_max": 36}, {"age_months_min": 24}, Filters(age_months=18)),
        ({"age_months_max": 36}, {"age_months_max": 35}, Filters(age_months=36)),
        (
            {"places_free": 1, "places_confirmed_on": date(2026, 11, 1)},
            {"places_free": 0, "places_confirmed_on": date(2026, 11, 1)},
            Filters(free_places=True),
        ),
        ({"fee_full_day": 1500.0}, {"fee_full_day": 1500.5}, Filters(fee_max=1500)),
        ({"fee_full_day": 1500.0}, {}, Filters(fee_max=1500)),
        ({"services": (CareService.DROP_IN,)}, {"fee_hourly": 20.0}, Filters(services=(CareService.DROP_IN,))),
        ({"fee_hourly": 20.0}, {"fee_full_day": 20.0}, Filters(services=(CareService.HOURLY,))),
        ({"quality_grade": "B"}, {"quality_grade": "C"}, Filters(grade="B")),
        ({"quality_grade": "A"}, {}, Filters(grade="B")),
        ({"opening_hours": "周一至周五 8:00-18:00"}, {"opening_hours": "周六 8:00-18:00"}, Filters(open_now=True)),
        ({"opening_hours": "每天 8:00-18:00"}, {"opening_hours": "电话预约"}, Filters(open_now=True)),
    ],
)
def test_a_filter_keeps_what_fits_and_drops_the_rest(
    fits: dict[str, Any], fails: dict[str, Any], filters: Filters
) -> None:
    rows = [an_institution("fits", 100, **fits), an_institution("fails", 50, **fails)]

    assert _ids(_search(rows, point=HERE, filters=filters)) == ["fits"]
    assert _ids(_search(rows, area=PLACES.must_find("梁溪区"), filters=filters)) == ["fits"]
    assert _ids(_search(rows, filters=filters)) == ["fits"]


def test_an_age_that_the_list_does_not_name_stays_in_and_is_said() -> None:
    result = _search([an_institution("a", 100)], point=HERE, filters=Filters(age_months=18))

    assert any("请先问" in reason for reason in result.found[0].reasons)


def test_a_closed_institution_is_never_shown() -> None:
    assert _search([an_institution("a", 100, is_closed=True)], point=HERE).found == ()


def test_a_fictional_one_says_so() -> None:
    result = _search([an_institution("a", 100, is_sample=True)], point=HERE)

    assert result.is_sample
    assert result.found[0].reasons[-1] == "示例数据"


def test_ignoring_the_datum_would_reorder_neighbours() -> None:
    """Two institutions 300 m apart: WeChat's degrees taken for GPS would name the wrong one first."""
    from assistant.domain.geography import point_in_wuxi, to_gcj02

    rows = [an_institution("west", 0), an_institution("east", 0, longitude=CENTRE[1] + 0.0046)]
    shared = to_gcj02(HERE)

    assert _ids(_search(rows, point=point_in_wuxi(*shared, Datum.GCJ02)))[0] == "west"
    assert _ids(_search(rows, point=Point(*shared)))[0] == "east"


@pytest.mark.parametrize(
    "said",
    ["示例荣巷小芽托育园", "荣巷小芽托育", "小芽托育多少钱一个月", "小牙托育有没有备案", "晓芽托育园", "荣巷 小丫"],
)
def test_a_name_is_found_with_typos_and_other_words_around_it(said: str) -> None:
    rows = [
        an_institution("right", name="示例荣巷小芽托育园"),
        an_institution("other", name="示例荣巷向阳托育园"),
        an_institution("third", name="示例东亭彩虹幼儿园托班"),
    ]

    assert _ids(_search(rows, name=said)) == ["right"]


@pytest.mark.parametrize("said", ["托育园", "普惠托育机构", "荣巷有托育吗", "你好", "阿", "%_'\"\\"])
def test_what_names_no_institution_finds_none(said: str) -> None:
    assert _ids(_search([an_institution("a", name="示例荣巷小芽托育园")], name=said)) == []


@pytest.mark.parametrize("age", [-1, 84, 400])
def test_an_impossible_age_is_refused(age: int) -> None:
    with pytest.raises(UnusableAge):
        check_age(age)


def test_an_empty_list_is_searched_without_harm() -> None:
    assert _search([], point=HERE).found == ()
    assert _search([], area=PLACES.must_find("滨湖区")).found == ()
    assert _search([], name="小芽").found == ()


def test_the_cheapest_come_first_where_that_is_wanted_and_those_without_a_fee_last() -> None:
    rows = [
        an_institution("dear", 100, fee_full_day=3200.0),
        an_institution("unknown", 200),
        an_institution("cheap", 900, fee_full_day=1500.0),
        an_institution("half-day", 300, fee_half_day=1800.0),
    ]

    assert _ids(_search(rows, point=HERE, cheapest_first=True)) == ["cheap", "half-day", "dear", "unknown"]
    assert _ids(_search(rows, among=("dear", "unknown", "cheap"), cheapest_first=True)) == ["cheap", "dear", "unknown"]
    assert _ids(_search(rows, point=HERE)) == ["dear", "unknown", "half-day", "cheap"]
