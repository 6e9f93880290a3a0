"""Why an institution stands where it stands, in short Chinese phrases."""

from collections.abc import Iterator
from datetime import date

from assistant.domain.institution import FRESH_DAYS, CareService, Institution, InstitutionKind
from assistant.services import institution_wording as wording

DAYS_IN_MONTH = 30


def distance_in_words(metres: int) -> str:
    """Return 不到100米, 800米 or 2.3公里; points are not known more exactly than to about a hundred metres."""
    if metres < 100:
        return wording.LESS_THAN_100_METRES
    if metres < 950:
        return wording.METRES.format(metres=round(metres, -2))
    return wording.KILOMETRES.format(kilometres=metres / 1000)


def days_ago(days: int) -> str:
    """Return 今天, 3天前 or 2个月前."""
    if days == 0:
        return wording.TODAY
    if days < 2 * DAYS_IN_MONTH:
        return wording.DAYS_AGO.format(days=days)
    return wording.MONTHS_AGO.format(months=days // DAYS_IN_MONTH)


def places_in_words(row: Institution, today: date) -> str:
    """Return what is known of free places and since when; nothing where nothing is known."""
    days = row.days_since_confirmed(today)
    if days is None:
        return ""
    if not row.places_free:
        return wording.NO_FREE_PLACES.format(when=days_ago(days))
    template = wording.FREE_PLACES if days <= FRESH_DAYS else wording.FREE_PLACES_STALE
    return template.format(count=row.places_free, when=days_ago(days))


def fee_in_words(row: Institution) -> str:
    """Return 全日托1200元/月, or the first fee that is known; nothing where none is."""
    fees = (row.fee_full_day, row.fee_half_day, row.fee_hourly, row.fee_drop_in)
    for service, fee in zip(CareService, fees, strict=True):
        if fee is not None:
            return wording.FEE_FROM.format(service=wording.SERVICES[service], fee=fee, unit=wording.FEE_UNITS[service])
    return ""


def reasons(row: Institution, where: str, age_months: int | None, today: date, is_open_now: bool) -> tuple[str, ...]:
    """Return the reasons for a row's place in a list, the strongest first; `where` is a distance or an area."""
    return tuple(filter(None, _reasons(row, where, age_months, today, is_open_now)))


def _reasons(row: Institution, where: str, age_months: int | None, today: date, is_open_now: bool) -> Iterator[str]:
    yield where
    if row.is_inclusive:
        yield wording.KINDS[InstitutionKind.INCLUSIVE]
    if age_months is not None:
        takes = row.takes(age_months)
        yield wording.AGE_NOT_SAID if takes is None else wording.TAKES_AGE.format(age=age_months) if takes else ""
    yield places_in_words(row, today)
    yield fee_in_words(row)
    if row.quality_grade:
        yield wording.GRADE.format(grade=row.quality_grade)
    if InstitutionKind.DEMONSTRATION in row.kinds:
        yield wording.DEMONSTRATION.format(level=row.demonstration_level)
    if row.has_health_care_integration:
        yield wording.HEALTH_CARE
    if is_open_now:
        yield wording.OPEN_NOW
    if row.is_sample:
        yield wording.SAMPLE
