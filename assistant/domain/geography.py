"""Points on the earth: the two datums used in China, great-circle distance, and where Wuxi is."""

from dataclasses import dataclass
from enum import Enum
from math import asin, cos, radians, sin, sqrt
from math import pi as PI

from assistant.errors import CoordinatesSwapped, OutsideWuxi

EARTH_RADIUS_METRES = 6_371_008.8
"""Mean radius (IUGG)."""

_AXIS_METRES = 6_378_245.0
_ECCENTRICITY_SQUARED = 0.006_693_421_622_965_943
"""The Krasovsky 1940 ellipsoid, which GCJ-02 is computed on."""

_ROUNDS = 3
"""One round errs by up to four metres, three by less than the width of a hair."""

_LATITUDES = (31.1, 32.1)
_LONGITUDES = (119.5, 120.7)
"""A box around Wuxi with Jiangyin and Yixing."""


class Datum(str, Enum):
    """What a pair of degrees refers to; in Wuxi the two lie about 500 m apart."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"


@dataclass(frozen=True, slots=True)
class Point:
    """A place in degrees, always WGS-84."""

    latitude: float
    longitude: float


def point_in_wuxi(latitude: float, longitude: float, datum: Datum) -> Point:
    """Return the WGS-84 point that was meant.

    Raises:
        CoordinatesSwapped: Latitude and longitude stand in each other's place.
        OutsideWuxi: The point is not in or next to Wuxi.
    """
    if not _is_in_box(latitude, longitude):
        if _is_in_box(longitude, latitude):
            raise CoordinatesSwapped(f"Latitude {latitude} and longitude {longitude} are in each other's place.")
        raise OutsideWuxi(f"Latitude {latitude}, longitude {longitude} is outside {_LATITUDES} N, {_LONGITUDES} E.")
    return to_wgs84(latitude, longitude) if datum is Datum.GCJ02 else Point(latitude, longitude)


def distance_metres(one: Point, other: Point) -> float:
    """Return the great-circle distance (haversine), which is shorter than any way on the ground."""
    north = radians(other.latitude - one.latitude)
    east = radians(other.longitude - one.longitude)
    bow = sin(north / 2) ** 2 + cos(radians(one.latitude)) * cos(radians(other.latitude)) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_METRES * asin(min(1.0, sqrt(bow)))


def to_wgs84(latitude: float, longitude: float) -> Point:
    """Return the WGS-84 point behind GCJ-02 degrees.

    The shift is known from the wanted point, not to it; each round of guessing divides the error by some thousands.
    """
    guess = Point(latitude, longitude)
    for _ in range(_ROUNDS):
        north, east = _shift(guess.latitude, guess.longitude)
        guess = Point(latitude - north, longitude - east)
    return guess


def to_gcj02(point: Point) -> tuple[float, float]:
    """Return latitude and longitude in GCJ-02, as maps of Chinese makers want them."""
    north, east = _shift(point.latitude, point.longitude)
    return point.latitude + north, point.longitude + east


def _is_in_box(latitude: float, longitude: float) -> bool:
    return _LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]


def _shift(latitude: float, longitude: float) -> tuple[float, float]:
    """Return how far GCJ-02 lies north and east of WGS-84, in degrees; the polynomial is public knowledge."""
    x, y = longitude - 105.0, latitude - 35.0
    waves = (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves
    north += (20 * sin(y * PI) + 40 * sin(y / 3 * PI)) * 2 / 3
    north += (160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves
    east += (20 * sin(x * PI) + 40 * sin(x / 3 * PI)) * 2 / 3
    east += (150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3
    phi = radians(latitude)
    flattening = 1 - _ECCENTRICITY_SQUARED * sin(phi) ** 2
    meridian = _AXIS_METRES * (1 - _ECCENTRICITY_SQUARED) / (flattening * sqrt(flattening))
    parallel = _AXIS_METRES / sqrt(flattening) * cos(phi)
    return north * 180 / (meridian * PI), east * 180 / (parallel * PI)
