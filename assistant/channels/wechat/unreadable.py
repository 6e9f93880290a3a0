"""What is said to a picture, a voice or anything else that cannot be read, in the light of what was heard before."""

from datetime import datetime

from assistant.channels.wechat import wording
from assistant.domain.conversation import ConversationState
from assistant.domain.message import Reply


def answer_to(sort: str, state: ConversationState, now: datetime) -> Reply:
    """Return the reply to it.

    A standing alarm is repeated in front: a picture is most likely of what was told before, and nobody may wait for it
    to be looked at. In the middle of a form the open question is pointed at.

    Args:
        sort: Key of `wording.CANNOT_READ`.
        state: Of the conversation.
        now: The present instant; alarms expire.
    """
    level = state.situation.without_expired(now).urgency
    is_about_form = bool(state.form) and not level.is_emergency
    asked = wording.CANNOT_READ_IN_FORM[sort] if is_about_form else wording.CANNOT_READ[sort]
    reminder = wording.STILL_URGENT.get(level)
    return Reply(texts=(reminder, asked), urgency=level) if reminder else Reply(texts=(asked,))
