"""Choosing a sitting: district, days, kind, then one of those that fit; shared by booking and moving."""

import re
from datetime import datetime, time, timedelta

from actions.forms.form import Details, Done, Question
from assistant.dialogue import form_wording as wording
from assistant.dialogue.forms import readers
from assistant.dialogue.forms.said import Said
from assistant.dialogue.guidance_cards import when
from assistant.domain.booking_errors import BookingNotFound
from assistant.domain.guardian import BirthMonth
from assistant.domain.guidance import WUXI_TIME, GuidanceSession, SessionKind
from assistant.services.guidance import Guidance, SessionQuery
from assistant.services.places import Places

OFFERED = 3
"""Sittings in one reply; more do not fit a phone screen."""

MOST_LOOKED_AT = 60

_HOURS = {"morning": (0, 12), "noon": (11, 14), "afternoon": (12, 18), "evening": (17, 24)}
_ANY_DAY = re.compile("时间(?:都|不限)|哪天都|随便哪天|时间随便|什么时候都|不限时间")
_ANY_KIND = re.compile("形式(?:都|不限)|哪种都|什么都行|类型不限|形式随便")


class Sittings:
    """Reads what is wanted and offers what fits."""

    def __init__(self, guidance: Guidance, places: Places) -> None:
        self._guidance = guidance
        self._places = places

    def read(self, said: Said, details: Details, asked: str) -> Details:
        """Read district, days, kind and the choice among those offered; a changed wish empties the choice."""
        offered: list[str] = details.get("offered") or []
        if (session_id := readers.reference("场次", said.text)) is not None:
            return {"session_id": session_id}
        if asked == "session_id" and (place := said.picked(len(offered))) is not None:
            return {"session_id": offered[place]}
        found: Details = {}
        if (district := self._district(said, asked)) and district != details.get("district"):
            found["district"] = district
        names_one_wish = _ANY_DAY.search(said.text) or _ANY_KIND.search(said.text)
        if asked == "session_id" and not offered and not names_one_wish and readers.leaves_open(said.text):
            return {"days": readers.ANY, "kind": readers.ANY, "session_id": None, "skip": 0}
        if asked not in ("birth_month", "nickname", "phone") and (wanted := self._days(said, asked)) is not None:
            found["days"] = wanted
        if (kind := readers.session_kind(said.corrected)) is not None:
            found["kind"] = kind.value
        elif _ANY_KIND.search(said.text) or (asked == "kind" and readers.leaves_open(said.text)):
            found["kind"] = readers.ANY
        if found:
            found |= {"session_id": None, "skip": 0}
        return found

    async def offer(self, said: Said, details: Details) -> tuple[str, Question] | Done:
        """Ask for day and kind, then offer the sittings that fit, soonest first; never the one that is to be moved."""
        if not details.get("days"):
            return "days", Question(wording.BOOK_DAYS, tuple((one, one) for one in wording.BOOK_DAYS_OPTIONS))
        if not details.get("kind"):
            labels = (*(kind.in_chinese for kind in SessionKind), wording.BOOK_ANY_KIND)
            return "kind", Question(wording.BOOK_KIND, tuple((label, label) for label in labels))
        fitting = await self._fitting(said.now, details)
        if not fitting:
            details["offered"] = []
            wider = {wording.BOOK_ANY_DAY: details["days"], wording.BOOK_ANY_KIND_AGAIN: details["kind"]}
            narrowing = [label for label, wanted in wider.items() if wanted != readers.ANY]
            text = wording.BOOK_NONE if narrowing else wording.BOOK_NONE_AT_ALL
            offered = (wording.BOOK_OTHER_DISTRICT, *narrowing)
            return "session_id", Question(text, tuple((label, label) for label in offered))
        skip = int(details.get("skip") or 0)
        shown = fitting[skip : skip + OFFERED] or fitting[:OFFERED]
        text = wording.BOOK_NO_MORE if skip >= len(fitting) else wording.BOOK_SESSION
        details["skip"] = 0 if skip >= len(fitting) else skip
        details["offered"] = [session.id for session in shown]
        choices = [(_label(session), f"〔场次:{session.id}〕") for session in shown]
        more = [(wording.BOOK_OTHERS, wording.BOOK_OTHERS)] if len(fitting) > OFFERED else []
        before = ({"kind": "sessions", "session_ids": details["offered"]},)
        return "session_id", Question(text, (*choices, *more), before)

    async def session(self, session_id: str) -> GuidanceSession | None:
        """Return the sitting, or None when there is none."""
        try:
            return await self._guidance.get(session_id)
        except BookingNotFound:
            return None

    async def _fitting(self, now: datetime, details: Details) -> list[GuidanceSession]:
        since, until, part = _limits(details["days"])
        query = SessionQuery(
            kinds=() if details["kind"] == readers.ANY else (SessionKind(details["kind"]),),
            district=details["district"],
            since=since,
            until=until,
            limit=MOST_LOOKED_AT,
        )
        found = [one for one in await self._guidance.fitting(query) if one.id != details.get("booked_id")]
        return [session for session in found if _suits(session, details.get("birth_month"), now) and _in(part, session)]

    def _district(self, said: Said, asked: str) -> str | None:
        for area in (*self._places.find(said.corrected).areas, *self._places.find(said.text).areas):
            return "经开区" if area.name.startswith("经开区") else area.district
        return said.district if not asked else None

    def _days(self, said: Said, asked: str) -> list[str] | str | None:
        wanted = readers.days(said.corrected, said.now)
        if wanted is not None:
            return [wanted.first_on.isoformat(), wanted.last_on.isoformat(), wanted.part_of_day]
        if _ANY_DAY.search(said.text) or (asked == "days" and (readers.leaves_open(said.text) or said.agrees)):
            return readers.ANY
        return None


def _limits(days: list[str] | str) -> tuple[datetime | None, datetime | None, str]:
    if isinstance(days, str):
        return None, None, ""
    first, last = (datetime.combine(datetime.fromisoformat(day).date(), time(0), WUXI_TIME) for day in days[:2])
    return first, last + timedelta(days=1), days[2]


def _in(part_of_day: str, session: GuidanceSession) -> bool:
    first, last = _HOURS.get(part_of_day, (0, 24))
    return first <= session.starts_at.astimezone(WUXI_TIME).hour < last


def _suits(session: GuidanceSession, birth_month: str | None, now: datetime) -> bool:
    if birth_month is None:
        return True
    youngest, oldest = BirthMonth.parse(birth_month, now.date()).ages_on(session.day)
    return oldest >= session.min_age_months and youngest <= session.max_age_months


def _label(session: GuidanceSession) -> str:
    """A button's words: day, time and kind."""
    return f"{when(session.starts_at)} {session.kind.in_chinese}"
