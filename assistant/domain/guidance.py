"""Free guidance sessions (科学育儿指导)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum

from assistant.domain.booking_errors import (
    AgeDoesNotFit,
    SessionCancelled,
    SessionClosed,
    SessionNotOpen,
    UnusableDetail,
)
from assistant.domain.child import OLDEST_MONTHS

FEE_YUAN = 0
"""Source: 无锡市“十四五”托育服务发展规划, 三(二)4: guidance for children cared for at home is free of charge."""

WUXI_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has one time zone and no summer time."""

LARGEST_CAPACITY = 500


class SessionKind(str, Enum):
    """The four kinds. Source: the same plan, 专栏2."""

    HOME_VISIT = "home_visit"
    PARENT_CHILD_ACTIVITY = "parent_child_activity"
    PARENT_CLASS = "parent_class"
    EXPERT_CONSULTATION = "expert_consultation"

    @property
    def in_chinese(self) -> str:
        """The kind as offices write it."""
        return KINDS_IN_CHINESE[self]


KINDS_IN_CHINESE = {
    SessionKind.HOME_VISIT: "入户指导",
    SessionKind.PARENT_CHILD_ACTIVITY: "亲子活动",
    SessionKind.PARENT_CLASS: "家长课堂",
    SessionKind.EXPERT_CONSULTATION: "专家咨询",
}


@dataclass(frozen=True, slots=True)
class GuidanceSession:
    """One sitting.

    Attributes:
        id: Unique, public.
        kind: Which of the four.
        title: As parents read it.
        district: District (区) whose families it is for, in Chinese.
        place: Where it takes place; empty for a visit at home, whose address is settled by telephone.
        min_age_months: Youngest child on the day, in completed months.
        max_age_months: Oldest child on the day, in completed months, inclusive.
        capacity: Seats, 1..500.
        starts_at: Begin, aware; the interval is `[starts_at, ends_at)`.
        ends_at: End, aware.
        led_by: Who leads it.
        bring: What to bring; may be empty.
        booking_opens_at: Booking is possible from then on.
        booking_closes_at: Booking is possible before then; never after the begin.
        created_at: When it was entered.
        seats_taken: Seats booked, offered, attended or missed.
        plan_id: The plan that made it, or None.
        is_sample: Invented, for development; everything shown of it says so.
        cancelled_at: When it was called off, or None.
        cancel_reason: Why, as those booked are told.
        revision: Rises with every change of the row.
    """

    id: str
    kind: SessionKind
    title: str
    district: str
    place: str
    min_age_months: int
    max_age_months: int
    capacity: int
    starts_at: datetime
    ends_at: datetime
    led_by: str
    bring: str
    booking_opens_at: datetime
    booking_closes_at: datetime
    created_at: datetime
    seats_taken: int = 0
    plan_id: str | None = None
    is_sample: bool = False
    cancelled_at: datetime | None = None
    cancel_reason: str = ""
    revision: int = 0

    @property
    def is_at_home(self) -> bool:
        """Whether somebody comes to the family."""
        return self.kind is SessionKind.HOME_VISIT

    @property
    def seats_free(self) -> int:
        """Seats that nobody holds."""
        return self.capacity - self.seats_taken

    @property
    def day(self) -> date:
        """The day it begins on, in Wuxi."""
        return self.starts_at.astimezone(WUXI_TIME).date()

    def check_open(self, now: datetime) -> None:
        """Let a booking through, for a seat or for the waitlist.

        Raises:
            SessionCancelled: It does not take place.
            SessionNotOpen: Booking has not begun.
            SessionClosed: Booking has ended.
        """
        if self.cancelled_at is not None:
            raise SessionCancelled(f"Session {self.id} was cancelled. Offer another date.")
        if now < self.booking_opens_at:
            raise SessionNotOpen(
                f"Session {self.id} opens at {self.booking_opens_at:%Y-%m-%d %H:%M} UTC. Offer another date.",
                opens_at=self.booking_opens_at.astimezone(WUXI_TIME).isoformat(),
            )
        if now >= self.booking_closes_at:
            raise SessionClosed(f"Booking for session {self.id} has ended. Offer another date.")

    def check_age(self, youngest: int, oldest: int) -> None:
        """Let a child through whose age on the day lies between the two, in completed months.

        Raises:
            AgeDoesNotFit: The child is too young or too old for certain.
        """
        if oldest < self.min_age_months or youngest > self.max_age_months:
            raise AgeDoesNotFit(
                f"Session {self.id} is for {self.min_age_months} to {self.max_age_months} months; the child is "
                f"{youngest} to {oldest} months old then. Offer one that fits.",
                min_age_months=self.min_age_months,
                max_age_months=self.max_age_months,
            )


def check_session(session: GuidanceSession) -> None:
    """Let a session through that can be held.

    Raises:
        UnusableDetail: Ages, seats, times or texts do not make sense; the code says which.
    """
    if not 0 <= session.min_age_months <= session.max_age_months <= OLDEST_MONTHS:
        raise UnusableDetail("age_out_of_range", f"Ages must rise within 0..{OLDEST_MONTHS} months.")
    if not 1 <= session.capacity <= LARGEST_CAPACITY:
        raise UnusableDetail("capacity_invalid", f"A session has 1 to {LARGEST_CAPACITY} seats.")
    if not session.starts_at < session.ends_at <= session.starts_at + timedelta(hours=12):
        raise UnusableDetail("session_times_invalid", "A session ends after it begins, within twelve hours.")
    if not session.booking_opens_at < session.booking_closes_at <= session.starts_at:
        raise UnusableDetail("session_times_invalid", "Booking opens before it closes, and closes before the begin.")
    if not session.title.strip() or not session.led_by.strip():
        raise UnusableDetail("session_texts_missing", "A session needs a title and somebody who leads it.")
    if not session.is_at_home and not session.place.strip():
        raise UnusableDetail("session_texts_missing", "A session that is not at home needs a place.")
