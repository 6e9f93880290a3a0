"""What a message tells of the child and of where the family lives."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from assistant.domain.child import Age
from assistant.domain.conversation import ConversationState
from assistant.domain.measures import Reading
from assistant.domain.message import InboundMessage
from assistant.language.children import find_children

ReadWords = Callable[[str, datetime], Reading]
"""The language part; finds ages and known words."""


def noted(read: ReadWords, text: str, message: InboundMessage, state: ConversationState) -> ConversationState:
    """Return the state with the child's age and the district that this message tells."""
    if message.choice is not None and message.choice.kind == "age":
        return state.told_age(Age(int(message.choice.value), approximate=True))
    reading = read(text, message.received_at)
    named = find_children(reading.text, reading.ages)
    for child in named:
        state = state.about(child.name, child.age)
    if reading.ages and not any(child.age for child in named):
        state = state.told_age(reading.ages[-1].age)
    districts = [term.value for term in reading.terms if term.label == "district"]
    return replace(state, district=districts[-1] if districts else state.district)
