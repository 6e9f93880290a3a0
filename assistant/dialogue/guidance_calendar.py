"""A sitting as a calendar file (RFC 5545), without anything personal in it."""

from datetime import datetime, timezone

from assistant.dialogue import guidance_wording as wording
from assistant.domain.booking import BookingStatus
from assistant.domain.guidance import WUXI_TIME
from assistant.services.booking_requests import ShownBooking

LONGEST_LINE_BYTES = 75
"""RFC 5545, 3.1: longer lines are folded."""

STATUSES = {
    BookingStatus.WAITLISTED: "TENTATIVE",
    BookingStatus.OFFERED: "TENTATIVE",
    BookingStatus.CANCELLED: "CANCELLED",
}

TIME_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "TZNAME:CST",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_file(shown: ShownBooking, now: datetime) -> str:
    """Return the file's text; importing it again replaces the event."""
    session = shown.session
    bring = wording.BRING.format(bring=session.bring) if session.bring else ""
    sample = wording.SAMPLE if session.is_sample else ""
    place = wording.CALENDAR_AT_HOME if session.is_at_home else f"{session.district}{session.place}"
    summary = wording.CALENDAR_SUMMARY.format(sample=sample, kind=session.kind.in_chinese, title=session.title)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//parenting-assistant//bookings//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *TIME_ZONE,
        "BEGIN:VEVENT",
        f"UID:{shown.booking.id}@parenting-assistant",
        f"SEQUENCE:{session.revision}",
        f"DTSTAMP:{now.astimezone(timezone.utc):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID=Asia/Shanghai:{_local(session.starts_at)}",
        f"DTEND;TZID=Asia/Shanghai:{_local(session.ends_at)}",
        f"SUMMARY:{_escaped(summary)}",
        f"LOCATION:{_escaped(place)}",
        f"DESCRIPTION:{_escaped(wording.CALENDAR_DESCRIPTION.format(led_by=session.led_by, bring=bring))}",
        f"STATUS:{STATUSES.get(shown.booking.status, 'CONFIRMED')}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_escaped(summary)}",
        "TRIGGER:-PT2H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) + "\r\n" for line in lines)


def _local(at: datetime) -> str:
    return f"{at.astimezone(WUXI_TIME):%Y%m%dT%H%M%S}"


def _escaped(text: str) -> str:
    """RFC 5545, 3.3.11; line breaks of any kind become one that the format knows."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Break a line by bytes, never inside a character."""
    pieces, room = [""], LONGEST_LINE_BYTES
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(" ")
            room = LONGEST_LINE_BYTES - 1
        pieces[-1] += character
        room -= size
    return "\r\n".join(pieces)
