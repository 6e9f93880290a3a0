"""A usable body for every call of the API that takes one, by the name of its shape in the OpenAPI document."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "OpenConversation": {"site_key": "demo"},
    "MessageIn": {"text": "你好"},
    "FeedbackIn": {"helpful": True},
    "SiteIn": {"key": "new", "name": "新诊所"},
    "SiteChange": {"name": "新诊所"},
    "NoteIn": {"kind": "hours", "title": "时间", "text": "上午"},
    "DecisionIn": {"state": "approved"},
    "LoginIn": {"name": "nobody", "password": "not the password"},
    "BookingIn": {"session_id": "x", "nickname": "团团", "birth_month": "2025-02", "consent_version": "x"},
    "BookingChangeIn": {"confirm": True},
    "SessionFeedbackIn": {"rating": 5},
    "SessionIn": {
        "kind": "parent_class",
        "title": "x",
        "district": "滨湖区",
        "place": "x",
        "led_by": "x",
        "min_age_months": 0,
        "max_age_months": 36,
        "capacity": 5,
        "starts_at": "2030-03-09T09:30:00+08:00",
        "ends_at": "2030-03-09T10:30:00+08:00",
    },
    "SessionChangeIn": {"capacity": 3},
    "ReasonIn": {"reason": "x"},
    "AttendanceIn": {"code": "x"},
    "GrantIn": {"code": "x", "year": 2026, "change": 1, "reason": "x"},
    "JoinIn": {"code": "x", "other_code": "y", "reason": "x"},
}


def named_body(operation: dict[str, Any]) -> dict[str, Any] | None:
    """Return the body for an operation of the document, or None."""
    content = operation.get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return BODIES.get(name)
