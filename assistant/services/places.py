"""From what people say of a place to the area they mean."""

from collections.abc import Iterable

from assistant.domain.places import Area, Division, Found
from assistant.errors import AmbiguousPlace, UnknownPlace
from assistant.knowledge.places import PlaceName, PlaceTables
from assistant.language.normalise import normalise

CITY = "无锡市"
ZONE = "zone"
LANDMARK = "landmark"


class Places:
    """Knows every name of Wuxi's districts, subdistricts and landmarks.

    Args:
        tables: As read from the knowledge base.
    """

    def __init__(self, tables: PlaceTables) -> None:
        self.divisions = tables.divisions
        self._districts = {division.district: division for division in tables.divisions if not division.subdistrict}
        self._units = {division.subdistrict: division for division in tables.divisions if division.subdistrict}
        self._written = {place.name: place for place in tables.names}
        self._meanings = self._collect(tables)
        self._longest = max(map(len, self._meanings))

    @property
    def districts(self) -> tuple[str, ...]:
        """Names of the seven districts, in the table's order."""
        return tuple(self._districts)

    def unit(self, name: str) -> Division | None:
        """Return the subdistrict or town of this exact name, or None."""
        return self._units.get(name)

    def district(self, name: str) -> Division | None:
        """Return the district of this exact name, or None."""
        return self._districts.get(name)

    def find(self, text: str) -> Found:
        """Return what `text` says about where; the longest name at each place counts.

        A subdistrict makes its own district superfluous (滨湖区荣巷), and a district decides between units of one
        name (梁溪区的惠山). Two places that have nothing to do with each other are both returned, to be asked apart.
        """
        plain = normalise(text)
        mentions = list(self._mentions(plain))
        groups = [self._meanings[words] for words in mentions]
        certain = {area.district for group in groups if len(group) == 1 for area in group}
        chosen: dict[tuple[str, tuple[str, ...]], Area] = {}
        for group in groups:
            fitting = [area for area in group if area.district in certain] if len(group) > 1 else list(group)
            chosen |= {(area.district, area.subdistricts): area for area in fitting or group}
        specific = {area.district for area in chosen.values() if area.subdistricts}
        areas = [area for area in chosen.values() if area.subdistricts or area.district not in specific]
        return Found(tuple(areas), "".join(mentions[:1]) if len(mentions) == 1 else "")

    def must_find(self, text: str) -> Area:
        """Return the one area that `text` names.

        Raises:
            UnknownPlace: It names none.
            AmbiguousPlace: It may mean several.
        """
        found = self.find(text)
        if not found.areas:
            raise UnknownPlace(f"{text!r} names no district, subdistrict or landmark of Wuxi.")
        if found.area is None:
            names = tuple(area.name for area in found.areas)
            raise AmbiguousPlace(f"{text!r} may mean {', '.join(names)}.", names)
        return found.area

    def _mentions(self, plain: str) -> Iterable[str]:
        position = 0
        while position < len(plain):
            for length in range(min(self._longest, len(plain) - position), 1, -1):
                if plain[position : position + length] in self._meanings:
                    yield plain[position : position + length]
                    position += length
                    break
            else:
                position += 1

    def _collect(self, tables: PlaceTables) -> dict[str, tuple[Area, ...]]:
        meanings: dict[str, tuple[Area, ...]] = {
            normalise(division.name): (self._area(division),) for division in tables.divisions
        }
        for place in tables.names:
            meanings[place.name] = self._areas_of(place)
        return meanings

    def _areas_of(self, place: PlaceName) -> tuple[Area, ...]:
        targets = [area for name in place.stands_for for area in self._target(name)]
        if place.kind == ZONE:
            units = tuple(unit for area in targets for unit in area.subdistricts)
            return (Area(place.name, targets[0].district, units, targets[0].point),)
        if place.kind == LANDMARK:
            return tuple(self._landmark(place, area) for area in targets)
        return tuple(targets)

    def _target(self, name: str) -> tuple[Area, ...]:
        division = self._units.get(name) or self._districts.get(name)
        return (self._area(division),) if division else self._areas_of(self._written[normalise(name)])

    def _landmark(self, place: PlaceName, area: Area) -> Area:
        own = place.point
        return Area(
            f"{place.name}（{area.name}）",
            area.district,
            area.subdistricts,
            own or area.point,
            own is None and area.is_point_of_district,
        )

    def _area(self, division: Division) -> Area:
        if not division.subdistrict:
            return Area(division.district, division.district, (), division.point)
        point = division.point or self._districts[division.district].point
        name = f"{division.district}{division.subdistrict}"
        return Area(name, division.district, (division.subdistrict,), point, division.point is None)
