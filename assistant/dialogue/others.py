"""换一个, 都不是: the next entries for the last question, and then a person."""

import re
from dataclasses import replace

from assistant.dialogue import compose, wording
from assistant.dialogue.routed import Routed
from assistant.domain.conversation import ConversationState
from assistant.domain.handover import PersonWanted, Reason
from assistant.domain.message import Intent, Reply
from assistant.services.answers import Answers, Question

INTENT = Intent("none_of_these", 1.0)

ENTRIES = "entries"
"""The open question after buttons that ask which entry was meant."""

AGES = "ages"
"""The open question after an answer that differs by age."""

_ANOTHER = re.compile(
    r"(?:这个不[对是]|不是这个?(?:意思)?|不对|不是)?[,， ]*(?:请|麻烦|给我|帮我)?(?:再)?(?:换|来|找)一?"
    r"(?:个|条|下|种|篇)(?:答案|回答|别的|说法|其他的?|试试|看看)?[吧呗呢啊。!！~ ]*"
    r"|(?:我?(?:问|要|说)的)?(?:不是|不对)这[个条篇](?:问题|答案|意思)?[吧啊呀的。!！~ ]*"
    r"|下一[个条][吧。!！ ]*|还有别的(?:答案|回答|说法)[吗么没有?？。]*|有没有别的(?:答案|回答|说法)[?？。]*"
)
_NONE = re.compile(
    r"(?:以上|上面|这些|这几个|全|一个|哪个|通通|统统|侪)*(?:都|也|全)?(?:不是|不对|弗是|勿是)"
    r"(?:的|啊|呀|我(?:要|想)?问的)?[。!！~ ]*"
)


def wants_another(text: str, state: ConversationState, asked: str) -> bool:
    """Whether the message turns down what was shown for the last question; works without Rasa.

    `asked` is the open question of the reply before.
    """
    if not state.last_question or not state.turned_down:
        return False
    plain = text.strip()
    return bool(_ANOTHER.fullmatch(plain) or (asked == ENTRIES and _NONE.fullmatch(plain)))


class Others:
    """Offers what comes next.

    Args:
        answers: Searches.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    async def offer(self, state: ConversationState) -> Routed:
        """Offer the next best entries for the last question as buttons; a person once there are none."""
        misses = replace(state, misses=state.misses + 1)
        if not state.last_question:
            return Routed(Reply(texts=(wording.NONE_OF_THESE_REPLY,), intent=INTENT), misses)
        months = state.age.months if state.age else None
        question = Question(state.last_question, months, state.district or None)
        found = await self._answers.others(question, state.turned_down)
        if not found:
            reply = compose.nothing_else(state.misses)
            wanted = PersonWanted(Reason.NOT_FOUND)
            return Routed(replace(reply, intent=INTENT), misses, act=wanted, missed=state.last_question)
        texts = wording.OTHERS if len(found) > 1 else wording.OTHER_ONE
        text = texts[len(state.turned_down) % len(texts)]
        reply = Reply(texts=(text,), choices=compose.entry_choices(found), intent=INTENT)
        turned_down = (*state.turned_down, *(entry.id for entry in found))
        offered = tuple(entry.id for entry in found)
        after = replace(misses, turned_down=turned_down, offered=offered, open_question=ENTRIES)
        return Routed(reply, after, missed=state.last_question)
