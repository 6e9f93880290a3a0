"""Stored records of the console with every field defaulted."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from assistant.domain.handover import Handover, HandoverState, Reason
from assistant.domain.urgency import Urgency
from assistant.store.console_records import AlertRecord, FollowUpRecord, SuggestionRecord
from tests.records import NOW


def a_handover(handover_id: str = "ho_1", conversation_id: str = "cv_1", **changes: Any) -> Handover:
    """A request that waits."""
    handover = Handover(
        id=handover_id,
        conversation_id=conversation_id,
        channel="widget",
        state=HandoverState.WAITING,
        reason=Reason.ASKED,
        urgency=Urgency.NONE,
        requested_at=NOW,
        summary={"questions": ["宝宝发烧怎么办"], "age_months": 8},
    )
    return replace(handover, **changes)


def an_alert(conversation_id: str = "cv_1", **changes: Any) -> AlertRecord:
    """An emergency nobody has seen."""
    return replace(AlertRecord(conversation_id, NOW, "widget", "call120", ["RF001"], ["抽搐"]), **changes)


def a_follow_up(follow_up_id: str = "fu_1", **changes: Any) -> FollowUpRecord:
    """A call-back that is due tomorrow."""
    return replace(FollowUpRecord(follow_up_id, "想问托育补贴", NOW + timedelta(days=1), NOW, "caregiver"), **changes)


def a_suggestion(suggestion_id: str = "s_1", **changes: Any) -> SuggestionRecord:
    """A suggestion that was shown."""
    record = SuggestionRecord(suggestion_id, "op_1", NOW, "宝宝发烧怎么办", "answer", 0.9, ["fever"], [])
    return replace(record, **changes)
