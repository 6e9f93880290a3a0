"""What a reminder of a guidance sitting tells a follower."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder (预约提醒) without personal data.

    Attributes:
        conversation_id: Conversation that booked.
        text: The whole reminder as one text, for accounts without a template.
        title: What it is about, at most 20 characters.
        starts_at: When the sitting begins.
        place: Where, at most 20 characters.
        url: Page with more, or empty.
    """

    conversation_id: str
    text: str
    title: str
    starts_at: datetime
    place: str
    url: str = ""
