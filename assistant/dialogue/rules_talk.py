"""Questions for the rules of booking, moving, cancelling, vouchers and complaints: looked up, and no task begins."""

from dataclasses import replace
from datetime import timedelta

from assistant.dialogue import compose
from assistant.dialogue import guidance_wording as wording
from assistant.dialogue.continuing import question_on
from assistant.dialogue.parts import Parts
from assistant.dialogue.routed import Routed, followed_by
from assistant.domain.booking import BookingRules
from assistant.domain.conversation import ConversationState
from assistant.domain.message import Intent, Reply
from assistant.language.rule_questions import OwnRule, asks_for_rules, own_rule_asked
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers

INTENT = Intent("ask_policy", 1.0)

SETTLED_HERE = frozenset(
    {
        OwnRule.CHANGE_DEADLINE,
        OwnRule.WAITLIST,
        OwnRule.MOVES,
        OwnRule.BRING,
        OwnRule.ON_BEHALF,
        OwnRule.NO_SHOW,
        OwnRule.COMPLAINT_REPLY,
    }
)
"""Rules that no entry speaks of; the others are told where no entry answers."""


class RulesTalk:
    """Answers without Rasa, whose model may take 取消预约要提前多久 for the wish to cancel.

    Args:
        answers: Finds entries.
        parts: Turns what was found into words.
        rules: What this service itself settles; without them everything is looked up.
    """

    def __init__(self, answers: Answers, parts: Parts, rules: BookingRules | None) -> None:
        self._answers = answers
        self._parts = parts
        self._rules = rules

    async def answer(self, text: str, state: ConversationState) -> Routed | None:
        """Return the answer; None where `text` asks for no rules."""
        if not asks_for_rules(text):
            return None
        rule = own_rule_asked(text)
        if self._rules is not None and rule in SETTLED_HERE:
            return _said(_in_words(rule, self._rules), state)
        parts = await self._answers.find_parts(question_on(text, state))
        if self._rules is not None and rule is not None and parts[0]["kind"] != Outcome.ANSWER.value:
            return _said(_in_words(rule, self._rules), state)
        routed = Routed(Reply(), state)
        for part in parts:
            routed = followed_by(routed, await self._parts.render_found(part, routed.state))
        return replace(routed, reply=replace(compose.told_apart(routed.reply), intent=INTENT))


def _said(text: str, state: ConversationState) -> Routed:
    return Routed(Reply(texts=(text,), intent=INTENT), replace(state, misses=0))


def _in_words(rule: OwnRule, rules: BookingRules) -> str:
    if rule is OwnRule.CHANGE_DEADLINE:
        return wording.CHANGE_DEADLINE.format(hours=_hours(rules.change_until))
    if rule is OwnRule.WAITLIST:
        return wording.WAITLIST_RULE.format(hours=_hours(rules.hold_for))
    if rule is OwnRule.MOVES:
        return wording.MOVES_RULE.format(hours=_hours(rules.change_until))
    if rule is OwnRule.NO_SHOW:
        return wording.NO_SHOW_RULE.format(hours=_hours(rules.change_until))
    if rule is OwnRule.MOST_OPEN:
        return wording.ENTITLEMENT_AIM + wording.MOST_OPEN_RULE.format(count=rules.most_open)
    return _SAID[rule]


_SAID = {
    OwnRule.PRICE: wording.ALL_FREE,
    OwnRule.BRING: wording.BRING_RULE,
    OwnRule.ON_BEHALF: wording.ON_BEHALF_RULE,
    OwnRule.COMPLAINT_REPLY: wording.COMPLAINT_REPLY_RULE,
}


def _hours(time: timedelta) -> str:
    return f"{time.total_seconds() / 3600:g}"
