"""How the official account's data is kept: openids as keyed hashes, texts sealed."""

import base64
import json
from collections.abc import Sequence
from typing import Any

from assistant.domain.wechat import FollowerMessage
from assistant.services.private_values import PrivateValues


class WeChatSealing:
    """Seals what the account's tables and the outbox hold; `values` has the data key."""

    def __init__(self, values: PrivateValues) -> None:
        self._values = values

    def follower_key(self, openid: str) -> str:
        """Return the keyed hash that stands for a follower."""
        return self._values.lookup_hash(f"wechat openid {openid}")

    def delivery_key(self, *parts: str) -> str:
        """Return the keyed hash that stands for a delivery."""
        return self._values.lookup_hash(json.dumps(["wechat delivery", *parts]))

    def seal_text(self, text: str) -> bytes:
        """Seal a text."""
        return self._values.seal(text)

    def open_text(self, sealed: bytes) -> str:
        """Open a sealed text."""
        return self._values.open(sealed)

    def seal_json(self, value: Any) -> bytes:
        """Seal JSON values."""
        return self._values.seal(json.dumps(value, ensure_ascii=False))

    def open_json(self, sealed: bytes) -> Any:
        """Open sealed JSON values."""
        return json.loads(self._values.open(sealed))

    def seal_messages(self, messages: Sequence[FollowerMessage]) -> bytes:
        """Seal messages."""
        return self.seal_json([message.to_json() for message in messages])

    def open_messages(self, sealed: bytes | None) -> list[FollowerMessage]:
        """Open sealed messages; None holds none."""
        return [FollowerMessage.from_json(stored) for stored in self.open_json(sealed)] if sealed else []

    def to_payload(self, message: FollowerMessage) -> dict[str, Any]:
        """Return an outbox payload that tells nothing to who reads the table."""
        return {"sealed": base64.b64encode(self.seal_json(message.to_json())).decode()}

    def from_payload(self, payload: dict[str, Any]) -> FollowerMessage:
        """Open an outbox payload."""
        return FollowerMessage.from_json(self.open_json(base64.b64decode(payload["sealed"])))
