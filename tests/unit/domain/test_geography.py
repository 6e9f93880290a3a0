"""Points: two datums, distances, and what lies outside Wuxi."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.geography import Datum, Point, distance_metres, point_in_wuxi, to_gcj02, to_wgs84
from assistant.errors import CoordinatesSwapped, OutsideWuxi

LATITUDES, LONGITUDES = st.floats(31.1, 32.1), st.floats(119.5, 120.7)


def test_the_distance_is_that_of_the_great_circle() -> None:
    wuxi, shanghai = Point(31.5747, 120.2955), Point(31.2304, 121.4737)

    assert distance_metres(wuxi, shanghai) == pytest.approx(118_300, rel=0.01)
    assert distance_metres(wuxi, wuxi) == 0
    assert distance_metres(Point(31.0, 120.0), Point(32.0, 120.0)) == pytest.approx(111_195, rel=0.001)


def test_the_two_datums_lie_about_five_hundred_metres_apart_in_wuxi() -> None:
    point = Point(31.5747, 120.2955)
    latitude, longitude = to_gcj02(point)

    assert latitude - point.latitude == pytest.approx(-0.0020, abs=0.0003)
    assert longitude - point.longitude == pytest.approx(0.0046, abs=0.0003)
    assert 450 < distance_metres(point, Point(latitude, longitude)) < 540


@given(LATITUDES, LONGITUDES)
def test_converting_there_and_back_loses_nothing(latitude: float, longitude: float) -> None:
    point = Point(latitude, longitude)

    assert distance_metres(to_wgs84(*to_gcj02(point)), point) < 0.01


def test_a_point_of_wechat_is_converted_and_one_of_gps_is_taken_as_it_is() -> None:
    assert point_in_wuxi(31.57, 120.30, Datum.WGS84) == Point(31.57, 120.30)
    assert point_in_wuxi(31.57, 120.30, Datum.GCJ02) != Point(31.57, 120.30)


@given(LATITUDES, LONGITUDES)
def test_swapped_degrees_are_recognised(latitude: float, longitude: float) -> None:
    with pytest.raises(CoordinatesSwapped):
        point_in_wuxi(longitude, latitude, Datum.WGS84)


@pytest.mark.parametrize(("latitude", "longitude"), [(39.9, 116.4), (31.57, 121.5), (0, 0), (1e9, -1e9)])
def test_a_point_outside_wuxi_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(OutsideWuxi):
        point_in_wuxi(latitude, longitude, Datum.WGS84)
