"""A childcare institution (托育机构) as the district's list describes it."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from assistant.domain.child import OLDEST_MONTHS
from assistant.domain.geography import Datum, Point

FRESH_DAYS = 30
"""Days for which a confirmed number of free places is repeated without a warning; places go within weeks."""


class InstitutionKind(str, Enum):
    """What an institution is; several hold at once."""

    INCLUSIVE = "inclusive"
    DEMONSTRATION = "demonstration"
    COMMUNITY = "community"
    EMPLOYER = "employer"
    KINDERGARTEN = "kindergarten"
    PUBLIC = "public"
    PRIVATE = "private"


class ClassKind(str, Enum):
    """Classes by age: 乳儿班, 托小班, 托大班, 混合编班."""

    INFANT = "infant"
    TODDLER = "toddler"
    OLDER_TODDLER = "older_toddler"
    MIXED = "mixed"


class CareService(str, Enum):
    """Kinds of care: 全日托, 半日托, 计时托, 临时托."""

    FULL_DAY = "full_day"
    HALF_DAY = "half_day"
    HOURLY = "hourly"
    DROP_IN = "drop_in"


GRADES = ("A", "B", "C", "D")
"""Best first. Source: 国家卫生健康委, WS/T 821-2023 《托育机构质量评估标准》."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """One row of the list. None and empty mean "the list does not say", never "no".

    Attributes:
        id: Made when the row is first stored; stays when the row changes.
        name: Full name.
        district: One of the seven districts, e.g. 滨湖区.
        source: Where the row comes from, as parents may read it.
        source_on: Day that the row stands for.
        kinds: What it is.
        demonstration_level: 省级, 市级 or 区级 where it is a demonstration institution.
        subdistrict: Subdistrict or town, or empty.
        address: Street and number, or empty.
        latitude: Degrees, WGS-84.
        longitude: Degrees, WGS-84.
        source_datum: Datum that the source gave the point in, before it was converted.
        age_months_min: Youngest child it takes, completed months.
        age_months_max: Oldest child it takes, completed months, inclusive.
        class_kinds: Classes it has.
        places_total: Places (托位).
        places_free: Places still free on `places_confirmed_on`.
        places_confirmed_on: Day on which the free places were confirmed.
        fee_full_day: Yuan a month.
        fee_half_day: Yuan a month.
        fee_hourly: Yuan an hour.
        fee_drop_in: Yuan each time.
        meals: What is said of meals.
        opening_hours: As published.
        phone: Digits and hyphens.
        filing_number: Number of the filing (备案), unique; None while it is not filed.
        filed_on: Day of the filing.
        quality_grade: A, B, C or D.
        graded_on: Day of the grading.
        inspections: Results of inspections, as published.
        notices: Public notices about it.
        has_health_care_integration: Whether it works together with a health centre (医育结合).
        services: Kinds of care it offers.
        photos: Addresses of pictures.
        is_closed: No longer running.
        is_sample: Fictional, for trying things out.
    """

    id: str
    name: str
    district: str
    source: str
    source_on: date
    kinds: tuple[InstitutionKind, ...] = ()
    demonstration_level: str = ""
    subdistrict: str = ""
    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    source_datum: Datum | None = None
    age_months_min: int | None = None
    age_months_max: int | None = None
    class_kinds: tuple[ClassKind, ...] = ()
    places_total: int | None = None
    places_free: int | None = None
    places_confirmed_on: date | None = None
    fee_full_day: float | None = None
    fee_half_day: float | None = None
    fee_hourly: float | None = None
    fee_drop_in: float | None = None
    meals: str = ""
    opening_hours: str = ""
    phone: str = ""
    filing_number: str | None = None
    filed_on: date | None = None
    quality_grade: str | None = None
    graded_on: date | None = None
    inspections: str = ""
    notices: str = ""
    has_health_care_integration: bool | None = None
    services: tuple[CareService, ...] = ()
    photos: tuple[str, ...] = ()
    is_closed: bool = False
    is_sample: bool = False

    @property
    def is_inclusive(self) -> bool:
        """Whether the list names it inclusive (普惠)."""
        return InstitutionKind.INCLUSIVE in self.kinds

    @property
    def point(self) -> Point | None:
        """Where it is, WGS-84; None when the list gives no point."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)

    @property
    def match_key(self) -> str:
        """What tells whether two rows are about the same institution: the filing number, else district and name."""
        return self.filing_number or self.unfiled_key

    @property
    def unfiled_key(self) -> str:
        """The key it had, or would have, without a filing number."""
        return f"{self.district}/{self.name}"

    def takes(self, age_months: int) -> bool | None:
        """Whether a child of this age may come; None when the list does not say."""
        if self.age_months_min is None and self.age_months_max is None:
            return None
        return (
            (self.age_months_min or 0)
            <= age_months
            <= (OLDEST_MONTHS if self.age_months_max is None else self.age_months_max)
        )

    def days_since_confirmed(self, today: date) -> int | None:
        """Days since its free places were confirmed; None when no number or no day is known."""
        if self.places_free is None or self.places_confirmed_on is None:
            return None
        return max(0, (today - self.places_confirmed_on).days)
