"""Notices in the conversation itself, for channels that cannot write to people outside of it."""

from assistant.dialogue.guidance_cards import notice_line
from assistant.dialogue.issued_choices import new_id
from assistant.dialogue.reply_json import reply_to_json
from assistant.dialogue.seat_offers import seat_choices
from assistant.dialogue.turn_records import choice_records
from assistant.dialogue.turns import Announcer
from assistant.domain.message import Choice, Intent, Reply
from assistant.errors import Conflict, NotFound
from assistant.services.clock import Clock
from assistant.services.guidance_notices import Event, Notice
from assistant.services.outbox import PermanentFailure
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.store.records import Conversation, Item


class ConversationNotifier:
    """Adds a notice to the transcript; whoever has the page open sees it at once, everybody else at the next visit."""

    def __init__(self, unit_of_work: UnitOfWorkFactory, announcer: Announcer, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._announcer = announcer
        self._clock = clock

    async def notify(self, conversation: Conversation, notice: Notice) -> None:
        """Store the notice once; an offered seat comes with its two buttons."""
        offered = seat_choices(notice.booking.id) if notice.event is Event.OFFERED else ()
        reply = Reply(texts=(notice_line(notice),), choices=offered, intent=Intent("guidance_notice", 1.0))
        choices = [Choice(new_id("c"), one.label) for one in offered]
        body = reply_to_json(reply, choices, f"n_{notice.booking.id}")
        try:
            async with self._unit_of_work() as uow:
                seq = await uow.conversations.next_seq(conversation.id)
                await uow.items.add(
                    Item(conversation.id, seq, "assistant", body, self._clock(), client_message_id=notice.dedupe_key)
                )
                await uow.choices.add_many(choice_records(choices, reply, conversation.id, seq))
                await uow.commit()
        except Conflict:  # it was stored before the process went down
            return
        except NotFound as error:
            raise PermanentFailure("The conversation was deleted.") from error
        self._announcer.announce(conversation.id)
