"""Institutions as cards and as lines of text, for every channel."""

from collections.abc import Sequence
from datetime import date

from assistant.dialogue import institution_wording as wording
from assistant.domain.institution import CareService, Institution
from assistant.domain.message import Card
from assistant.services.institution_wording import CLASS_KINDS, FEE_UNITS, KINDS, SERVICES
from assistant.services.institutions import Found

MAP_PAGE = "/map/"


def card(row: Institution, public_url: str, reasons: Sequence[str] = (), distance_metres: int | None = None) -> Card:
    """The institution card of the public contract; the point is WGS-84."""
    return Card(
        "institution",
        {
            "id": row.id,
            "name": row.name,
            "address": row.address,
            "district": row.district,
            "subdistrict": row.subdistrict,
            "distance_m": distance_metres,
            "area": f"{row.district}{row.subdistrict}",
            "latitude": row.latitude,
            "longitude": row.longitude,
            "age_months_min": row.age_months_min,
            "age_months_max": row.age_months_max,
            "age_range": ages_in_words(row),
            "class_kinds": [CLASS_KINDS[kind] for kind in row.class_kinds],
            "fee": fees_in_words(row),
            "places_total": row.places_total,
            "places_free": row.places_free,
            "confirmed_on": _iso(row.places_confirmed_on),
            "phone": row.phone,
            "reasons": list(reasons),
            "kinds": [KINDS[kind] for kind in row.kinds],
            "is_inclusive": row.is_inclusive,
            "services": [SERVICES[service] for service in row.services],
            "meals": row.meals,
            "opening_hours": row.opening_hours,
            "filing_number": row.filing_number,
            "filed_on": _iso(row.filed_on),
            "grade": row.quality_grade,
            "photos": list(row.photos),
            "source": row.source,
            "source_on": row.source_on.isoformat(),
            "is_sample": row.is_sample,
            "url": f"{public_url}{MAP_PAGE}#{row.id}",
        },
    )


def card_of(found: Found, public_url: str) -> Card:
    """The card of a search's result."""
    return card(found.institution, public_url, found.reasons, found.distance_metres)


def line(found: Found, number: int) -> str:
    """One result in one line: 1. 名称：800米，普惠，18月龄可入托. 电话…"""
    phone = found.institution.phone
    text = wording.ENTRY.format(number=number, name=found.institution.name, reasons="，".join(found.reasons))
    return text + (wording.PHONE.format(phone=phone) if phone else "")


def facts(row: Institution) -> tuple[str, ...]:
    """What is known of one institution, and since when: where, filed, inclusive, graded, what it charges."""
    lines = [
        wording.ADDRESS_LINE.format(address=row.address) if row.address else "",
        wording.PHONE_LINE.format(phone=row.phone) if row.phone else wording.NO_PHONE_LINE,
        wording.FILED.format(number=row.filing_number, day=_after_comma(row.filed_on))
        if row.filing_number
        else wording.NOT_FILED,
        wording.INCLUSIVE if row.is_inclusive else wording.NOT_INCLUSIVE,
        wording.GRADE.format(grade=row.quality_grade, day=_after_comma(row.graded_on))
        if row.quality_grade
        else wording.NO_GRADE,
        wording.DEMONSTRATION.format(level=row.demonstration_level) if row.demonstration_level else "",
        wording.FEE.format(fees=fees_in_words(row)) if fees_in_words(row) else wording.NO_FEE,
        wording.INSPECTIONS.format(text=row.inspections) if row.inspections else "",
        wording.NOTICES.format(text=row.notices) if row.notices else "",
        wording.LISTED_AS_OF.format(source=row.source, source_on=row.source_on.isoformat()),
        wording.SAMPLE_WARNING if row.is_sample else "",
    ]
    return tuple(filter(None, lines))


def ages_in_words(row: Institution) -> str:
    """Return 6～36个月, or nothing when no age is known."""
    low, high = row.age_months_min, row.age_months_max
    if low is None:
        return "" if high is None else wording.AGES_TO.format(high=high)
    return wording.AGES_FROM.format(low=low) if high is None else wording.AGES.format(low=low, high=high)


def fees_in_words(row: Institution) -> str:
    """Return every fee that is known: 全日托1200元/月、半日托800元/月."""
    fees = (row.fee_full_day, row.fee_half_day, row.fee_hourly, row.fee_drop_in)
    return "、".join(
        f"{SERVICES[service]}{fee:g}{FEE_UNITS[service]}"
        for service, fee in zip(CareService, fees, strict=True)
        if fee is not None
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _after_comma(day: date | None) -> str:
    return wording.FILED_ON.format(day=day.isoformat()) if day else ""
