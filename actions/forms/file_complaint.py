"""A complaint (投诉) or a report (举报): against whom, where, what happened, and whether somebody may call back.

What is told reaches this form, and Rasa, as references alone; nothing is written before an explicit yes.
"""

import re

from actions.forms.form import Details, Done, NotUsable, Question, ValidateForm, say
from assistant.dialogue import form_wording as wording
from assistant.dialogue import guidance_wording
from assistant.dialogue.complaint_intake import ASKS_HOW
from assistant.dialogue.complaint_replies import names_institution
from assistant.dialogue.forms import readers
from assistant.dialogue.forms.said import Said
from assistant.errors import NotFound
from assistant.services.chat_complaints import ChatComplaints, ToldComplaint
from assistant.services.clock import Clock
from assistant.services.places import Places

UNNAMED = "none"
ANONYMOUS = "none"


_CHANGES = (
    ("about", re.compile("改(?:反映)?对象|改名称|机构(?:写|说)?错")),
    ("district", re.compile("改(?:所在)?区|区(?:写|说)?错")),
    ("texts", re.compile("重写|改经过|改内容")),
    ("phone", re.compile("改联系方式|改手机|改电话|换个?(?:手机|号码)")),
)
_CHANGE = re.compile("改一下|要改|有误|不对|错了|修改")


class ValidateFileComplaintForm(ValidateForm):
    """Takes a complaint and hands it to the people who handle complaints."""

    form = "file_complaint_form"
    intents = frozenset({"file_complaint", "abuse"})
    may_decline = frozenset({"phone", "more"})

    def __init__(self, clock: Clock, places: Places, complaints: ChatComplaints) -> None:
        super().__init__(clock)
        self._places = places
        self._complaints = complaints

    async def read(self, said: Said, details: Details, asked: str) -> Details:
        """Read the references of what was told, the district, and the yes."""
        if not asked:
            return await self._read_first(said)
        told = readers.reference("投诉内容", said.text)
        if asked == "about":
            return {"about": told or UNNAMED} if told or wording.COMPLAIN_NO_NAME in said.text else {}
        if asked in ("text", "more") and told:
            return {"texts": [*(details.get("texts") or ()), told], "is_told": True}
        if asked == "more" and (wording.COMPLAIN_NO_MORE in said.text or readers.declines(said.text) or said.refuses):
            return {"is_told": True}
        if asked == "district" and (district := self._district(said)):
            return {"district": district}
        if asked == "phone":
            return _read_phone(said)
        if asked in ("confirm", "change"):
            return _read_decision(said)
        return {}

    async def proceed(self, said: Said, details: Details) -> tuple[str, Question] | Done:
        """Ask for the next thing, or hand the complaint in; a district told before is not asked for."""
        if details.pop("asks_how", False):
            return Done((say(wording.COMPLAIN_HERE) | {"answers": True},), then="action_answer_question")
        if "district" not in details and said.district:
            details["district"] = said.district
        if not details.get("about"):
            return "about", Question(wording.COMPLAIN_ABOUT, _same(wording.COMPLAIN_NO_NAME), is_private=True)
        if not details.get("district"):
            return "district", Question(
                wording.COMPLAIN_DISTRICT, _same(*wording.DISTRICTS, wording.COMPLAIN_NO_DISTRICT)
            )
        if not details.get("texts"):
            return "text", Question(wording.COMPLAIN_WHAT, is_private=True)
        if not details.get("is_told"):
            return "more", Question(wording.COMPLAIN_WHAT_MORE, _same(wording.COMPLAIN_NO_MORE), is_private=True)
        if not details.get("phone"):
            choices = _same(wording.COMPLAIN_ANONYMOUS, wording.COMPLAIN_STOP)
            return "phone", Question(wording.COMPLAIN_CONTACT, choices)
        if details.pop("wants_change", None):
            return "change", Question(
                wording.COMPLAIN_WHAT_CHANGE, (*wording.COMPLAIN_CHANGES, *_same(wording.COMPLAIN_STOP))
            )
        if details.pop("agreed", None):
            return await self._file(said, details)
        before = ({"kind": "complaint_summary", **_told(details)},)
        choices = _same(wording.COMPLAIN_SUBMIT, wording.COMPLAIN_CHANGE, wording.COMPLAIN_STOP)
        return "confirm", Question(wording.COMPLAIN_CONFIRM, choices, before)

    async def _file(self, said: Said, details: Details) -> tuple[str, Question] | Done:
        """Hand it in; the same run of the form does so once, however often its last message comes."""
        phone = None if details["phone"] == ANONYMOUS else details["phone"]
        about = None if details["about"] == UNNAMED else details["about"]
        told = ToldComplaint(details["type"], about, details["district"], tuple(details["texts"]), phone)
        try:
            await self._complaints.file(said.conversation_id, details["run"], told, wording.COMPLAIN_NO_NAME)
        except NotFound:
            details |= dict.fromkeys(("about", "texts", "is_told", "phone"))
            text = f"{wording.COMPLAIN_GONE}\n{wording.COMPLAIN_ABOUT}"
            return "about", Question(text, _same(wording.COMPLAIN_NO_NAME), is_private=True)
        return Done(({"kind": "complaint_filed", "run": details["run"]},))

    async def _read_first(self, said: Said) -> Details:
        """我要举报阳光托育园 names whom it is about; a longer sentence tells what happened."""
        found: Details = {"type": "report" if "举报" in said.text else "complaint"}
        told = readers.reference("投诉内容", said.text)
        if told is None:
            return found | {"asks_how": bool(ASKS_HOW.search(said.text))}
        try:
            is_name = names_institution(await self._complaints.read(said.conversation_id, told))
        except NotFound:  # a mark that somebody typed
            return found
        return found | ({"about": told} if is_name else {"texts": [told]})

    def _district(self, said: Said) -> str | None:
        if wording.COMPLAIN_NO_DISTRICT in said.text or "不知道" in said.text:
            return wording.COMPLAIN_NO_DISTRICT
        for area in self._places.find(said.corrected).areas:
            return "经开区" if area.name.startswith("经开区") else area.district
        return None


def _read_phone(said: Said) -> Details:
    if phone := readers.reference("手机号", said.text):
        return {"phone": phone}
    if readers.has_odd_number(said.text):
        raise NotUsable(guidance_wording.ERRORS["phone_invalid"])
    is_anonymous = wording.COMPLAIN_ANONYMOUS in said.text or readers.declines(said.text) or said.refuses
    return {"phone": ANONYMOUS} if is_anonymous else {}


def _read_decision(said: Said) -> Details:
    """The yes, or what is to be asked anew."""
    for name, words in _CHANGES:
        if words.search(said.text):
            return {name: None, "is_told": None} if name == "texts" else {name: None}
    if said.agrees or said.text.strip() == wording.COMPLAIN_SUBMIT:
        return {"agreed": True}
    return {"wants_change": True} if said.refuses or _CHANGE.search(said.text) else {}


def _told(details: Details) -> Details:
    """What the summary shows, or looks up: references, and no more."""
    return {
        "about": None if details["about"] == UNNAMED else details["about"],
        "district": details["district"],
        "texts": details["texts"],
        "has_phone": details["phone"] != ANONYMOUS,
    }


def _same(*labels: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, label) for label in labels)
