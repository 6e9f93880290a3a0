"""A complaint whose telling raised an alarm: the alarm comes first, and what was told waits to be gone on with."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from assistant.dialogue import form_wording
from assistant.dialogue.routed import Routed
from assistant.domain.conversation import ConversationState, HeldComplaint
from assistant.domain.message import ChoiceMeaning, InboundMessage, OfferedChoice

HELD_FOR = timedelta(hours=24)
"""As long as other facts of a situation count; afterwards a wish to complain begins anew."""

COMPLAINT_FORM = "file_complaint_form"

_GOES_ON = re.compile(
    r"(?:好了?|可以了?|那|那就|现在|没事了)?[,，、]?(?:我|我们)?(?:再|要|想|要再)?"
    r"(?:(?:接着|继续)(?:再)?(?:刚才的|之前的|那个)?(?:投诉|举报|反映)|(?:投诉|举报))(?:刚才的事|一下)?(?:吧|了|啊)?[。!！~]*"
)


def goes_on(text: str) -> bool:
    """Whether these words take a complaint up again and tell nothing new."""
    return bool(_GOES_ON.fullmatch(text.strip()))


def held_at(state: ConversationState, now: datetime) -> HeldComplaint | None:
    """Return what waits to be gone on with, unless that is long past."""
    held = state.held_complaint
    return held if held is not None and now - held.at <= HELD_FOR else None


def hold(alarm: Routed, message: InboundMessage) -> Routed:
    """Keep what the message told for a complaint, and say below the alarm how it goes on; other alarms stay alone.

    `shown_text` is set for what belongs to a complaint, and for nothing else.
    """
    if message.shown_text is None:
        return alarm
    reply, held = alarm.reply, HeldComplaint(message.shown_text, message.received_at)
    go_on = OfferedChoice(form_wording.COMPLAIN_GO_ON, ChoiceMeaning("say", form_wording.COMPLAIN_GO_ON))
    shown = replace(reply, texts=(*reply.texts, form_wording.COMPLAIN_HELD), choices=(*reply.choices, go_on))
    return replace(alarm, reply=shown, state=replace(alarm.state, held_complaint=held))


def settle(routed: Routed, before: ConversationState, message: InboundMessage) -> Routed:
    """Forget what was held once it was told again another way, or the complaint was filed or given up."""
    is_told_again = message.shown_text is not None
    is_over = before.form == COMPLAINT_FORM and not routed.state.form
    if routed.reply.degraded or not (is_told_again or is_over):
        return routed
    return replace(routed, state=replace(routed.state, held_complaint=None))
