"""Domain objects with every field defaulted, so that a test shows only what matters."""

from datetime import date, datetime
from typing import Any

from assistant.domain.entry import Collection, Entry, ReviewStatus, Source
from assistant.domain.message import InboundMessage
from assistant.services.clock import WUXI_TIME

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=WUXI_TIME)


def an_entry(entry_id: str = "salt", **fields: Any) -> Entry:
    """An entry that holds for every age."""
    values: dict[str, Any] = {
        "id": entry_id,
        "collection": Collection.HANDBOOK,
        "topic": "solids",
        "title": f"{entry_id}的问题",
        "age_months": (0, 83),
        "topics": ("solids",),
        "questions": ("能吃盐吗",),
        "answer": f"{entry_id}的回答。",
        "body": "## 为什么\n因为。",
        "sources": (Source("国家卫生健康委", "指南", "2020", "original"),),
        "checked_on": date(2026, 11, 23),
        "status": ReviewStatus.CHECKED,
    }
    return Entry(**{**values, **fields})


def a_message(text: str | None = "你好", **fields: Any) -> InboundMessage:
    """A message of one conversation at noon."""
    values: dict[str, Any] = {"conversation_id": "cv_1", "received_at": NOON, "text": text}
    return InboundMessage(**{**values, **fields})
