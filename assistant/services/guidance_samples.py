"""Invented sessions for development, so that there is something to book; every one says that it is a sample."""

from datetime import datetime, time, timedelta

from assistant.domain.guidance import WUXI_TIME, GuidanceSession, SessionKind
from assistant.services.entitlements import Entitlements
from assistant.services.guidance import Guidance
from assistant.services.unit_of_work import UnitOfWorkFactory

WEEKS = 6

_TITLES = {
    SessionKind.HOME_VISIT: ("示例：入户看看宝宝怎么玩", "", 0, 12, 2),
    SessionKind.PARENT_CHILD_ACTIVITY: ("示例：亲子抚触与阅读", "示例社区托育点", 6, 24, 12),
    SessionKind.PARENT_CLASS: ("示例：辅食怎么加", "示例街道指导站", 4, 18, 30),
    SessionKind.EXPERT_CONSULTATION: ("示例：发育与睡眠咨询", "示例社区卫生服务中心", 0, 36, 6),
}
_HOURS = (time(9, 30), time(14, 0), time(10, 0), time(15, 30))


async def ensure_sample_sessions(
    unit_of_work: UnitOfWorkFactory, guidance: Guidance, entitlements: Entitlements, now: datetime
) -> int:
    """Enter samples for the coming weeks unless any session is still to come; return how many."""
    async with unit_of_work() as uow:
        if await uow.guidance_sessions.count_from(now):
            return 0
    return await guidance.add(sample_sessions(tuple(entitlements.by_district), now))


def sample_sessions(districts: tuple[str, ...], now: datetime) -> list[GuidanceSession]:
    """Two sessions a week in every district, the four kinds in turn, on weekdays and at weekends."""
    today = now.astimezone(WUXI_TIME).date()
    sessions = []
    for week in range(WEEKS):
        for number, district in enumerate(districts):
            for half in range(2):
                kind = tuple(SessionKind)[(number + week + 2 * half) % 4]
                day = today + timedelta(days=2 + 7 * week + (number + 3 * half) % 7)
                sessions.append(
                    _sample(kind, district, datetime.combine(day, _HOURS[(number + half) % 4], WUXI_TIME), now)
                )
    return sessions


def _sample(kind: SessionKind, district: str, starts_at: datetime, now: datetime) -> GuidanceSession:
    title, place, youngest, oldest, capacity = _TITLES[kind]
    return GuidanceSession(
        id=f"gs_sample_{starts_at:%Y%m%d%H%M}_{kind.value}_{district.encode().hex()[:12]}",
        kind=kind,
        title=title,
        district=district,
        place=place,
        min_age_months=youngest,
        max_age_months=oldest,
        capacity=capacity,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=60),
        led_by="示例老师",
        bring="" if kind is SessionKind.HOME_VISIT else "水杯、小毛巾",
        booking_opens_at=now,
        booking_closes_at=starts_at - timedelta(hours=2),
        created_at=now,
        is_sample=True,
    )
