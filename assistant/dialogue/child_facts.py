"""What a message tells of the child and of where the family lives."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from assistant.domain.measures import AgeMention, Reading
from assistant.domain.message import InboundMessage
from assistant.language.children import ChildMention, find_children

_CHILD = re.compile("孩子|宝宝|宝贝|娃|小囡|囡囡|儿子|女儿")

ReadWords = Callable[[str, datetime], Reading]
"""The language part; finds ages and known words."""


def noted(read: ReadWords, text: str, message: InboundMessage, state: ConversationState) -> ConversationState:
    """Return the state with the child's age and the district that this message tells."""
    if message.choice is not None and message.choice.kind == "age":
        return state.told_age(Age(int(message.choice.value), approximate=True))
    reading = read(text, message.received_at)
    named = find_children(reading.text, reading.ages)
    owned = {child.age for child in named}
    free = [mention for mention in reading.ages if mention.age not in owned]
    if len(free) == 1 and named and not any(child.age for child in named) and _is_first(free[0], named, reading.text):
        # 孩子8个月，老大上幼儿园了: the age is that of the child spoken of before.
        state, free = state.told_age(free[0].age), []
    for child in named:
        state = state.about(child.name, child.age)
    if free and not any(child.age for child in named):
        state = state.told_age(free[-1].age)
    districts = [term.value for term in reading.terms if term.label == "district"]
    return replace(state, district=districts[-1] if districts else state.district)


def _is_first(age: AgeMention, named: Sequence[ChildMention], text: str) -> bool:
    """Whether an age is told of 孩子 or 宝宝 before any child is named."""
    before = text[: age.span.start]
    return bool(_CHILD.search(before)) and not any(child.name in before for child in named)
