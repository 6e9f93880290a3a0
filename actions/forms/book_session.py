"""Booking a guidance session: which sitting, for which child, agreed to before anything is written."""

import re

from actions.forms.form import Details, Done, NotUsable, Part, Question, ValidateForm, say
from actions.forms.sittings import Sittings
from assistant.dialogue import form_wording as wording
from assistant.dialogue import guidance_wording
from assistant.dialogue.forms import readers
from assistant.dialogue.forms.said import Said
from assistant.dialogue.guidance_cards import short_line
from assistant.dialogue.wording import age_in_words
from assistant.domain.booking_errors import BookingError, BookingNotFound, SessionFull, UnusableDetail
from assistant.domain.guardian import BOOKING_CONSENT, BirthMonth
from assistant.domain.guidance import GuidanceSession
from assistant.services.booking_requests import BookingRequest, Requester, ShownBooking
from assistant.services.bookings import Bookings
from assistant.services.clock import Clock
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWorkFactory

NO_PHONE = "none"

_CHANGE_TIME = re.compile("改时间|换个?(?:时间|日子|天)|改日期")
_CHANGE_NAME = re.compile("改小名|小名错|改称呼|换个?小名")
_CHANGE_PHONE = re.compile("改手机|手机号?错|换个?(?:手机|号码)|改电话")
_CHANGE_SITTING = re.compile("换一?[批场]|改场次|换别的场")
_CHANGE_DISTRICT = re.compile("换个?区(?!域)|改区")
_CHANGE = re.compile("改一下|要改|有误|不对|错了|修改")


class ValidateBookSessionForm(ValidateForm):
    """Asks for district, month of birth, day and kind; offers sittings; books after an explicit yes."""

    form = "book_session_form"
    intents = frozenset({"book_session", "state_preference", "state_child_facts", "correct_information"})
    may_decline = frozenset({"phone"})

    def __init__(
        self,
        clock: Clock,
        sittings: Sittings,
        bookings: Bookings,
        unit_of_work: UnitOfWorkFactory,
        private_values: PrivateValues,
    ) -> None:
        super().__init__(clock)
        self._sittings = sittings
        self._bookings = bookings
        self._unit_of_work = unit_of_work
        self._private_values = private_values

    async def read(self, said: Said, details: Details, asked: str) -> Details:
        """Read whatever the message tells of the sitting and the child; several things at once."""
        if asked == "waitlist":
            return _read_waitlist(said)
        if asked == "confirm" and (said.agrees or said.refuses):
            return {"agreed": True} if said.agrees else {"wants_change": True}
        found = _read_change(said.text, details) if asked else {}
        found |= self._sittings.read(said, details, asked)
        found |= self._read_child(said, asked)
        if reference := readers.reference("手机号", said.text):
            found["phone"] = reference
        elif asked == "phone":
            found |= _read_no_phone(said, details)
        if found and asked in ("confirm", "change"):
            found.setdefault("wants_change", None)
        return found

    async def proceed(self, said: Said, details: Details) -> tuple[str, Question] | Done:
        """Ask for the next thing, or book."""
        step = await self._sitting_step(said, details)
        if step is not None:
            return step
        session = await self._sittings.session(str(details["session_id"]))
        if session is None:
            return await self.proceed(said, _without_sitting(details))
        if details.get("waitlist") is None and details.get("was_full"):
            return "waitlist", Question(wording.BOOK_FULL_NOW, _same(wording.BOOK_WAIT, wording.BOOK_OTHER_SESSION))
        if not details.get("nickname"):
            return "nickname", Question(wording.BOOK_NICKNAME)
        details["is_at_home"] = needed = session.is_at_home
        if not details.get("phone") or (needed and details["phone"] == NO_PHONE):
            choices = _same(wording.BOOK_NO_PHONE) if not needed else ()
            return "phone", Question(wording.BOOK_PHONE_NEEDED if needed else wording.BOOK_PHONE, choices)
        if details.get("wants_change"):
            return "change", Question(wording.BOOK_WHAT_CHANGE, (*wording.BOOK_CHANGES, *_same(wording.BOOK_STOP)))
        if details.pop("agreed", None):
            return await self._book(said, details, session)
        return "confirm", _summary(details, session)

    async def _sitting_step(self, said: Said, details: Details) -> tuple[str, Question] | Done | None:
        """What is still to be asked before a sitting is chosen."""
        if not details.get("district"):
            return "district", Question(wording.BOOK_DISTRICT, _same(*wording.DISTRICTS))
        if not details.get("birth_month"):
            return "birth_month", _birth_question(said, details)
        if not details.get("session_id"):
            return await self._sittings.offer(said, details)
        return None

    def _read_child(self, said: Said, asked: str) -> Details:
        found: Details = {}
        is_birth = asked == "birth_month" or readers.corrects_birth(said.text)
        if birth := readers.birth_month(said.corrected, said.now, is_birth):
            try:
                BirthMonth.parse(birth, said.now.date())
            except UnusableDetail as error:
                raise NotUsable(guidance_wording.ERRORS[error.code]) from error
            found["birth_month"] = birth
        elif (months := readers.age_months(said.corrected, asked == "birth_month")) is not None:
            found |= {"age_months": months, "birth_month": None}
        elif not asked and said.age_months is not None:
            found["age_months"] = said.age_months
        if "birth_month" in found:
            found["session_id"] = None
        if name := readers.nickname(said.corrected, asked == "nickname"):
            found["nickname"] = name
        return found

    async def _book(self, said: Said, details: Details, session: GuidanceSession) -> tuple[str, Question] | Done:
        """Write it; the same run of the form books once, however often its last message comes."""
        requester = Requester.of_conversation(said.conversation_id)
        request = BookingRequest(
            session_id=session.id,
            nickname=details["nickname"],
            birth_month=details["birth_month"],
            consent_version=BOOKING_CONSENT.version,
            phone=await self._phone(said.conversation_id, details),
            district=details["district"],
            waitlist=bool(details.get("waitlist")) or session.seats_free <= 0,
            client_request_id=f"form:{details['run']}:{session.id}",
        )
        try:
            shown: ShownBooking = await self._bookings.book(requester, request)
        except SessionFull:
            return await self.proceed(said, {**details, "was_full": True, "waitlist": None})
        except (BookingError, BookingNotFound, UnusableDetail) as error:
            why = guidance_wording.ERRORS[error.code]
            if error.code in ("already_booked", "too_many_bookings", "entitlement_used_up"):
                return Done((say(why), {"kind": "my_bookings"}))
            if error.code in ("phone_invalid", "phone_needed"):
                return "phone", Question(why)
            return _with_reason(why, await self.proceed(said, _without_sitting(details)))
        return Done(({"kind": "booking", "booking_id": shown.booking.id},))

    async def _phone(self, conversation_id: str, details: Details) -> str:
        """Return the number behind the reference; a mark that somebody typed opens nothing of another conversation."""
        if details["phone"] == NO_PHONE:
            return ""
        async with self._unit_of_work() as uow:
            kept = await uow.private_values.get(details["phone"])
        is_own = kept is not None and kept.conversation_id == conversation_id and kept.kind == "mobile"
        return self._private_values.open(kept.ciphertext) if kept and is_own else ""


def _read_waitlist(said: Said) -> Details:
    if said.agrees or "候补" in said.text:
        return {"waitlist": True, "was_full": None, "agreed": True}
    if said.refuses or "换" in said.text:
        return _NO_SITTING
    return {}


_NO_SITTING: Details = {"session_id": None, "was_full": None, "waitlist": None, "wants_change": None}


def _without_sitting(details: Details) -> Details:
    return {**details, **_NO_SITTING, "agreed": None}


def _read_change(text: str, details: Details) -> Details:
    """改一下, 改时间, 换一批: empty what is to be asked anew."""
    if _CHANGE_TIME.search(text):
        return {**_NO_SITTING, "days": None, "skip": 0}
    if _CHANGE_NAME.search(text):
        return {"nickname": None, "wants_change": None}
    if _CHANGE_PHONE.search(text):
        return {"phone": None, "wants_change": None}
    if _CHANGE_SITTING.search(text):
        return {**_NO_SITTING, "skip": len(details.get("offered") or ()) + int(details.get("skip") or 0)}
    if _CHANGE_DISTRICT.search(text):
        return {**_NO_SITTING, "district": None, "skip": 0}
    return {"wants_change": True} if _CHANGE.fullmatch(text.strip()) else {}


def _read_no_phone(said: Said, details: Details) -> Details:
    if readers.has_odd_number(said.text):
        raise NotUsable(guidance_wording.ERRORS["phone_invalid"])
    if not (readers.declines(said.text) or said.refuses):
        return {}
    if details.get("is_at_home"):
        raise NotUsable(guidance_wording.ERRORS["phone_needed"])
    return {"phone": NO_PHONE}


def _birth_question(said: Said, details: Details) -> Question:
    months = details.get("age_months")
    if months is None:
        return Question(wording.BOOK_BIRTH)
    first, second = (_month_in_words(month) for month in readers.birth_months_of_age(months, said.now.date()))
    text = wording.BOOK_BIRTH_FROM_AGE.format(age=age_in_words(months), first=first, second=second)
    return Question(text, _same(first, second))


def _summary(details: Details, session: GuidanceSession) -> Question:
    text = wording.BOOK_SUMMARY.format(
        session=short_line(session),
        nickname=details["nickname"],
        birth=_month_in_words(details["birth_month"]),
        phone=wording.BOOK_PHONE_NONE if details["phone"] == NO_PHONE else wording.BOOK_PHONE_KEPT,
        waitlist=wording.BOOK_WAITLIST if session.seats_free <= 0 else "",
        consent=BOOKING_CONSENT.text,
    )
    return Question(text, _same(wording.BOOK_CONFIRM, wording.BOOK_CHANGE, wording.BOOK_STOP))


def _with_reason(why: str, step: tuple[str, Question] | Done) -> tuple[str, Question] | Done:
    """Say why it failed in front of what comes next."""
    if isinstance(step, Done):
        return Done((say(why), *step.parts))
    asked, question = step
    parts: tuple[Part, ...] = (say(why), *question.before)
    return asked, Question(question.text, question.choices, parts)


def _month_in_words(month: str) -> str:
    year, number = month.split("-")
    return f"{year}年{int(number)}月"


def _same(*labels: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, label) for label in labels)
