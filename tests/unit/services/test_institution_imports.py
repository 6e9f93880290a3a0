"""Importing the list on both databases: all or nothing, every problem named, taken back as it was."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.domain.geography import Datum, Point, distance_metres
from assistant.domain.institution import ClassKind, Institution, InstitutionKind
from assistant.errors import Conflict, NotFound, UnusableFile
from assistant.services.institution_imports import (
    ImportOrder,
    ImportReport,
    export_institutions,
    import_institutions,
    list_imports,
    undo_import,
)
from assistant.services.institution_samples import ensure_samples
from assistant.services.institutions import Institutions, Wish
from assistant.store.database import Database
from tests.builders import NOON
from tests.institutions import PLACES, TABLES, csv_file, xlsx_file


@pytest.fixture
async def migrated_database(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Database]:
    """SQLite alone, for what the database has no part in."""
    file = tmp_path / "assistant.db"
    shutil.copyfile(migrated_sqlite, file)
    database = Database(f"sqlite+aiosqlite:///{file}")
    await database.open()
    yield database
    await database.close()


HEADER = "机构名称,所在区,备案编号,空余托位,托位确认日期"
GOOD = "甲托育园,滨湖区,B1,3,2026-11-20"


async def _import(database: Database, content: bytes, **order: Any) -> ImportReport:
    wanted = ImportOrder(content, "名单.csv", "wang", **order)
    return await import_institutions(database.unit_of_work, PLACES, wanted, NOON)


async def _stored(database: Database) -> list[Institution]:
    async with database.unit_of_work() as uow:
        rows = [kept.institution for kept in await uow.institutions.list_all()]
    return sorted(rows, key=lambda row: row.name)


def _problems(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.value) for problem in report.problems]


async def test_a_list_as_offices_write_it_is_stored_with_its_point_converted(database: Database) -> None:
    content = csv_file(
        "无锡市托育机构一览表,,,,,,,,,,,",
        "托育机构名称,区县,街道/镇,经度,纬度,坐标类型,类别,是否普惠,收托月龄,班级类型,收费标准,备案时间",
        '甲托育园,无锡市滨湖区,荣巷,120.2304,31.5576,高德地图,社区,是,6个月-3岁,乳儿班、托小班,"1,800元/月",2025年3月1日',
        encoding="gb18030",
    )

    report = await _import(database, content)

    assert report.problems == ()
    (row,) = await _stored(database)
    assert (row.district, row.subdistrict, row.source_datum) == ("滨湖区", "荣巷街道", Datum.GCJ02)
    assert row.kinds == (InstitutionKind.INCLUSIVE, InstitutionKind.COMMUNITY)
    assert row.class_kinds == (ClassKind.INFANT, ClassKind.TODDLER)
    assert (row.age_months_min, row.age_months_max, row.fee_full_day) == (6, 36, 1800)
    assert row.filed_on == date(2025, 3, 1)
    assert row.source == "名单.csv"
    assert row.point is not None
    assert 450 < distance_metres(row.point, Point(31.5576, 120.2304)) < 540


async def test_one_wrong_row_means_that_nothing_is_changed_unless_asked(database: Database) -> None:
    content = csv_file(HEADER, GOOD, "乙托育园,北京市,B2,1,2026-11-20")

    refused = await _import(database, content)
    assert refused.import_id is None
    assert _problems(refused) == [(3, "所在区", "北京市")]
    assert await _stored(database) == []

    taken = await _import(database, content, partial=True)
    assert taken.import_id == 1
    assert (taken.counts.created, taken.counts.refused) == (1, 1)
    assert [row.name for row in await _stored(database)] == ["甲托育园"]


async def test_a_dry_run_counts_and_changes_nothing(database: Database) -> None:
    report = await _import(database, csv_file(HEADER, GOOD), dry_run=True)

    assert report.counts.created == 1
    assert report.import_id is None
    assert await _stored(database) == []
    assert await list_imports(database.unit_of_work, 10) == []


async def test_a_row_is_updated_by_its_filing_number_and_other_columns_stay(database: Database) -> None:
    await _import(database, csv_file(HEADER + ",联系电话", GOOD + ",0510-80000000"))
    (before,) = await _stored(database)

    report = await _import(database, csv_file("备案编号,空余托位,托位确认日期", "b1,0,2026-11-23"))

    assert (report.counts.created, report.counts.updated) == (0, 1)
    (after,) = await _stored(database)
    assert after == replace(before, places_free=0, places_confirmed_on=date(2026, 11, 23))


async def test_an_institution_that_is_filed_later_stays_the_same_one(database: Database) -> None:
    await _import(database, csv_file("机构名称,所在区", "甲托育园,滨湖区"))
    await _import(database, csv_file("机构名称,所在区,备案编号", "甲托育园,滨湖区,B1"))
    await _import(database, csv_file("机构名称,所在区,备案编号", "甲托育园,滨湖区,"))

    (row,) = await _stored(database)
    assert row.filing_number == "B1"


async def test_the_same_file_again_changes_nothing_and_is_not_logged(database: Database) -> None:
    await _import(database, csv_file(HEADER, GOOD))

    again = await _import(database, csv_file(HEADER, GOOD))

    assert (again.import_id, again.unchanged) == (None, 1)
    assert len(await list_imports(database.unit_of_work, 10)) == 1


@pytest.mark.parametrize("as_xlsx", [False, True])
async def test_what_is_exported_imports_to_the_same_list(database: Database, as_xlsx: bool) -> None:
    await _import(database, (TABLES / "institutions-sample.csv").read_bytes())
    before = await _stored(database)

    content, count = await export_institutions(database.unit_of_work, as_xlsx)
    report = await _import(database, content)

    assert count == len(before) == 150
    assert (report.problems, report.unchanged) == ((), 150)
    assert await _stored(database) == before


async def test_an_import_is_taken_back_as_if_it_had_not_been(database: Database) -> None:
    await _import(database, csv_file(HEADER, GOOD))
    before = await _stored(database)
    await _import(database, csv_file(HEADER, "甲托育园新名,滨湖区,B1,9,2026-11-22", "乙托育园,锡山区,B2,1,2026-11-22"))

    with pytest.raises(Conflict, match="later import"):
        await undo_import(database.unit_of_work, 1, "wang", NOON)
    record = await undo_import(database.unit_of_work, 2, "wang", NOON)

    assert (record.undoes, record.removed, record.updated) == (2, 1, 1)
    assert await _stored(database) == before
    with pytest.raises(Conflict):
        await undo_import(database.unit_of_work, 2, "wang", NOON)
    await undo_import(database.unit_of_work, 1, "wang", NOON)
    assert await _stored(database) == []
    for number in (3, 99):
        with pytest.raises(NotFound):
            await undo_import(database.unit_of_work, number, "wang", NOON)


async def test_the_first_real_list_takes_the_sample_out_and_undoing_brings_it_back(database: Database) -> None:
    await ensure_samples(database.unit_of_work, PLACES, TABLES, NOON)
    await ensure_samples(database.unit_of_work, PLACES, TABLES, NOON)
    samples = await _stored(database)
    assert len(samples) >= 120
    assert {row.district for row in samples} == set(PLACES.districts)
    assert len({(row.district, row.subdistrict) for row in samples}) == 75
    assert all("示例" in row.name and row.is_sample for row in samples)

    report = await _import(database, csv_file(HEADER, GOOD))

    assert report.counts.removed == len(samples)
    assert [row.name for row in await _stored(database)] == ["甲托育园"]
    await undo_import(database.unit_of_work, 2, "wang", NOON)
    assert await _stored(database) == samples
    await ensure_samples(database.unit_of_work, PLACES, TABLES, NOON)
    assert await _stored(database) == samples


async def test_imports_at_the_same_time_do_not_mix(database: Database) -> None:
    files = [
        csv_file(HEADER, f"{name}托育园,滨湖区,B{name},1,2026-11-20", "共同托育园,滨湖区,B0,1,2026-11-20")
        for name in "甲乙丙丁"
    ]

    results = await asyncio.gather(*(_import(database, content) for content in files), return_exceptions=True)

    done = [result for result in results if isinstance(result, ImportReport)]
    assert done
    assert all(isinstance(result, (ImportReport, Conflict)) for result in results), results
    rows = await _stored(database)
    assert len(rows) == len(done) + 1
    assert [record.id for record in await list_imports(database.unit_of_work, 9)] == list(range(len(done), 0, -1))


async def test_a_search_sees_an_import_of_another_process(database: Database) -> None:
    institutions = Institutions(database.unit_of_work, PLACES, lambda: NOON)
    assert (await institutions.search(Wish())).total == 0

    await _import(database, csv_file(HEADER, GOOD))
    await institutions.refresh()

    (found,) = (await institutions.search(Wish())).found
    assert (await institutions.get(found.institution.id)).name == "甲托育园"
    assert [row.name for row in await institutions.named("甲托育园多少钱")] == ["甲托育园"]
    with pytest.raises(NotFound):
        await institutions.get("in_nobody")


BAD_CELLS: Sequence[tuple[str, str, str]] = (
    ("空余托位", "=SUM(A1:A3)", "公式"),
    ("空余托位", "三四个", "不是数字"),
    ("空余托位", "-2", "之间"),
    ("空余托位", "2.5", "整数"),
    ("托位确认日期", "2026-13-01", "不是日期"),
    ("托位确认日期", "2027-01-01", "今天之后"),
    ("托位总数", "1", "比托位总数还多"),
    ("所在区", "", "必须填写"),
    ("所在区", "惠山街", "不是无锡的区"),
    ("街道（镇）", "梅村街道", "没有这个街道"),
    ("联系电话", "123456789", "位数不对"),
    ("收托月龄", "400", "看不懂"),
    ("最小月龄", "400", "之间"),
    ("质量评估等级", "E", "A、B、C、D"),
    ("机构类别", "火箭", "不认识“火箭”"),
    ("照片", "http://x/y.png", "https://"),
    ("纬度", "31.5", "一起填"),
    ("是否普惠", "也许", "“是”或“否”"),
    ("备案日期", "1949-10-01", "太早"),
)


@pytest.mark.parametrize(("column", "value", "reason"), BAD_CELLS)
async def test_a_wrong_cell_is_named_with_row_column_value_and_reason(
    migrated_database: Database, column: str, value: str, reason: str
) -> None:
    cells = {"机构名称": "甲托育园", "所在区": "滨湖区", "空余托位": "3", "托位确认日期": "2026-11-20"} | {
        column: value
    }

    report = await _import(migrated_database, csv_file(",".join(cells), ",".join(cells.values())))

    assert report.import_id is None
    problem = report.problems[0]
    assert problem.row == 2
    assert reason in problem.reason
    if "一起填" not in reason and "总数" not in reason:
        assert problem.column in (column, "收托年龄")


@pytest.mark.parametrize(
    ("longitude", "latitude", "datum", "reason"),
    [
        ("31.5", "120.3", "WGS84", "填反了"),
        ("116.4", "39.9", "WGS84", "不在无锡"),
        ("120.3", "31.5", "", "坐标系"),
        ("120.3", "31.5", "百度", "不认识这个坐标系"),
    ],
)
async def test_a_wrong_point_is_named(
    migrated_database: Database, longitude: str, latitude: str, datum: str, reason: str
) -> None:
    content = csv_file("机构名称,所在区,经度,纬度,坐标系", f"甲托育园,滨湖区,{longitude},{latitude},{datum}")

    report = await _import(migrated_database, content)

    assert reason in report.problems[0].reason


async def test_one_institution_twice_in_a_file_is_named_with_the_first_row(migrated_database: Database) -> None:
    report = await _import(migrated_database, csv_file(HEADER, GOOD, GOOD))

    assert "和第2行是同一家机构" in report.problems[0].reason
    assert report.problems[0].row == 3


async def test_formulas_dates_and_numbers_of_a_workbook_are_read_as_they_are_meant(migrated_database: Database) -> None:
    good = xlsx_file(
        ["机构名称", "所在区", "托位数", "备案日期", "联系电话", "不认识的列"],
        ["甲托育园", "滨湖区", 30.0, date(2025, 3, 1), 13800000000, "x"],
    )
    bad = xlsx_file(["机构名称", "所在区", "托位数"], ["甲托育园", "滨湖区", "=10+20"])

    report, refused = await _import(migrated_database, good, dry_run=True), await _import(migrated_database, bad)

    assert (report.problems, report.ignored_columns) == ((), ("不认识的列",))
    assert refused.problems[0].reason.startswith("这一格是公式")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空的"),
        (b"  \r\n ", "空的"),
        (csv_file(",,,", ",,"), "没有内容"),
        (xlsx_file(), "没有内容"),
        (csv_file("机构名称,所在区"), "只有列名"),
        (csv_file("你好,世界", "a,b"), "没有找到列名"),
        (csv_file("所在区,地址", "滨湖区,x"), "至少要有"),
        (csv_file("机构名称,名称,所在区", "a,b,滨湖区"), "同一件事"),
        (b"\xd0\xcf\x11\xe0 old", "旧的 .xls"),
        (b"PK\x03\x04 broken", "不是能读的表格"),
        (b"\x00\x01\x02\xff\xfe\xfd", "不是能读的表格"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "不是能读的表格"),
    ],
)
async def test_a_file_that_is_no_list_is_refused_with_a_way_on(
    migrated_database: Database, content: bytes, reason: str
) -> None:
    with pytest.raises(UnusableFile) as refused:
        await _import(migrated_database, content)

    assert reason in refused.value.reason
    assert await _stored(migrated_database) == []


async def test_every_bad_row_of_a_long_file_is_reported(migrated_database: Database) -> None:
    lines = [f"第{n}托育园,{'北京' if n % 20 == 0 else '滨湖区'},B{n},1,2026-11-20" for n in range(2000)]
    seen: list[tuple[int, int]] = []

    order = ImportOrder(csv_file(HEADER, *lines, encoding="gb18030"), "长.csv", "wang", partial=True)
    report = await import_institutions(
        migrated_database.unit_of_work, PLACES, order, NOON, lambda done, total: seen.append((done, total))
    )

    assert [problem.row for problem in report.problems] == [n + 2 for n in range(0, 2000, 20)]
    assert report.counts.created == 1900
    assert seen[-1] == (2000, 2000)


async def test_a_text_that_spreadsheets_would_run_comes_out_harmless(migrated_database: Database) -> None:
    await _import(migrated_database, csv_file("机构名称,所在区,地址", "甲托育园,滨湖区,@某路1号"))

    content, _ = await export_institutions(migrated_database.unit_of_work, as_xlsx=False)

    assert "'@某路1号" in content.decode("utf-8-sig")
    assert (await _import(migrated_database, content)).unchanged == 1


async def test_free_places_of_yesterday_say_yesterday(migrated_database: Database) -> None:
    yesterday = (NOON - timedelta(days=1)).date().isoformat()
    await _import(migrated_database, csv_file(HEADER, f"甲托育园,滨湖区,B1,3,{yesterday}"))

    found = (await Institutions(migrated_database.unit_of_work, PLACES, lambda: NOON).search(Wish())).found

    assert "尚有3个托位（1天前更新）" in found[0].reasons
