"""Recurring sessions, tables of offices, samples."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from assistant.dialogue.guidance_wording import ERRORS
from assistant.domain.guidance import WUXI_TIME, SessionKind, check_session
from assistant.domain.session_plan import SessionPlan
from assistant.errors import ConfigurationError
from assistant.services.entitlements import load_entitlements
from assistant.services.guidance_files import UnreadableFile, read_plans, read_sessions
from assistant.services.guidance_samples import ensure_sample_sessions, sample_sessions
from assistant.services.session_plans import PublicHolidays, make_sessions, save_plans
from assistant.store.database import Database
from tests.guidance import DISTRICT, OPERATOR, Office
from tests.live import ROOT

TODAY = date(2026, 4, 20)
NOW = datetime(2026, 4, 20, 9, 0, tzinfo=WUXI_TIME)
HEADER = "形式,名称,区,地点,最小月龄,最大月龄,名额,日期,开始,结束,带领人,携带"
GOOD = "亲子活动,示例活动,滨湖区,示例活动室,6,36,12,2026-05-09,9:30,10:30,示例老师,水杯"


def a_plan(**changes: object) -> SessionPlan:
    """Every Saturday at half past nine."""
    values: dict[str, object] = {
        "id": "p1",
        "kind": SessionKind.PARENT_CLASS,
        "title": "示例课堂",
        "district": DISTRICT,
        "place": "示例教室",
        "min_age_months": 0,
        "max_age_months": 36,
        "capacity": 20,
        "led_by": "示例老师",
        "bring": "",
        "weekday": 5,
        "week_of_month": None,
        "starts": time(9, 30),
        "minutes": 60,
        "first_on": date(2026, 1, 1),
        "last_on": None,
        "except_on": (),
        "on_holidays": False,
        "opens_days_before": 28,
        "closes_hours_before": 2,
        "enabled": True,
        "created_at": NOW,
    }
    return SessionPlan(**(values | changes))  # type: ignore[arg-type]


def _days(plan: SessionPlan, until: date, holidays: PublicHolidays | None = None) -> list[str]:
    days_off = holidays or PublicHolidays([2026])
    return [f"{day:%m-%d}" for day in plan.days(TODAY, until, lambda day: day in days_off)]


def test_a_weekly_plan_leaves_out_holidays_and_exceptions() -> None:
    until = date(2026, 5, 31)

    assert _days(a_plan(), until) == ["04-25", "05-09", "05-16", "05-23", "05-30"]
    assert "05-02" in _days(a_plan(on_holidays=True), until)
    assert "05-16" not in _days(a_plan(except_on=("2026-05-16",)), until)
    assert _days(a_plan(last_on=date(2026, 5, 9)), until) == ["04-25", "05-09"]


@pytest.mark.parametrize(
    ("week", "expected"), [(1, ["06-06", "07-04"]), (2, ["05-09", "06-13", "07-11"]), (5, ["04-25", "05-30", "06-27"])]
)
def test_a_monthly_plan_hits_its_week_and_the_fifth_is_the_last(week: int, expected: list[str]) -> None:
    assert _days(a_plan(week_of_month=week), date(2026, 7, 20)) == expected


def test_a_year_without_a_published_schedule_is_named() -> None:
    assert PublicHolidays([2026]).years_without_schedule == ()
    assert PublicHolidays([2026, 2040]).years_without_schedule == (2040,)


async def test_sessions_are_made_once_and_one_that_was_called_off_does_not_come_back(database: Database) -> None:
    office = Office(database.unit_of_work, now=NOW)
    await save_plans(database.unit_of_work, [a_plan()])

    first = await make_sessions(database.unit_of_work, NOW)
    await office.guidance.call_off("gs_p1_20260509", "场地维修", OPERATOR)
    again = await make_sessions(database.unit_of_work, NOW + timedelta(days=7))

    assert (first.new, again.new) == (7, 1)
    assert (await office.guidance.get("gs_p1_20260509")).cancelled_at is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_a_table_can_be_imported_again_in_any_encoding(database: Database, tmp_path: Path, encoding: str) -> None:
    office, file = Office(database.unit_of_work, now=NOW), tmp_path / "sessions.csv"
    file.write_text(f"{HEADER}\n{GOOD}\n", encoding=encoding)

    sessions = read_sessions(file, office.entitlements, NOW, ERRORS)

    assert await office.guidance.add(sessions) == 1
    assert await office.guidance.add(read_sessions(file, office.entitlements, NOW, ERRORS)) == 0
    assert sessions[0].starts_at == datetime(2026, 5, 9, 9, 30, tzinfo=WUXI_TIME)


def test_every_wrong_row_is_named_with_column_and_value(database_free_office: Office, tmp_path: Path) -> None:
    rows = [
        GOOD,
        GOOD.replace("亲子活动", "聚会", 1),
        GOOD.replace(",12,", ",=6+6,"),
        GOOD.replace("2026-05-09", "2026-13-09"),
        GOOD.replace("滨湖区", "火星"),
        GOOD.replace(",36,", ",400,"),
        GOOD.replace("2026-05-09", "2026-03-09"),
        GOOD.replace("示例老师", ""),
    ]
    file = tmp_path / "sessions.csv"
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")

    with pytest.raises(UnreadableFile) as refused:
        read_sessions(file, database_free_office.entitlements, NOW, ERRORS)

    assert [problem.partition("行")[0] for problem in refused.value.problems] == [f"第{n}" for n in range(3, 10)]
    assert "名额“=6+6”" in refused.value.problems[1]


@pytest.mark.parametrize("content", [b"", "a,b\n1,2".encode("utf-16"), b"\x89PNG\r\n\xff\xfe\x00", HEADER.encode()])
def test_a_file_that_is_no_table_is_refused(database_free_office: Office, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sessions.csv"
    file.write_bytes(content)

    for read in (read_sessions, read_plans):
        with pytest.raises(UnreadableFile):
            read(file, database_free_office.entitlements, NOW, ERRORS)


def test_the_table_of_yearly_numbers_covers_every_district_and_names_its_basis(tmp_path: Path) -> None:
    table = load_entitlements(ROOT / "knowledge_base" / "tables" / "guidance_entitlement.csv")

    assert len(table.by_district) == 8
    assert all(rule.basis and not rule.is_limit for rule in table.by_district.values())
    broken = tmp_path / "table.csv"
    broken.write_text("district,sessions_per_year,is_limit,basis,certainty\n梁溪区,many,no,x,official\n")
    with pytest.raises(ConfigurationError, match=r"table\.csv:2"):
        load_entitlements(broken)


async def test_samples_cover_every_district_and_kind_say_what_they_are_and_come_once(database: Database) -> None:
    office = Office(database.unit_of_work, now=NOW)
    table = load_entitlements(ROOT / "knowledge_base" / "tables" / "guidance_entitlement.csv")
    office.guidance._entitlements = table
    samples = sample_sessions(tuple(table.by_district), NOW)

    assert {(one.district, one.kind) for one in samples} == {(d, k) for d in table.by_district for k in SessionKind}
    assert all(one.is_sample and "示例" in one.title for one in samples)
    for one in samples:
        check_session(one)
    parts = (database.unit_of_work, office.guidance, table, NOW)
    assert await ensure_sample_sessions(*parts) == len(samples)
    assert await ensure_sample_sessions(*parts) == 0


@pytest.fixture
def database_free_office() -> Office:
    """An office for what needs no database."""

    def no_database() -> None:
        raise AssertionError("This test needs no database.")

    return Office(no_database)  # type: ignore[arg-type]
