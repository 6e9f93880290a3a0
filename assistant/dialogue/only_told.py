"""Messages that tell how it goes and ask nothing: it is better, it is not so, the child is well."""

from assistant.dialogue import wording
from assistant.domain.conversation import ConversationState
from assistant.domain.message import InboundMessage, Intent, Reply
from assistant.domain.triage.decision import Decision
from assistant.language.reports import only_tells_denial, only_tells_recovery, only_tells_wellbeing


def is_ill(state: ConversationState, message: InboundMessage) -> bool:
    """Whether a sign or a figure was heard of a child in the last day."""
    children = state.situation.without_expired(message.received_at).children
    return any(child.measures or any(not sign.denied for sign in child.signs) for child in children)


def only_tells(text: str, decision: Decision, was_ill: bool, has_asked: bool) -> Reply | None:
    """What is said to somebody who only tells that it is better, or not so, of what was spoken of.

    Triage has heard it and says whether its alarm stands; there is nothing to look up.
    """
    if decision.is_new or decision.route:
        return None
    stands = bool(decision.reminder)
    if was_ill and only_tells_recovery(text):
        said = wording.BETTER_STILL_GO if stands else wording.BETTER
        return Reply(texts=(said,), intent=Intent("report", 1.0))
    denied = tuple(words for _, _, words in decision.negated)
    is_well = was_ill and only_tells_wellbeing(text)
    if is_well or ((was_ill or has_asked) and only_tells_denial(text, denied)):
        said = wording.DENIAL_NOTED_STILL_GO if stands else wording.DENIAL_NOTED
        return Reply(texts=(said,), intent=Intent("report", 1.0))
    return None
