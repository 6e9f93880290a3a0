"""Questions for the rules of booking, moving, cancelling, vouchers and complaints: looked up, and no task begins."""

from dataclasses import replace

from assistant.dialogue import compose, guidance_wording
from assistant.dialogue.continuing import question_on
from assistant.dialogue.parts import Parts
from assistant.dialogue.routed import Routed, followed_by
from assistant.domain.booking import BookingRules
from assistant.domain.conversation import ConversationState
from assistant.domain.message import Intent, Reply
from assistant.language.rule_questions import asks_change_deadline, asks_for_rules, asks_price
from assistant.retrieval.types import Outcome
from assistant.services.answers import Answers

INTENT = Intent("ask_policy", 1.0)


class RulesTalk:
    """Answers without Rasa, whose model may take 取消预约要提前多久 for the wish to cancel.

    Args:
        answers: Finds entries.
        parts: Turns what was found into words.
        rules: The deadline that this service itself sets; without it that is looked up like everything else.
    """

    def __init__(self, answers: Answers, parts: Parts, rules: BookingRules | None) -> None:
        self._answers = answers
        self._parts = parts
        self._rules = rules

    async def answer(self, text: str, state: ConversationState) -> Routed | None:
        """Return the answer; None where `text` asks for no rules."""
        if not asks_for_rules(text):
            return None
        if self._rules is not None and asks_change_deadline(text):
            hours = self._rules.change_until.total_seconds() / 3600
            said = guidance_wording.CHANGE_DEADLINE.format(hours=f"{hours:g}")
            return Routed(Reply(texts=(said,), intent=INTENT), replace(state, misses=0))
        parts = await self._answers.find_parts(question_on(text, state))
        if asks_price(text) and parts[0]["kind"] != Outcome.ANSWER.value:
            return Routed(Reply(texts=(guidance_wording.ALL_FREE,), intent=INTENT), replace(state, misses=0))
        routed = Routed(Reply(), state)
        for part in parts:
            routed = followed_by(routed, await self._parts.render_found(part, routed.state))
        return replace(routed, reply=replace(compose.told_apart(routed.reply), intent=INTENT))
