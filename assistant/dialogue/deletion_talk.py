"""Hearing the typed answer to the question whether everything is to be deleted; elsewhere a button is pressed."""

import re
from dataclasses import replace

from assistant.dialogue import compose, wording
from assistant.dialogue.routed import Routed
from assistant.domain.conversation import ConversationState
from assistant.domain.message import Reply

ASKED = "deletion"
"""The open question right after it was asked."""

_DELETE = "(?:确认|确定|全部?|都|就|请|帮我)*(?:删除?|删掉|清除|清掉)"
_YES = re.compile(
    rf"(?:(?:是的?|对的?|要的?|好的?|可以|同意|确认|确定|嗯+)(?:[,， ]*{_DELETE})?|{_DELETE})(?:吧|的|了|[。!！~ ])*"
)
_NO = re.compile(r"(?:还是|先)?(?:不|不要|不用|别|不了|算了|不删|别删|不删除|取消)(?:了|吧|谢谢|删|[,，。!！~ ])*")


def asked(state: ConversationState) -> Routed:
    """Ask whether everything is to be deleted."""
    return Routed(compose.offer_deletion(), replace(state, open_question=ASKED))


def answered(text: str, state: ConversationState, question: str) -> Routed | None:
    """Return what a typed answer does; None for anything else.

    Somebody who writes 是 must not go away believing that everything is deleted while nothing is.

    Args:
        text: What was typed.
        state: Of the conversation.
        question: The open question of the reply before.
    """
    plain = text.strip()
    if question != ASKED or not plain:
        return None
    if _NO.fullmatch(plain):
        return Routed(Reply(texts=(wording.KEPT,)), state)
    if _YES.fullmatch(plain):
        return Routed(Reply(texts=(wording.DELETION_DONE,)), state, forget=True)
    return None
