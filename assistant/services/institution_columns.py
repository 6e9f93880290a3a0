"""The columns of an office's list: their names, what else offices call them, how a cell is read and written."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.institution import CareService, ClassKind, InstitutionKind
from assistant.services import institution_cells as cells
from assistant.services.institution_wording import CLASS_KINDS, KINDS, SERVICES

MOST_YUAN = 30_000


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        field: Field of the record; names that begin with `_` are folded into others by `fold`.
        title: Name in exported files.
        also: Other names that are taken for it.
        read: Turns a tidied cell into a value; raises BadCell.
        is_exported: Other columns say the same in exported files.
    """

    field: str
    title: str
    also: tuple[str, ...]
    read: Callable[[str], Any]
    is_exported: bool = True


_KIND_WORDS = {
    "普惠性": InstitutionKind.INCLUSIVE,
    "普惠托育": InstitutionKind.INCLUSIVE,
    "普惠机构": InstitutionKind.INCLUSIVE,
    "普惠托育机构": InstitutionKind.INCLUSIVE,
    "示范机构": InstitutionKind.DEMONSTRATION,
    "示范性": InstitutionKind.DEMONSTRATION,
    "社区": InstitutionKind.COMMUNITY,
    "社区托育": InstitutionKind.COMMUNITY,
    "社区嵌入式": InstitutionKind.COMMUNITY,
    "用人单位": InstitutionKind.EMPLOYER,
    "单位办托": InstitutionKind.EMPLOYER,
    "托幼一体": InstitutionKind.KINDERGARTEN,
    "托幼一体化": InstitutionKind.KINDERGARTEN,
    "幼儿园": InstitutionKind.KINDERGARTEN,
    "公立": InstitutionKind.PUBLIC,
    "公建公营": InstitutionKind.PUBLIC,
    "公办民营": InstitutionKind.PUBLIC,
    "私立": InstitutionKind.PRIVATE,
    "民营": InstitutionKind.PRIVATE,
}
_CLASS_WORDS = {
    "混合班": ClassKind.MIXED,
    "混龄班": ClassKind.MIXED,
    "小托班": ClassKind.TODDLER,
    "大托班": ClassKind.OLDER_TODDLER,
}
_SERVICE_WORDS = {
    "全日": CareService.FULL_DAY,
    "半日": CareService.HALF_DAY,
    "计时": CareService.HOURLY,
    "临时": CareService.DROP_IN,
}

_money = cells.number(0, MOST_YUAN, whole=False)
_months = cells.number(0, OLDEST_MONTHS)
_places = cells.number(0, 2_000)

COLUMNS: tuple[Column, ...] = (
    Column("name", "机构名称", ("托育机构名称", "名称", "单位名称", "机构全称"), cells.words(80)),
    Column(
        "district",
        "所在区",
        ("区", "区县", "市(县)区", "县区", "行政区", "所属区", "所属地区", "辖区"),
        cells.words(20),
    ),
    Column(
        "subdistrict",
        "街道（镇）",
        ("街道", "镇", "街道/镇", "镇街", "乡镇街道", "所在街道", "所属街道", "镇(街道)"),
        cells.words(30),
    ),
    Column("address", "地址", ("详细地址", "机构地址", "经营地址", "服务地址", "办托地址"), cells.words(200)),
    Column("longitude", "经度", ("lng", "lon", "longitude", "x坐标"), cells.degrees),
    Column("latitude", "纬度", ("lat", "latitude", "y坐标"), cells.degrees),
    Column("source_datum", "坐标系", ("坐标系统", "坐标类型", "坐标基准"), cells.datum),
    Column("kinds", "机构类别", ("类别", "类型", "机构类型", "机构性质"), cells.several(KINDS, _KIND_WORDS)),
    Column("_inclusive", "是否普惠", ("普惠", "普惠性"), cells.yes_or_no, is_exported=False),
    Column(
        "_ownership",
        "举办性质",
        ("性质", "办托性质", "所有制", "公办民办"),
        cells.several(KINDS, _KIND_WORDS),
        is_exported=False,
    ),
    Column("demonstration_level", "示范等级", ("示范级别", "示范机构级别"), cells.words(10)),
    Column(
        "_ages",
        "收托年龄",
        ("招收年龄", "收托月龄", "收托范围", "月龄范围", "年龄范围"),
        cells.age_range,
        is_exported=False,
    ),
    Column("age_months_min", "最小月龄", ("起收月龄", "最低月龄"), _months),
    Column("age_months_max", "最大月龄", ("最高月龄", "止收月龄"), _months),
    Column("class_kinds", "班型", ("编班", "班级类型", "开设班型"), cells.several(CLASS_KINDS, _CLASS_WORDS)),
    Column("places_total", "托位总数", ("托位数", "托位", "核定托位", "总托位", "托位(个)"), _places),
    Column("places_free", "空余托位", ("剩余托位", "空托位", "可用托位", "空余托位数"), _places),
    Column("places_confirmed_on", "托位确认日期", ("空余托位确认日期", "托位更新日期", "空位日期"), cells.day),
    Column(
        "services",
        "服务形式",
        ("服务类型", "托育服务形式", "服务内容", "托育形式"),
        cells.several(SERVICES, _SERVICE_WORDS),
    ),
    Column(
        "fee_full_day",
        "全日托收费（元/月）",
        ("全日托收费", "收费标准", "月收费", "保育费", "收费(元/月)", "全日托"),
        _money,
    ),
    Column("fee_half_day", "半日托收费（元/月）", ("半日托收费", "半日托"), _money),
    Column("fee_hourly", "计时托收费（元/小时）", ("计时托收费", "计时托"), _money),
    Column("fee_drop_in", "临时托收费（元/次）", ("临时托收费", "临时托"), _money),
    Column("meals", "膳食", ("供餐", "餐饮", "是否供餐", "膳食情况"), cells.words(200)),
    Column("opening_hours", "开放时间", ("营业时间", "服务时间", "收托时间"), cells.words(200)),
    Column("phone", "联系电话", ("电话", "联系方式", "咨询电话", "手机"), cells.phone),
    Column("filing_number", "备案编号", ("备案号", "备案回执编号", "备案编码"), cells.filing_number),
    Column("filed_on", "备案日期", ("备案时间",), cells.day),
    Column("quality_grade", "质量评估等级", ("评估等级", "质量等级", "等级"), cells.grade),
    Column("graded_on", "评估日期", ("评估时间", "评级日期"), cells.day),
    Column("inspections", "检查结果", ("监督检查", "检查情况", "督导结果"), cells.words(500)),
    Column("notices", "公示信息", ("公示", "通报", "公告"), cells.words(500)),
    Column("has_health_care_integration", "医育结合", ("是否医育结合",), cells.yes_or_no),
    Column("photos", "照片", ("图片", "照片地址"), cells.links),
    Column("is_closed", "运营状态", ("营业状态", "状态", "经营状态"), cells.closed),
    Column("source", "信息来源", ("来源", "数据来源"), cells.words(100)),
    Column("source_on", "信息日期", ("数据日期", "截止日期", "统计日期"), cells.day),
    Column("is_sample", "是否示例", ("示例",), cells.yes_or_no),
)


def _plain(title: str) -> str:
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", title)).lower()


_BY_NAME = {_plain(name): column for column in COLUMNS for name in (column.title, *column.also)}


def column_named(title: str) -> Column | None:
    """Return the column that offices call so, or None."""
    return _BY_NAME.get(_plain(title))


def title_of(field: str) -> str:
    """Return the name of a field's column in exported files."""
    return next(column.title for column in COLUMNS if column.field == field)


def fold(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row's values with those columns folded in that say a part of another field.

    是否普惠 and 举办性质 add to the kinds (or take from them), 收托年龄 stands for youngest and oldest age.
    """
    row = {field: value for field, value in values.items() if not field.startswith("_")}
    if "_ages" in values:
        youngest, oldest = values["_ages"]
        row = {"age_months_min": youngest, "age_months_max": oldest} | row
    if "_inclusive" in values or "_ownership" in values:
        kinds = set(row.get("kinds", ())) | set(values.get("_ownership", ()))
        if values.get("_inclusive"):
            kinds.add(InstitutionKind.INCLUSIVE)
        if values.get("_inclusive") is False:
            kinds.discard(InstitutionKind.INCLUSIVE)
        row["kinds"] = tuple(kind for kind in InstitutionKind if kind in kinds)
    for field in ("is_sample", "is_closed"):
        if field in row:
            row[field] = bool(row[field])
    return row


def written(field: str, value: Any) -> str | int | float:
    """Return a field's value as exported files hold it; what `read` makes of it again is the same value."""
    if value is None:
        return ""
    if field == "is_closed":
        return "停业" if value else "正常"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(_word(member) for member in value)
    if isinstance(value, (int, float)):
        return int(value) if value == int(value) else value
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, Enum):
        names: Iterable[Mapping[Any, str]] = (KINDS, CLASS_KINDS, SERVICES)
        return next((group[value] for group in names if value in group), str(value.value))
    return str(value)
