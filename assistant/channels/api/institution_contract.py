"""The shapes of the calls about institutions."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from assistant.channels.api.contract import InstitutionCard, Shape


class InstitutionQuery(Shape):
    """What is looked for. A point needs latitude, longitude and datum together."""

    latitude: float | None = Field(None, allow_inf_nan=False)
    longitude: float | None = Field(None, allow_inf_nan=False)
    datum: Literal["wgs84", "gcj02"] | None = Field(None, description="给出经纬度时必填")
    district: str | None = Field(None, max_length=40, description="区，或街道、旧名、地标")
    name: str | None = Field(None, max_length=80, description="机构名称，可以有错字")
    age_months: int | None = Field(None, description="孩子的月龄，0到83")
    inclusive: bool = Field(False, description="只要普惠")
    free_places: bool = Field(False, description="只要有空余托位的")
    fee_max: float | None = Field(None, ge=0, allow_inf_nan=False, description="每月最高收费（元）")
    services: str | None = Field(
        None,
        pattern="^(full_day|half_day|hourly|drop_in)(,(full_day|half_day|hourly|drop_in))*$",
        description="full_day、half_day、hourly、drop_in，用逗号分开",
    )
    grade: Literal["A", "B", "C", "D"] | None = Field(None, description="质量评估等级不低于")
    open_now: bool = Field(False, description="只要现在开放的")
    limit: int = Field(10, ge=1, le=500)


class InstitutionsOut(Shape):
    """Institutions, nearest first where a point was given, else the best fitting first."""

    institutions: list[InstitutionCard]
    total: int
    radius_m: int | None
    notes: list[str]
    is_sample: bool


class InstitutionOut(Shape):
    """One institution, and what is known of it in sentences: filed, inclusive, graded, fees, since when."""

    institution: InstitutionCard
    facts: list[str]


class ImportQuery(Shape):
    """How a file is imported."""

    file_name: str = Field("上传的名单", max_length=200)
    dry_run: bool = Field(False, description="只检查，不改动")
    partial: bool = Field(False, description="有错的行跳过，其余照常导入")


class RowProblemOut(Shape):
    """Why a row cannot be used; the row as spreadsheets count."""

    row: int
    column: str
    value: str
    reason: str


class ImportOut(Shape):
    """What an import did; without `import_id` nothing was changed."""

    import_id: int | None
    rows: int
    created: int
    updated: int
    unchanged: int
    removed: int
    refused: int
    problems: list[RowProblemOut]
    ignored_columns: list[str]
    message: str


class ImportRowOut(Shape):
    """One import in the log; `undoes` names the import that it took back."""

    id: int
    at: datetime
    actor: str
    file_name: str
    created: int
    updated: int
    removed: int
    refused: int
    undoes: int | None


class ImportsOut(Shape):
    """Newest first."""

    imports: list[ImportRowOut]
