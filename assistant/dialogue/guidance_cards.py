"""Sessions, bookings and balances as cards and as one line of Chinese."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assistant.dialogue import guidance_wording as wording
from assistant.domain.booking import BookingStatus
from assistant.domain.entitlement import Balance
from assistant.domain.guidance import FEE_YUAN, WUXI_TIME, GuidanceSession
from assistant.domain.message import Card
from assistant.services.booking_requests import ShownBooking
from assistant.services.guidance_notices import Notice

LINES = {
    BookingStatus.BOOKED: wording.BOOKED,
    BookingStatus.WAITLISTED: wording.WAITLISTED,
    BookingStatus.OFFERED: wording.OFFERED,
    BookingStatus.CANCELLED: wording.CANCELLED,
    BookingStatus.ATTENDED: wording.ATTENDED,
    BookingStatus.NO_SHOW: wording.NO_SHOW,
}


def session_card(session: GuidanceSession) -> Card:
    """The `guidance_session` card of the public contract."""
    return Card("guidance_session", session_fields(session))


def booking_card(shown: ShownBooking, public_url: str) -> Card:
    """The `booking` card of the public contract."""
    return Card("booking", booking_fields(shown, public_url))


def session_fields(session: GuidanceSession) -> dict[str, Any]:
    """A session's fields as the contract names them, JSON values."""
    return {
        "id": session.id,
        "kind": session.kind.value,
        "kind_name": session.kind.in_chinese,
        "title": session.title,
        "district": session.district,
        "place": session.place,
        "min_age_months": session.min_age_months,
        "max_age_months": session.max_age_months,
        "starts_at": local_time(session.starts_at),
        "ends_at": local_time(session.ends_at),
        "seats_free": session.seats_free,
        "led_by": session.led_by,
        "bring": session.bring,
        "fee_yuan": FEE_YUAN,
        "is_sample": session.is_sample,
    }


def booking_fields(shown: ShownBooking, public_url: str) -> dict[str, Any]:
    """A booking's fields as the contract names them, JSON values."""
    hold_until = shown.booking.hold_until
    return {
        "code": shown.code,
        "status": shown.booking.status.value,
        "status_name": wording.STATUSES[shown.booking.status.value],
        "session": session_fields(shown.session),
        "nickname": shown.nickname,
        "hold_until": hold_until and local_time(hold_until),
        "ahead": shown.ahead,
        "ics_url": f"{public_url}/api/v1/bookings/{shown.code}/calendar.ics?key={shown.calendar_key}",
    }


def session_line(session: GuidanceSession) -> str:
    """One line: when, what, where, for whom, how many seats."""
    seats = wording.SEATS_LEFT.format(seats=session.seats_free) if session.seats_free else wording.NO_SEAT
    return wording.SESSION_LINE.format(
        sample=wording.SAMPLE if session.is_sample else "",
        when=when(session.starts_at),
        kind=session.kind.in_chinese,
        title=session.title,
        district=session.district,
        place=f"（{wording.AT_HOME}）" if session.is_at_home else session.place,
        ages=ages(session),
        seats=seats,
    )


def found_line(sessions: Sequence[GuidanceSession]) -> str:
    """What was found, in front of the cards."""
    return wording.FOUND.format(count=len(sessions)) if sessions else wording.FOUND_NONE


def booking_line(shown: ShownBooking) -> str:
    """One line: where the booking stands and what comes next."""
    hold_until = shown.booking.hold_until
    line = LINES[shown.booking.status].format(
        session=short_line(shown.session),
        code=shown.code,
        ahead=shown.ahead or 0,
        until=when(hold_until) if hold_until else "",
    )
    if shown.booking.status is BookingStatus.BOOKED and shown.session.bring:
        line += wording.BRING.format(bring=shown.session.bring)
    return line


def entitlement_lines(balances: Sequence[tuple[str, Balance]]) -> list[str]:
    """How many sittings are left, as far as this system knows, worded as an aim and not as a promise."""
    if not balances:
        return [wording.ENTITLEMENT_AIM, wording.ENTITLEMENT_UNKNOWN]
    lines = [
        wording.ENTITLEMENT.format(
            nickname=nickname or "宝宝", used=balance.used, total=balance.total, left=balance.left
        )
        for nickname, balance in balances
    ]
    return [wording.ENTITLEMENT_AIM, *lines, wording.ENTITLEMENT_COUNTS]


def notice_line(notice: Notice) -> str:
    """What a reminder or another notice says; names neither child nor code, since it may show on a locked phone."""
    session, hold_until = notice.session, notice.booking.hold_until
    return wording.NOTICES[notice.event.value].format(
        session=short_line(session),
        bring=wording.BRING.format(bring=session.bring) if session.bring else "",
        until=when(hold_until) if hold_until else "",
        reason=session.cancel_reason,
        before=short_line(notice.moved_from) if notice.moved_from else "",
    )


def short_line(session: GuidanceSession) -> str:
    """One line without seats and ages."""
    sample = wording.SAMPLE if session.is_sample else ""
    place = f"{session.district}（{wording.AT_HOME}）" if session.is_at_home else f"{session.district}{session.place}"
    return f"{sample}{when(session.starts_at)}，{session.kind.in_chinese}《{session.title}》，{place}"


def when(at: datetime) -> str:
    """A time as people say it: 12月5日（周六）9:30."""
    local = at.astimezone(WUXI_TIME)
    return f"{local.month}月{local.day}日（周{wording.WEEKDAYS[local.weekday()]}）{local.hour}:{local.minute:02d}"


def ages(session: GuidanceSession) -> str:
    """The age range as people say it."""
    return wording.FROM_TO.format(
        first=months_in_words(session.min_age_months), last=months_in_words(session.max_age_months)
    )


def months_in_words(months: int) -> str:
    """Months up to two years, years beyond where they are whole."""
    if months == 0:
        return wording.NEWBORN
    return f"{months // 12}岁" if months >= 24 and months % 12 == 0 else f"{months}个月"


def local_time(at: datetime) -> str:
    """An instant in Wuxi's time, with its offset."""
    return at.astimezone(WUXI_TIME).isoformat()
