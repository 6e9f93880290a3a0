"""Sessions and plans from the tables that offices keep: CSV with Chinese column names, UTF-8 or GBK."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar

from assistant.domain.booking_errors import UnusableDetail
from assistant.domain.guidance import KINDS_IN_CHINESE, WUXI_TIME, GuidanceSession, SessionKind, check_session
from assistant.domain.session_plan import SessionPlan, check_plan
from assistant.errors import InvalidInput
from assistant.services.entitlements import Entitlements

T = TypeVar("T")

CONTENT_COLUMNS = ("形式", "名称", "区", "地点", "最小月龄", "最大月龄", "名额", "带领人", "携带")
SESSION_COLUMNS = (*CONTENT_COLUMNS, "日期", "开始", "结束", "提前几天开放", "提前几小时截止")
PLAN_COLUMNS = (
    *(*CONTENT_COLUMNS, "编号", "星期", "每月第几周", "开始", "时长分钟", "起始日期", "结束日期", "例外日期"),
    *("节假日照常", "提前几天开放", "提前几小时截止"),
)
MAY_BE_EMPTY = frozenset(
    {"地点", "携带", "每月第几周", "结束日期", "例外日期", "节假日照常", "提前几天开放", "提前几小时截止"}
)

_KINDS = {words: kind for kind, words in KINDS_IN_CHINESE.items()}
_WEEKDAYS = {character: number for number, character in enumerate("一二三四五六日")} | {"天": 6}
_LARGEST_FILE = 5_000_000


class UnreadableFile(InvalidInput):
    """A file cannot be taken; `problems` holds one line each: row, column, value, what is wanted."""

    code = "file_unreadable"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of a table, with its number for messages."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        value = self.cells[column]
        if not value and column not in MAY_BE_EMPTY:
            raise self.wrong(column, "不能空着")
        return value

    def number(self, column: str, default: int | None = None) -> int:
        value = self.text(column)
        if not value and default is not None:
            return default
        if not value.isascii() or not value.isdigit() or len(value) > 6:
            raise self.wrong(column, "要写整数")
        return int(value)

    def day(self, column: str) -> date:
        value = self.text(column).replace("/", "-").replace(".", "-")
        try:
            year, month, day = (int(part) for part in value.split("-"))
            return date(year, month, day)
        except ValueError:
            raise self.wrong(column, "要写成 2026-03-09") from None

    def clock(self, column: str) -> time:
        try:
            hour, minute = (int(part) for part in self.text(column).replace("：", ":").split(":"))
            return time(hour, minute)
        except ValueError:
            raise self.wrong(column, "要写成 9:30") from None

    def kind(self) -> SessionKind:
        try:
            return _KINDS[self.text("形式")]
        except KeyError:
            raise self.wrong("形式", f"要写：{'、'.join(_KINDS)}") from None

    def wrong(self, column: str, wanted: str) -> UnreadableFile:
        return UnreadableFile([f"第{self.line}行，{column}“{self.cells[column][:30]}”：{wanted}"])


def read_sessions(
    file: Path, entitlements: Entitlements, now: datetime, sentences: Mapping[str, str]
) -> list[GuidanceSession]:
    """Read sessions; the same row always gives the same id, so that a file can be imported again.

    `sentences` says in Chinese what each error code means.

    Raises:
        UnreadableFile: The file or some rows are wrong; every wrong row is named.
    """

    def build(row: _Row) -> GuidanceSession:
        session = _session(row, now)
        check_session(session)
        entitlements.of(session.district)
        if session.starts_at <= now:
            raise row.wrong("日期", "已经过去了")
        return session

    return _build_all(_rows(file, SESSION_COLUMNS), build, sentences)


def read_plans(
    file: Path, entitlements: Entitlements, now: datetime, sentences: Mapping[str, str]
) -> list[SessionPlan]:
    """Read plans of recurring sessions; `sentences` as above.

    Raises:
        UnreadableFile: The file or some rows are wrong; every wrong row is named.
    """

    def build(row: _Row) -> SessionPlan:
        plan = _plan(row, now)
        check_plan(plan)
        entitlements.of(plan.district)
        return plan

    return _build_all(_rows(file, PLAN_COLUMNS), build, sentences)


def _build_all(rows: list[_Row], build: Callable[[_Row], T], sentences: Mapping[str, str]) -> list[T]:
    built, problems = [], []
    for row in rows:
        try:
            built.append(build(row))
        except UnreadableFile as error:
            problems += error.problems
        except UnusableDetail as error:
            problems.append(f"第{row.line}行：{sentences.get(error.code, str(error))}")
    if problems:
        raise UnreadableFile(problems)
    return built


def _rows(file: Path, columns: tuple[str, ...]) -> list[_Row]:
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UnreadableFile([f"{file} 打不开：{error.strerror}"]) from error
    if len(raw) > _LARGEST_FILE:
        raise UnreadableFile([f"{file} 超过5兆，请分成几个文件"])
    table = csv.DictReader(io.StringIO(_decoded(file, raw), newline=""))
    names = [name.strip() for name in table.fieldnames or ()]
    if missing := [name for name in columns if name not in names and name not in MAY_BE_EMPTY]:
        raise UnreadableFile([f"{file} 缺少列：{'、'.join(missing)}"])
    rows = []
    for line, cells in enumerate(table, 2):
        cleaned = {str(name).strip(): value.strip() for name, value in cells.items() if isinstance(value, str)}
        if any(cleaned.values()):
            rows.append(_Row(line, {name: cleaned.get(name, "") for name in columns}))
    if not rows:
        raise UnreadableFile([f"{file} 里没有数据行"])
    return rows


def _decoded(file: Path, raw: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile([f"{file} 既不是UTF-8也不是GBK编码的文本；请另存为CSV再试"])


def _session(row: _Row, now: datetime) -> GuidanceSession:
    day = row.day("日期")
    starts_at = datetime.combine(day, row.clock("开始"), WUXI_TIME)
    key = "\n".join((row.text("形式"), row.text("名称"), row.text("区"), row.text("地点"), starts_at.isoformat()))
    return GuidanceSession(
        id=f"gs_{hashlib.sha256(key.encode()).hexdigest()[:16]}",
        kind=row.kind(),
        title=row.text("名称"),
        district=row.text("区"),
        place=row.text("地点"),
        min_age_months=row.number("最小月龄"),
        max_age_months=row.number("最大月龄"),
        capacity=row.number("名额"),
        starts_at=starts_at,
        ends_at=datetime.combine(day, row.clock("结束"), WUXI_TIME),
        led_by=row.text("带领人"),
        bring=row.text("携带"),
        booking_opens_at=starts_at - timedelta(days=row.number("提前几天开放", 28)),
        booking_closes_at=starts_at - timedelta(hours=row.number("提前几小时截止", 2)),
        created_at=now,
    )


def _plan(row: _Row, now: datetime) -> SessionPlan:
    weekday = row.text("星期").removeprefix("周").removeprefix("星期")
    if weekday not in _WEEKDAYS:
        raise row.wrong("星期", "要写：周一到周日")
    number = row.text("编号")
    if not number.isascii() or not number.replace("-", "").isalnum() or len(number) > 40:
        raise row.wrong("编号", "用字母、数字和-，最多40个")
    exceptions = row.text("例外日期").replace("；", ";").split(";")
    return SessionPlan(
        id=number,
        kind=row.kind(),
        title=row.text("名称"),
        district=row.text("区"),
        place=row.text("地点"),
        min_age_months=row.number("最小月龄"),
        max_age_months=row.number("最大月龄"),
        capacity=row.number("名额"),
        led_by=row.text("带领人"),
        bring=row.text("携带"),
        weekday=_WEEKDAYS[weekday],
        week_of_month=row.number("每月第几周", 0) or None,
        starts=row.clock("开始"),
        minutes=row.number("时长分钟"),
        first_on=row.day("起始日期"),
        last_on=row.day("结束日期") if row.text("结束日期") else None,
        except_on=tuple(_exception(row, one.strip()) for one in exceptions if one.strip()),
        on_holidays=row.text("节假日照常") == "是",
        opens_days_before=row.number("提前几天开放", 28),
        closes_hours_before=row.number("提前几小时截止", 2),
        enabled=True,
        created_at=now,
    )


def _exception(row: _Row, written: str) -> str:
    try:
        return date.fromisoformat(written).isoformat()
    except ValueError:
        raise row.wrong("例外日期", "要写成 2026-05-01;2026-05-08") from None
