"""The sittings that the conversations of tests/conversations book: in the week after this one, on fixed weekdays."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from assistant.domain.guidance import WUXI_TIME, GuidanceSession, SessionKind
from assistant.services.entitlements import load_entitlements
from assistant.services.guidance import Guidance
from assistant.store.database import Database
from tests.guidance import RULES, a_session

ROOT = Path(__file__).resolve().parent.parent
ENTITLEMENTS = ROOT / "knowledge_base" / "tables" / "guidance_entitlement.csv"


def sittings(now: datetime) -> list[GuidanceSession]:
    """Sittings by what they are: district, kind, weekday of next week."""
    monday = now.date() + timedelta(days=7 - now.weekday())
    activity, lesson, visit, advice = (
        SessionKind.PARENT_CHILD_ACTIVITY,
        SessionKind.PARENT_CLASS,
        SessionKind.HOME_VISIT,
        SessionKind.EXPERT_CONSULTATION,
    )
    return [
        _at(now, monday, 5, 9, id="BH-ACTIVITY-SAT", kind=activity, title="亲子阅读"),
        _at(now, monday, 6, 14, id="BH-ACTIVITY-SUN", kind=activity, title="亲子抚触"),
        _at(now, monday, 5, 14, id="BH-CLASS-SAT", kind=lesson, title="辅食", min_age_months=4, max_age_months=18),
        _at(now, monday, 2, 10, id="BH-VISIT-WED", kind=visit, title="入户看看", place="", min_age_months=0),
        _at(now, monday, 3, 15, id="BH-ADVICE-THU", kind=advice, title="睡眠咨询", min_age_months=0),
        _at(now, monday, 5, 9, id="XW-ACTIVITY-SAT", kind=activity, title="亲子音乐", district="新吴区"),
        _at(now, monday, 2, 14, id="XW-CLASS-WED", kind=lesson, title="如厕", district="新吴区", min_age_months=18),
        _at(now, monday, 5, 10, id="LX-FULL-SAT", kind=activity, title="亲子运动", district="梁溪区", capacity=1),
        _at(now, monday, 6, 10, id="JY-CLASS-SUN", kind=lesson, title="带娃", district="江阴市", max_age_months=83),
    ]  # fmt: skip


def _at(now: datetime, monday: date, weekday: int, hour: int, **fields: object) -> GuidanceSession:
    starts_at = datetime.combine(monday + timedelta(days=weekday), time(hour, 30), WUXI_TIME)
    session = a_session(starts_at=starts_at, capacity=200)
    opened = now - timedelta(days=10)
    return replace(session, booking_opens_at=opened, created_at=opened, **fields)  # type: ignore[arg-type]


def enter_sittings(file: Path, now: datetime) -> None:
    """Put these in the place of the samples; the one of 梁溪区 is full."""
    with sqlite3.connect(file, timeout=20) as rows:
        rows.execute("DELETE FROM guidance_sessions WHERE is_sample")
    asyncio.run(_enter(file, now))
    with sqlite3.connect(file, timeout=20) as rows:
        rows.execute("UPDATE guidance_sessions SET seats_taken = capacity WHERE id LIKE '%FULL%'")


async def _enter(file: Path, now: datetime) -> None:
    database = Database(f"sqlite+aiosqlite:///{file}")
    await database.open()
    await Guidance(database.unit_of_work, RULES, load_entitlements(ENTITLEMENTS), lambda: now).add(sittings(now))
    await database.close()
