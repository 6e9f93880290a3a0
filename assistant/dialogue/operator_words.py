"""An operator's words in a conversation: stored once, sent live, known to the assistant afterwards."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from assistant.dialogue.intake import CleanText, take_in_from_operator
from assistant.dialogue.turn_records import private_record
from assistant.domain.account import Operator
from assistant.domain.conversation import ConversationState
from assistant.domain.handover import DESK, Handover
from assistant.domain.measures import Reading
from assistant.errors import Conflict, NotFound
from assistant.services.clock import Clock
from assistant.services.handover import Announcer
from assistant.services.line_deliveries import OPERATOR_WORDS, words_key
from assistant.services.outbox import enqueue
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.records import Conversation, Item

CHANNELS_WITHOUT_A_PAGE = frozenset({"wechat"})


class OperatorWords:
    """Takes what operators write.

    Args:
        unit_of_work: Opens a transaction.
        hold: Gives the lock of a conversation, so that no turn runs at the same time.
        read: The language part; finds ages and districts.
        private_values: Seals private details.
        announcer: Told after each commit.
        clock: The present instant.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        hold: Callable[[str], AbstractAsyncContextManager[None]],
        read: Callable[[str, datetime], Reading],
        private_values: PrivateValues,
        announcer: Announcer,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._hold = hold
        self._read = read
        self._private_values = private_values
        self._announcer = announcer
        self._clock = clock

    async def say(
        self, handover: Handover, operator: Operator, text: str, client_message_id: str, entry_id: str = ""
    ) -> int:
        """Store an operator's line; return its seq, the same one for the same `client_message_id`.

        Args:
            handover: The request that this operator has taken.
            operator: Who writes.
            text: What is said.
            client_message_id: Names the line; a retry acts once.
            entry_id: Entry that the words are from, so that 详细说说 means it afterwards.

        Raises:
            NothingToRead: Nothing is left of the text after cleaning.
            TextTooLong: It is longer than 2,000 characters.
            NotFound: The conversation is gone.
            Conflict: The operator does not have it (any more).
        """
        taken = take_in_from_operator(text)
        key = f"op-{client_message_id}"
        async with self._hold(handover.conversation_id), self._unit_of_work() as uow:
            if not await uow.handovers.is_with(handover.id, operator.id):
                raise Conflict(f"Handover {handover.id} is not with {operator.name!r}. Take it first.")
            known = await uow.items.by_client_message_id(handover.conversation_id, key)
            if known is not None:
                return known.seq
            conversation = await uow.conversations.get(handover.conversation_id)
            if conversation is None:
                raise NotFound(f"Conversation {handover.conversation_id} was deleted.")
            seq = await self._store(uow, conversation, taken, key, entry_id)
            await uow.handovers.mark_read(handover.id, operator.id, seq)
            await uow.commit()
        self._announcer.announce(handover.conversation_id)
        self._announcer.announce(DESK)
        return seq

    async def _store(
        self, uow: UnitOfWork, conversation: Conversation, taken: CleanText, key: str, entry_id: str
    ) -> int:
        now = self._clock()
        seq = await uow.conversations.next_seq(conversation.id)
        body: dict[str, Any] = {"text": taken.text}
        await uow.items.add(Item(conversation.id, seq, "operator", body, now, key))
        for private in taken.private:
            await uow.private_values.add(private_record(private, self._private_values, conversation.id, now))
        state = self._after(ConversationState.from_json(conversation.state), taken.text, entry_id, now)
        await uow.conversations.save_state(conversation.id, state.to_json(), conversation.last_seen_at)
        if conversation.channel in CHANNELS_WITHOUT_A_PAGE:
            name = words_key(conversation.id, seq)
            await enqueue(uow, OPERATOR_WORDS, conversation.id, {"seq": seq}, name, conversation_id=conversation.id)
        return seq

    def _after(self, state: ConversationState, text: str, entry_id: str, now: datetime) -> ConversationState:
        """What the assistant knows once the operator has said this."""
        reading = self._read(text, now)
        districts = [term.value for term in reading.terms if term.label == "district"]
        return replace(
            state,
            person_said=text,
            district=state.district or (districts[-1] if districts else ""),
            misses=0,
            last_entry_ids=(entry_id,) if entry_id else state.last_entry_ids,
        )
