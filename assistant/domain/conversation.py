"""What the assistant knows in the middle of a conversation, beside the transcript."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from assistant.domain.child import Age
from assistant.domain.family import Family
from assistant.domain.triage.situation import EMPTY_SITUATION, Situation

OLDER, YOUNGER = frozenset({"老大", "哥哥", "姐姐"}), frozenset({"老二", "弟弟", "妹妹"})

SIBLINGS_APART_MONTHS = 6
"""Ages less far apart are one child's, told less and more exactly."""


class Memory(str, Enum):
    """Whether the children are remembered beyond the conversation; without an explicit yes they are not."""

    NEVER_ASKED = ""
    ASKED = "asked"
    DECLINED = "declined"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class HeldComplaint:
    """What was told for a complaint in a message that raised an alarm: `text` holds references alone."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConversationState:
    """Facts that live exactly as long as the conversation.

    Attributes:
        age: The child's age as last stated, or None.
        district: District's Chinese name as last stated, or empty.
        situation: What triage has heard.
        last_question: The last question put to retrieval, for 八个月了 or 说详细一点 after it.
        last_entry_ids: Entries shown last, best first.
        misses: Answers in a row that found nothing.
        turns_in_rasa: Turns since Rasa began its current session.
        is_leaving_message: The next text is a message for the operators.
        person_said: What an operator wrote last, until the assistant has answered something else.
        form: The form that waits for an answer, or empty.
        children: Ages of the children that were told apart by name: 老大, 老二, a nickname.
        child: The one spoken of last, or empty where only one is known.
        hides_answer: The next message answers a question whose answer is private, e.g. a complaint's text.
        as_of: Day on which the ages were so; None where none is known.
        memory: Whether the children are remembered beyond the conversation.
        open_question: What the last reply asked beside its answer: `remember`, `deletion`, `entries`, `ages` or
            `seat`; only the next message answers it.
        offered: Entries that the last reply offered as buttons, in their order.
        turned_down: Entries shown for the last question, which another wish for it leaves out.
        held_complaint: A complaint that an alarm interrupted, until it is gone on with.
        around: Ids of the institutions around the point that was shared last, nearest first.
        listed: Ids of the institutions that were listed last, by their numbers.
    """

    age: Age | None = None
    district: str = ""
    situation: Situation = field(default=EMPTY_SITUATION)
    last_question: str = ""
    last_entry_ids: tuple[str, ...] = ()
    misses: int = 0
    turns_in_rasa: int = 0
    is_leaving_message: bool = False
    person_said: str = ""
    form: str = ""
    hides_answer: bool = False
    children: tuple[tuple[str, Age], ...] = ()
    child: str = ""
    as_of: date | None = None
    memory: Memory = Memory.NEVER_ASKED
    open_question: str = ""
    offered: tuple[str, ...] = ()
    turned_down: tuple[str, ...] = ()
    held_complaint: HeldComplaint | None = None
    around: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    def about(self, name: str, age: Age | None) -> "ConversationState":
        """Return the state with this child in view, and its age changed where one was told.

        The child spoken of before without a name is a brother or sister where its age or the name says so.
        """
        known, unnamed = dict(self.children), self.age
        if unnamed is not None and not self.child and not known and (other := _sibling(name, age, unnamed)):
            known[other], unnamed = unnamed, None
        if age is not None:
            known[name] = age
        return replace(self, children=tuple(known.items()), child=name, age=known.get(name, unnamed))

    def without_topic(self) -> "ConversationState":
        """Return the state with nothing left to go on from; the entry shown last can still be said again."""
        return replace(self, last_question="", turned_down=(), offered=(), around=(), listed=())

    def told_age(self, age: Age) -> "ConversationState":
        """Return the state with the age of the child in view changed."""
        return self.about(self.child, age) if self.child else replace(self, age=age)

    def family(self, today: date) -> Family:
        """What is known of the children, as of today."""
        return Family(self.as_of or today, self.age, self.district, self.children, self.child).on(today)

    def with_family(self, family: Family) -> "ConversationState":
        """Return the state with what is known of the children replaced."""
        return replace(
            self,
            as_of=family.as_of,
            age=family.age,
            district=family.district,
            children=family.children,
            child=family.child,
        )

    def to_json(self) -> dict[str, Any]:
        """Return JSON values that `from_json` turns back into an equal state."""
        return {
            "age": self.age.to_json() if self.age else None,
            "district": self.district,
            "situation": self.situation.to_json(),
            "last_question": self.last_question,
            "last_entry_ids": list(self.last_entry_ids),
            "misses": self.misses,
            "turns_in_rasa": self.turns_in_rasa,
            "is_leaving_message": self.is_leaving_message,
            "person_said": self.person_said,
            "form": self.form,
            "hides_answer": self.hides_answer,
            "children": [[name, *of_it.to_json()] for name, of_it in self.children],
            "child": self.child,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "memory": self.memory.value,
            "open_question": self.open_question,
            "offered": list(self.offered),
            "turned_down": list(self.turned_down),
            "held_complaint": [held.text, held.at.isoformat()] if (held := self.held_complaint) else None,
            "around": list(self.around),
            "listed": list(self.listed),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "ConversationState":
        """Read a stored state; keys that are absent take their defaults."""
        age, held = stored.get("age"), stored.get("held_complaint")
        return cls(
            age=Age(*age) if age else None,
            district=stored.get("district", ""),
            situation=Situation.from_json(stored.get("situation") or {}),
            last_question=stored.get("last_question", ""),
            last_entry_ids=tuple(stored.get("last_entry_ids", ())),
            misses=stored.get("misses", 0),
            turns_in_rasa=stored.get("turns_in_rasa", 0),
            is_leaving_message=stored.get("is_leaving_message", False),
            person_said=stored.get("person_said", ""),
            form=stored.get("form", ""),
            hides_answer=stored.get("hides_answer", False),
            children=tuple((name, Age(*of_it)) for name, *of_it in stored.get("children", ())),
            child=stored.get("child", ""),
            as_of=date.fromisoformat(stored["as_of"]) if stored.get("as_of") else None,
            memory=Memory(stored.get("memory", "")),
            open_question=stored.get("open_question", ""),
            offered=tuple(stored.get("offered", ())),
            turned_down=tuple(stored.get("turned_down", ())),
            held_complaint=HeldComplaint(held[0], datetime.fromisoformat(held[1])) if held else None,
            around=tuple(stored.get("around", ())),
            listed=tuple(stored.get("listed", ())),
        )


def _sibling(name: str, told: Age | None, unnamed: Age) -> str:
    """Return what to call the child of `unnamed` age once `name` turns out to be another one; empty if it is the same.

    老大 without an age is not the 宝宝 spoken of before; 老二 well may be.
    """
    if name in OLDER and (told is None or told.months - unnamed.months >= SIBLINGS_APART_MONTHS):
        return "老二"
    if name in YOUNGER and told is not None and unnamed.months - told.months >= SIBLINGS_APART_MONTHS:
        return "老大"
    return ""
