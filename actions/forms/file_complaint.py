"""A complaint or a report: against whom, what happened, and whether somebody may call back."""

from typing import Protocol

from actions.forms.form import Details, Done, NotUsable, Question, ValidateForm, say
from assistant.dialogue import form_wording as wording
from assistant.dialogue import guidance_wording
from assistant.dialogue.forms import readers
from assistant.dialogue.forms.said import Said
from assistant.services.clock import Clock

ANONYMOUS = "none"


class Complaints(Protocol):
    """Takes complaints in."""

    async def file(
        self, conversation_id: str, about: str, text_reference: str, phone_reference: str | None, request_id: str
    ) -> str:
        """Store one and return its code; the same `request_id` stores one. References name sealed private values."""


class ValidateFileComplaintForm(ValidateForm):
    """Takes a complaint where a service for them is joined; otherwise the handbook says where one is taken."""

    form = "file_complaint_form"
    intents = frozenset({"file_complaint", "abuse"})
    may_decline = frozenset({"phone"})

    def __init__(self, clock: Clock, complaints: Complaints | None) -> None:
        super().__init__(clock)
        self._complaints = complaints

    async def read(self, said: Said, details: Details, asked: str) -> Details:
        """Read whom it is about, the reference of its text, the phone's reference and the yes."""
        found: Details = {}
        if text := readers.reference("投诉内容", said.text):
            found["text"] = text
        if phone := readers.reference("手机号", said.text):
            found["phone"] = phone
        if asked == "phone" and not found:
            if readers.has_odd_number(said.text):
                raise NotUsable(guidance_wording.ERRORS["phone_invalid"])
            if wording.COMPLAIN_ANONYMOUS in said.text or readers.declines(said.text) or said.refuses:
                found["phone"] = ANONYMOUS
        if asked == "about" and not found and len(said.text) <= 40:
            found["about"] = said.text
        if asked == "confirm" and (said.agrees or said.text.strip() == wording.COMPLAIN_SUBMIT):
            found["agreed"] = True
        return found

    async def proceed(self, said: Said, details: Details) -> tuple[str, Question] | Done:
        """Ask for the next thing, or hand the complaint in."""
        if self._complaints is None:
            return Done(then="action_answer_question")
        if not details.get("about"):
            return "about", Question(wording.COMPLAIN_ABOUT, _same(wording.COMPLAIN_NO_NAME))
        if not details.get("text"):
            return "text", Question(wording.COMPLAIN_WHAT, is_private=True)
        if not details.get("phone"):
            return "phone", Question(wording.COMPLAIN_CONTACT, _same(wording.COMPLAIN_ANONYMOUS))
        phone = None if details["phone"] == ANONYMOUS else details["phone"]
        if not details.get("agreed"):
            contact = wording.BOOK_PHONE_KEPT if phone else wording.COMPLAIN_ANONYMOUS
            text = wording.COMPLAIN_SUMMARY.format(about=details["about"], contact=contact)
            return "confirm", Question(text, _same(wording.COMPLAIN_SUBMIT, wording.COMPLAIN_STOP))
        code = await self._complaints.file(
            said.conversation_id, details["about"], details["text"], phone, f"form:{details['run']}"
        )
        return Done((say(wording.COMPLAIN_FILED.format(code=code)),))


def _same(*labels: str) -> tuple[tuple[str, str], ...]:
    return tuple((label, label) for label in labels)
