"""Districts, subdistricts and the other names by which people say where they are."""

from dataclasses import dataclass

from assistant.domain.geography import Point


@dataclass(frozen=True, slots=True)
class Division:
    """A district (市辖区, 江阴, 宜兴), or with `subdistrict` a town-level unit (街道, 镇) in it.

    Attributes:
        district: e.g. 滨湖区.
        subdistrict: e.g. 荣巷街道, or empty for the district as a whole.
        code: Of the Ministry of Civil Affairs, 6 or 12 digits.
        point: Roughly where it lies, wrong by a kilometre or more; None when unknown.
    """

    district: str
    subdistrict: str
    code: str
    point: Point | None

    @property
    def name(self) -> str:
        """Its own name."""
        return self.subdistrict or self.district


@dataclass(frozen=True, slots=True)
class Area:
    """What a name stands for.

    Attributes:
        name: As said to parents, clear by itself: 滨湖区, 江阴市周庄镇, 三阳广场（崇安寺街道）.
        district: The district it lies in.
        subdistricts: Units it covers; none means the whole district.
        point: Roughly its middle, for ordering what is near, never for a distance in figures.
        is_point_of_district: No point of the place itself is known; the district's stands in.
    """

    name: str
    district: str
    subdistricts: tuple[str, ...] = ()
    point: Point | None = None
    is_point_of_district: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a text says about where: no area, one, or several that have to be asked apart.

    Attributes:
        areas: Meanings.
        words: The words that were read so, as they stand in the text; empty when there are none.
    """

    areas: tuple[Area, ...] = ()
    words: str = ""

    @property
    def area(self) -> Area | None:
        """The one meaning, or None."""
        return self.areas[0] if len(self.areas) == 1 else None
