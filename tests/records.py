"""Stored records with every field defaulted, so that a test shows only what matters."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from assistant.store.records import (
    AnswerRecord,
    ChoiceRecord,
    Conversation,
    Item,
    OutboxMessage,
    PrivateValueRecord,
    TriageRecord,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def a_conversation(conversation_id: str = "cv_1", **changes: Any) -> Conversation:
    """A conversation that has just begun."""
    conversation = Conversation(
        id=conversation_id,
        site_key="demo",
        channel="widget",
        token_hash="hash-of-a-token",
        token_expires_at=NOW + timedelta(days=1),
        renewable_until=NOW + timedelta(days=30),
        created_at=NOW,
        last_seen_at=NOW,
    )
    return replace(conversation, **changes)


def an_item(seq: int = 1, conversation_id: str = "cv_1", **changes: Any) -> Item:
    """A caregiver's line."""
    return replace(Item(conversation_id, seq, "caregiver", {"text": "宝宝发烧怎么办"}, NOW), **changes)


def an_answer(answer_id: str = "a_1", conversation_id: str = "cv_1", **changes: Any) -> AnswerRecord:
    """An answer from the handbook."""
    answer = AnswerRecord(
        answer_id=answer_id,
        conversation_id=conversation_id,
        seq=2,
        entry_ids=["fever-first-steps"],
        triage={"rules": []},
        intent="ask_health",
        confidence=0.9,
        degraded=False,
        created_at=NOW,
    )
    return replace(answer, **changes)


def a_choice(choice_id: str = "c_1", conversation_id: str = "cv_1", **changes: Any) -> ChoiceRecord:
    """A button that states an age."""
    return replace(ChoiceRecord(choice_id, conversation_id, 2, "8个月", "age", "8"), **changes)


def a_private_value(reference: str = "p_1", conversation_id: str = "cv_1", **changes: Any) -> PrivateValueRecord:
    """A sealed phone number."""
    value = PrivateValueRecord(reference, conversation_id, "phone", b"\x01\x00\xff", "keyed-hash", NOW)
    return replace(value, **changes)


def a_triage_record(conversation_id: str = "cv_1", **changes: Any) -> TriageRecord:
    """A level that one word decided."""
    record = TriageRecord(
        conversation_id=conversation_id,
        at=NOW,
        urgency="call120",
        rule_ids=["convulsion-now"],
        words=[[0, 2, "抽搐"]],
        negated=[],
        age_used_months=None,
        version="1",
        channel="widget",
    )
    return replace(record, **changes)


def a_message(dedupe_key: str = "reminder:1", **changes: Any) -> OutboxMessage:
    """A message that is due."""
    message = OutboxMessage(
        id=0,
        kind="wechat",
        recipient="openid-1",
        payload={"text": "明天上午有一次指导"},
        dedupe_key=dedupe_key,
        state="waiting",
        attempts=0,
        next_attempt_at=NOW,
        created_at=NOW,
    )
    return replace(message, **changes)
