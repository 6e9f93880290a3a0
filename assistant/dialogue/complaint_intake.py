"""What is said for a complaint is taken out of a message before anybody but triage reads it.

Rasa, transcripts and logs hold a reference. Two kinds of message are such: answers to a form's private question, and
a first message that tells what happened together with the wish to complain.
"""

import re
from dataclasses import replace

from assistant.dialogue import form_wording
from assistant.dialogue.desk_talk import ON
from assistant.dialogue.forms.said import gives_up
from assistant.dialogue.held_complaint import goes_on
from assistant.dialogue.intake import CleanText, hide_whole
from assistant.dialogue.person import wanted_by
from assistant.domain.conversation import ConversationState
from assistant.language.rule_questions import asks_for_rules
from assistant.services.chat_complaints import COMPLAINT

LATEST_WISH = 6
"""Characters before the wish up to which it opens the message (你好，我要投诉…) and says nothing of the matter."""

SHORTEST_TOLD = 2
LONGEST_QUESTION = 24
"""Characters up to which a question is about how to complain; what a longer one tells is a complaint's."""

_WISH = re.compile(r"(?:要|想|来|得|必须|打算|帮我|请你们?)(?:实名|匿名|去|再|向你们?|跟你们?)?(?P<how>投诉|举报)")
ASKS_HOW = re.compile(r"[?？]|(?:吗|呢|么)[。!！~]*$|怎么|如何|哪里|哪儿|哪个部门|找谁|电话|热线|渠道|流程|平台")
_HOW_LONG = re.compile(
    "(?:那|请问|匿名|实名)*(?:投诉|举报)(?:了|以后|之后)?[要得]?(?:多久|多长时间|几天|什么时候)[^,，。]{0,6}"
)
_FILLING = "一下，,。.：:；;！!、 吧啊呀"
_OPEN_ANSWERS = frozenset(
    {
        form_wording.COMPLAIN_NO_NAME,
        form_wording.COMPLAIN_NO_MORE,
        form_wording.COMPLAIN_SUBMIT,
        form_wording.COMPLAIN_STOP,
    }
)


def hide_complaint(taken: CleanText, state: ConversationState, handover: str) -> CleanText:
    """Return the message with what belongs to a complaint replaced by one reference.

    A person who is on reads the parent's words themselves, and a message left for them is taken as it is.
    """
    if handover == ON or state.is_leaving_message:
        return taken
    if state.hides_answer:
        leaves = _leaves_the_question(taken.text) or (state.held_complaint is not None and goes_on(taken.text))
        return taken if leaves else hide_whole(taken, COMPLAINT)
    wish = _WISH.search(taken.text)
    if wish is None or (len(taken.text) <= LONGEST_QUESTION and ASKS_HOW.search(taken.text)):
        return taken
    told = taken.text[wish.end() :].lstrip(_FILLING) if wish.start() <= LATEST_WISH else taken.text
    if len(told) < SHORTEST_TOLD:
        return taken
    hidden = hide_whole(replace(taken, text=told), COMPLAINT, f"我要{wish['how']}")
    return replace(hidden, spoken=taken.text)


def _leaves_the_question(text: str) -> bool:
    """Whether these words answer nothing: giving up, asking for a person or how complaints go, or a button's label."""
    if _HOW_LONG.fullmatch(text) and asks_for_rules(text):
        return True
    return gives_up(text) or wanted_by(text) is not None or text.strip() in _OPEN_ANSWERS
