"""What the platform delivers: one message or event, whatever its type."""

import re
from dataclasses import dataclass
from typing import Any

from assistant.channels.wechat.xml import Fields
from assistant.errors import InvalidInput

SCENE_PREFIX = "qrscene_"

_OPENID = re.compile(r"[A-Za-z0-9_\-]{1,64}")
_TIME = re.compile(r"[0-9]{1,12}")
_NUMBER = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class Inbound:
    """A message or event; absent texts are empty.

    Attributes:
        account: The account's original id (ToUserName).
        openid: Who sent it (FromUserName).
        created_at: When, in seconds since 1970.
        kind: MsgType, in lower case: text, image, voice, video, shortvideo, location, link, event and others.
        message_id: MsgId; events have none.
        text: Content of a text message.
        recognition: What the platform heard in a voice message, where the account has recognition.
        latitude: Of a location message, GCJ-02 degrees (Location_X).
        longitude: Likewise (Location_Y).
        event: Event, in lower case, e.g. subscribe, scan, click.
        event_key: EventKey: a menu button's key, or the scene of a code.
        report: What became of a template or subscription message: delivered, failed, or empty for any other event.
    """

    account: str
    openid: str
    created_at: int
    kind: str
    message_id: str = ""
    text: str = ""
    recognition: str = ""
    latitude: float | None = None
    longitude: float | None = None
    event: str = ""
    event_key: str = ""
    report: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """What is the same in every copy of one delivery: sender, time and id."""
        named = self.message_id or f"{self.event} {self.event_key}"
        return (self.openid, str(self.created_at), self.kind, named)

    @property
    def scene(self) -> str:
        """Scene of the code that was scanned, or empty."""
        return self.event_key.removeprefix(SCENE_PREFIX) if self.event in ("subscribe", "scan") else ""


def read_message(fields: Fields) -> Inbound:
    """Return a delivery's content.

    Raises:
        InvalidInput: Sender, time or type are missing or malformed; unknown types are no error.
    """
    openid, created_at, kind = (_text(fields, name) for name in ("FromUserName", "CreateTime", "MsgType"))
    if not _OPENID.fullmatch(openid) or not _TIME.fullmatch(created_at) or not 0 < len(kind) <= 64:
        raise InvalidInput("FromUserName, CreateTime or MsgType is missing or malformed.")
    return Inbound(
        account=_text(fields, "ToUserName"),
        openid=openid,
        created_at=int(created_at),
        kind=kind.lower(),
        message_id=_text(fields, "MsgId") or _text(fields, "MsgID") if kind.lower() != "event" else "",
        text=_text(fields, "Content"),
        recognition=_text(fields, "Recognition"),
        latitude=_degrees(fields, "Location_X", 90),
        longitude=_degrees(fields, "Location_Y", 180),
        event=_text(fields, "Event").lower(),
        event_key=_text(fields, "EventKey")[:128],
        report=_report(fields),
    )


def _text(fields: Fields, name: str) -> str:
    value: Any = fields.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _report(fields: Fields) -> str:
    """Source: official-account documentation, 事件推送 of 模板消息 and 订阅通知."""
    event = _text(fields, "Event").lower()
    if event == "templatesendjobfinish":
        return "delivered" if _text(fields, "Status") == "success" else "failed"
    if event == "subscribe_msg_sent_event":
        sent: Any = fields.get("SubscribeMsgSentEvent", {})
        listed: Any = sent.get("List", {}) if isinstance(sent, dict) else {}
        return "delivered" if isinstance(listed, dict) and _text(listed, "ErrorCode") == "0" else "failed"
    return ""


def _degrees(fields: Fields, name: str, most: int) -> float | None:
    value = _text(fields, name)
    return float(value) if _NUMBER.fullmatch(value) and abs(float(value)) <= most else None
