"""What a complaint's teller reads: the summary before it is handed in, the code afterwards, where it stands later."""

import re
from collections.abc import Mapping
from typing import Any

from assistant.dialogue import console_wording, form_wording
from assistant.domain.guidance import WUXI_TIME
from assistant.domain.message import Intent, Reply
from assistant.errors import NotFound
from assistant.services.chat_complaints import ChatComplaints

STATUS = Intent("complaint_status", 1.0)

_BLOCK = "[0-9A-HJKMNP-TV-Z]{4}"
_CODE = re.compile(rf"(?<![0-9A-Za-z]){_BLOCK}([-—–－ ]?){_BLOCK}\1{_BLOCK}(?![0-9A-Za-z])", re.IGNORECASE)
_MARK = re.compile("〔[^〕]*〕")
"""References look like codes."""

_ALONE_OR_ASKED = re.compile("查询码|投诉|举报|进展|进度|办理|结果|到哪")

_NAME_ALONE = re.compile(r"[^,，。；;！!？?\n]{2,30}(?:园|中心|机构|托班|公司|医院|社区|街道|指导站|卫健委|热线)")


def names_institution(text: str) -> bool:
    """Whether a text is the name of an institution and tells nothing of it."""
    return bool(_NAME_ALONE.fullmatch(text.strip()))


class ComplaintReplies:
    """Writes these replies; what they look up never passes through Rasa.

    Args:
        complaints: Holds what was told.
        public_url: Where the page for complaints is reached.
    """

    def __init__(self, complaints: ChatComplaints, public_url: str) -> None:
        self._complaints = complaints
        self._address = f"{public_url}/complaint"

    async def summary(self, part: Mapping[str, Any], conversation_id: str) -> Reply:
        """What will be handed in. The transcript keeps it: it shows an institution's name, and of the rest no word."""
        about = part["about"]
        try:
            named = await self._complaints.read(conversation_id, about) if about else form_wording.COMPLAIN_NO_NAME
            told = [await self._complaints.read(conversation_id, reference) for reference in part["texts"]]
        except NotFound:
            return Reply(texts=(form_wording.COMPLAIN_GONE,))
        text = form_wording.COMPLAIN_SUMMARY.format(
            about=named if not about or names_institution(named) else form_wording.COMPLAIN_NAMED,
            district=part["district"],
            length=sum(map(len, told)),
            contact=form_wording.COMPLAIN_PHONE_KEPT if part["has_phone"] else form_wording.COMPLAIN_ANONYMOUS,
        )
        return Reply(texts=(text,))

    def filed(self, run: str, conversation_id: str) -> Reply:
        """The code, shown this once."""
        code = self._complaints.code_of(conversation_id, run)
        return Reply(texts=(form_wording.COMPLAIN_FILED.format(code=code, address=self._address),))

    async def status_in(self, text: str) -> Reply | None:
        """Where the complaint stands whose code the text holds; None for a text without one."""
        found = _CODE.search(_MARK.sub(" ", text))
        if found is None:
            return None
        is_asked = bool(_ALONE_OR_ASKED.search(text)) or found[0] == text.strip()
        try:
            view = await self._complaints.look_up(found[0])
        except NotFound:
            unknown = form_wording.COMPLAIN_UNKNOWN.format(address=self._address)
            return Reply(texts=(unknown,), intent=STATUS) if is_asked else None
        received = view.received_at.astimezone(WUXI_TIME)
        line = form_wording.COMPLAIN_STATUS.format(
            received=f"{received.month}月{received.day}日",
            state=console_wording.COMPLAINT_STATES[view.state],
            answer=view.answer or console_wording.NO_ANSWER_YET,
        )
        return Reply(texts=(line,), intent=STATUS)
