"""The platform as services see it, and what its refusals mean for a message."""

from typing import Protocol

from assistant.domain.wechat import FollowerMessage
from assistant.errors import AssistantError, Unavailable
from assistant.services.wechat_reminders import Reminder


class PlatformRefusal(AssistantError):
    """The platform said no; `errcode` is its number. Trying the same again is no use."""

    code = "wechat_refused"

    def __init__(self, message: str, errcode: int) -> None:
        super().__init__(message)
        self.errcode = errcode


class NotAllowedNow(PlatformRefusal):
    """Nothing may be sent to this follower until they write again, or the account may not send at all."""

    code = "wechat_not_allowed_now"


class PlatformBusy(Unavailable):
    """The platform certainly did not take it, and may later; `retry_after` is the least wait in seconds."""

    code = "wechat_busy"

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PlatformSilent(Unavailable):
    """No answer came, or none that can be read: it may have been taken or not."""

    code = "wechat_silent"


class Platform(Protocol):
    """Sends to followers; each call raises the errors above."""

    async def send(self, openid: str, message: FollowerMessage) -> None:
        """Send a customer-service message."""

    async def send_reminder(self, openid: str, reminder: Reminder) -> bool:
        """Send a template or subscription message; False when the account has no template."""
