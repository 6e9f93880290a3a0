"""From what people say of a place to the area they mean."""

import shutil
from pathlib import Path

import pytest

from assistant.errors import AmbiguousPlace, KnowledgeError, UnknownPlace
from assistant.knowledge.places import load_places
from tests.institutions import PLACES, ROOT, TABLES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("滨湖区哪里有普惠托育", "滨湖区"),
        ("我住荣巷", "滨湖区荣巷街道"),
        ("滨湖区荣巷街道附近", "滨湖区荣巷街道"),
        ("濱湖區", "滨湖区"),
        ("老崇安那边", "梁溪区"),
        ("南长区", "梁溪区"),
        ("以前的北塘", "梁溪区"),
        ("新区的托班", "新吴区"),
        ("太湖新城有吗", "经开区"),
        ("三阳广场旁边", "三阳广场（梁溪区崇安寺街道）"),
        ("临港街道", "江阴市"),
        ("周庄有托班吗", "江阴市周庄镇"),
        ("梁溪区的惠山", "梁溪区惠山街道"),
        ("惠山区洛社", "惠山区洛社镇"),
        ("马山拈花湾", "拈花湾（滨湖区马山街道）"),
    ],
)
def test_a_place_is_understood(text: str, name: str) -> None:
    assert PLACES.must_find(text).name == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("惠山", ("惠山区", "梁溪区惠山街道")),
        ("锡山市", ("锡山区", "惠山区")),
        ("江阴和宜兴", ("江阴市", "宜兴市")),
    ],
)
def test_a_name_with_several_meanings_is_asked_back(text: str, names: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousPlace) as asked:
        PLACES.must_find(text)

    assert asked.value.names == names


@pytest.mark.parametrize("text", ["", "北京朝阳", "我家楼下", "x" * 3000])
def test_what_is_no_place_of_wuxi_is_unknown(text: str) -> None:
    with pytest.raises(UnknownPlace):
        PLACES.must_find(text)


def test_the_zone_covers_its_two_subdistricts() -> None:
    assert PLACES.must_find("经开区").subdistricts == ("华庄街道", "太湖街道")


def test_a_unit_without_a_point_uses_its_districts_and_says_so() -> None:
    area = PLACES.must_find("雪浪街道")

    assert area.is_point_of_district
    assert area.point == PLACES.must_find("滨湖区").point


def test_there_are_seven_districts_with_seventy_five_units() -> None:
    assert len(PLACES.districts) == 7
    assert sum(bool(division.subdistrict) for division in PLACES.divisions) == 75


def test_a_mistake_in_the_table_is_named_with_file_line_and_remedy(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(TABLES, folder)
    with (folder / "place_names.csv").open("a", encoding="utf-8") as table:
        table.write("新地标,landmark,没有的街道,,,\n三阳广场,sight,崇安寺街道,abc,1,\n")

    with pytest.raises(KnowledgeError) as refused:
        load_places(folder, ROOT / "nlu_data" / "lookups")

    problems = "\n".join(refused.value.problems)
    assert "没有的街道" in problems
    assert "'sight' is unknown" in problems
    assert "stands here twice" in problems
    assert "no pair of numbers" in problems
