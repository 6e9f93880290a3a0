"""Notices about guidance sittings, and operators' words, to followers."""

from assistant.dialogue.guidance_cards import notice_line
from assistant.errors import NotFound
from assistant.services.guidance_notices import Event, Notice
from assistant.services.line_deliveries import FOLLOWER_GONE, LINE_DELETED, message_id
from assistant.services.outbox import PermanentFailure
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.services.wechat_outgoing import FollowerMessenger
from assistant.services.wechat_reminders import Reminder
from assistant.services.wechat_senders import ReminderSender
from assistant.store.records import Conversation, OutboxMessage

REMINDERS = frozenset({Event.DAY_BEFORE, Event.HOURS_BEFORE})
"""Notices for which an account's reminder template is meant."""


class FollowerNotices:
    """Brings notices about bookings to followers."""

    def __init__(self, sender: ReminderSender) -> None:
        self._sender = sender

    async def notify(self, conversation: Conversation, notice: Notice) -> None:
        """Send a reminder by the account's template, anything else as an ordinary message."""
        text, session = notice_line(notice), notice.session
        if notice.event not in REMINDERS:
            await self._sender.tell(conversation.id, text, notice.dedupe_key)
            return
        place = session.place or session.district
        reminder = Reminder(conversation.id, text, session.title, session.starts_at, place)
        await self._sender.remind(reminder, notice.dedupe_key)


class FollowerWords:
    """Outbox sender: an operator's line, read from the transcript, goes to the follower once."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, messenger: FollowerMessenger) -> None:
        self._unit_of_work = unit_of_work
        self._messenger = messenger

    async def send(self, message: OutboxMessage) -> None:
        """Send the line that the message points to."""
        seq = int(message.payload["seq"])
        async with self._unit_of_work() as uow:
            items = await uow.items.list_after(message.recipient, seq - 1, 1)
        if not items:
            raise PermanentFailure("The line was deleted before it could be sent.", LINE_DELETED)
        try:
            await self._messenger.send_to_follower(message.recipient, items[0].body["text"], message_id(seq))
        except NotFound as error:
            raise PermanentFailure(str(error), FOLLOWER_GONE) from error
