"""Reading the tables of places: `knowledge_base/tables/` and the word lists that Rasa reads too."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.geography import Point
from assistant.domain.places import Division
from assistant.errors import KnowledgeError
from assistant.knowledge.problems import Problem
from assistant.language.normalise import normalise
from assistant.language.word_lists import load_words

NAME_KINDS = ("short_name", "old_name", "zone", "landmark")
_DIVISION_COLUMNS = ("district", "subdistrict", "code", "latitude", "longitude", "accuracy")
_NAME_COLUMNS = ("name", "kind", "stands_for", "latitude", "longitude", "note")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """Another name for one or more units.

    Attributes:
        name: As people say it, in normal form.
        kind: short_name, old_name, zone (all units of `stands_for` together) or landmark.
        stands_for: Names of divisions or of a zone; several of a kind other than zone have to be asked apart.
        point: The landmark's own point, where the table gives one.
    """

    name: str
    kind: str
    stands_for: tuple[str, ...]
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class PlaceTables:
    """Everything that is known of places, as read."""

    divisions: tuple[Division, ...]
    names: tuple[PlaceName, ...]


def load_places(tables_folder: Path, lookups_folder: Path) -> PlaceTables:
    """Read the divisions, the editable names and the word lists of districts and subdistricts.

    Raises:
        KnowledgeError: A file is missing or a row cannot be used; one line for each.
    """
    problems: list[Problem] = []
    divisions = tuple(_divisions(tables_folder / "divisions.csv", problems))
    written = tuple(_names(tables_folder / "place_names.csv", problems))
    taken = {place.name for place in written}
    listed = (
        PlaceName(word.variant, "short_name", (word.value,))
        for word in load_words(lookups_folder)
        if word.label in ("district", "subdistrict")
    )
    names = (*written, *(place for place in listed if place.name not in taken))
    problems += _dangling(tables_folder / "place_names.csv", divisions, names)
    if problems:
        raise KnowledgeError([str(problem) for problem in problems])
    return PlaceTables(divisions, names)


def _divisions(path: Path, problems: list[Problem]) -> Iterator[Division]:
    for line, row in _rows(path, _DIVISION_COLUMNS, problems):
        yield Division(row["district"], row["subdistrict"], row["code"], _point(path, line, row, problems))


def _names(path: Path, problems: list[Problem]) -> Iterator[PlaceName]:
    seen: set[str] = set()
    for line, row in _rows(path, _NAME_COLUMNS, problems):
        name = normalise(row["name"])
        if row["kind"] not in NAME_KINDS:
            problems.append(Problem(path, line, f"the kind {row['kind']!r} is unknown", f"Use {', '.join(NAME_KINDS)}"))
        if not name or name in seen:
            problems.append(
                Problem(path, line, f"{name!r} is empty or stands here twice", "Keep one row for each name")
            )
        seen.add(name)
        stands_for = tuple(part.strip() for part in row["stands_for"].split("；") if part.strip())
        yield PlaceName(name, row["kind"], stands_for, _point(path, line, row, problems))


def _rows(path: Path, columns: Sequence[str], problems: list[Problem]) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        problems.append(Problem(path, 1, "the table is missing", "Restore it"))
        return
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != tuple(columns):
        problems.append(Problem(path, 1, "the columns are others", f"Write {','.join(columns)}"))
        return
    for row in reader:
        yield reader.line_num, {name: (value or "").strip() for name, value in row.items()}


def _point(path: Path, line: int, row: Mapping[str, str], problems: list[Problem]) -> Point | None:
    if not row["latitude"] and not row["longitude"]:
        return None
    try:
        return Point(float(row["latitude"]), float(row["longitude"]))
    except ValueError:
        problems.append(Problem(path, line, "the point is no pair of numbers", "Write degrees, WGS-84, or neither"))
        return None


def _dangling(path: Path, divisions: Sequence[Division], names: Sequence[PlaceName]) -> list[Problem]:
    known = {division.name for division in divisions} | {place.name for place in names if place.kind == "zone"}
    by_name = {place.name for place in names}
    missing = {
        target
        for place in names
        for target in place.stands_for
        if target not in known and normalise(target) not in by_name
    }
    return [
        Problem(path, 1, f"{target!r} is no district, subdistrict or zone", f"Correct it, or add a row for {target}")
        for target in sorted(missing)
    ]
