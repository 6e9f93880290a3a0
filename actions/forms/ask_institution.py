"""Asking about one institution: which one, and what is known of it."""

import re

from actions.forms.form import Details, Done, Question, ValidateForm
from assistant.dialogue import form_wording as wording
from assistant.dialogue.forms.said import Said
from assistant.language.named_things import find_institution_names
from assistant.language.normalise import normalise
from assistant.services.clock import Clock
from assistant.services.institutions import Institutions

_POINTED_AT = re.compile("(?:这|那|他|它|该)(?:一)?家|这个机构|那个机构|这所|那所")

_ASKED_ABOUT = re.compile(
    "(?:有没有|是不是|能不能|有|是|在|要|都|需要)?(?:备案|普惠|收费|资质|正规|空位|托位|名额|电话|地址|营业时间|开门|等级|评级)|"
    "多少钱?|怎么样|好不好|几点|哪里|在哪|贵不贵|一个月|[吗呢了的啊吧?？,，。]"
)
"""What is asked of an institution; its syllables would be heard as parts of a name."""


class ValidateAskInstitutionForm(ValidateForm):
    """Shows what the list says of the institution that is named; a general question goes to the knowledge base."""

    form = "ask_institution_form"
    intents = frozenset({"ask_institution"})
    asides = frozenset({"name"})

    def __init__(self, clock: Clock, institutions: Institutions) -> None:
        super().__init__(clock)
        self._institutions = institutions

    async def read(self, said: Said, details: Details, asked: str) -> Details:
        """Read the name, known to the list or only looking like one."""
        plain = normalise(said.text)
        if not asked and _POINTED_AT.search(plain):
            return {"is_pointed_at": True}
        name = _ASKED_ABOUT.sub(" ", plain).strip()
        if await self._institutions.named(name, 1) or find_institution_names(plain):
            return {"name": name}
        return {}

    async def proceed(self, said: Said, details: Details) -> tuple[str, Question] | Done:
        """Show it, or ask which one is meant."""
        if details.get("name"):
            return Done(({"kind": "institution", "text": details["name"]},))
        if details.get("is_pointed_at"):
            return "name", Question(wording.CHECK_WHICH)
        return Done(then="action_answer_question")
