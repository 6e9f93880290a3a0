"""A turn from its arrival to its stored reply: once and only once, all of it or none."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Protocol

from assistant.dialogue import wording
from assistant.dialogue.complaint_intake import hide_complaint
from assistant.dialogue.intake import CleanText, readable_though_too_long, take_in
from assistant.dialogue.issued_choices import meaning_of, new_id
from assistant.dialogue.locks import KeyedLocks
from assistant.dialogue.reply_json import reply_to_json
from assistant.dialogue.routed import Routed
from assistant.dialogue.router import Router
from assistant.dialogue.safety import Triage, read_off_the_loop
from assistant.dialogue.turn_desk import alert_record, is_alert, store_for_desk
from assistant.dialogue.turn_memory import leave_memory, state_of_today
from assistant.dialogue.turn_records import answer_record, choice_records, private_record, triage_record
from assistant.domain.conversation import ConversationState
from assistant.domain.handover import DESK
from assistant.domain.message import Choice, ChoiceMeaning, InboundMessage, Location, Reply
from assistant.domain.triage.decision import Decision
from assistant.errors import ClientMessageReused, NotFound, RasaUnavailable, TextTooLong
from assistant.services.child_memory import ChildMemory, is_lasting
from assistant.services.clock import Clock
from assistant.services.conversations import forget_conversation
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.store.records import Conversation, Item

TURNS_PER_RASA_SESSION = 30
"""Turns after which Rasa begins a new session, so that turn 200 replays no more than turn 5; an open form waits."""


class Announcer(Protocol):
    """Tells open connections that a conversation has something new."""

    def announce(self, conversation_id: str) -> None:
        """Wake whoever follows the conversation; never blocks."""


class RasaSessions(Protocol):
    """The part of the Rasa client that begins sessions."""

    async def begin_session(self, conversation_id: str) -> None:
        """Start a new Rasa session; raises RasaUnavailable."""


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """One delivery of one message; exactly one of `text`, `choice_id` and `location` is set."""

    conversation_id: str
    channel: str
    text: str | None = None
    choice_id: str | None = None
    location: Location | None = None
    client_message_id: str | None = None

    def fingerprint(self) -> str:
        """Hash of what was sent, to tell a retry from a reused id."""
        place = self.location and [self.location.latitude, self.location.longitude, self.location.datum]
        content = json.dumps([self.text, self.choice_id, place], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TurnResult:
    """The stored reply; `seq` is 0 when everything was just deleted."""

    seq: int
    reply: dict[str, Any]


class Turns:
    """Takes messages in order, each exactly once.

    Args:
        unit_of_work: Opens a transaction.
        router: Decides replies.
        triage: Reads even what is refused for its length.
        rasa: Begins a new Rasa session now and then.
        private_values: Seals private details.
        memory: Keeps children that somebody agreed to have remembered.
        announcer: Told after each commit.
        clock: The present instant.
        observe: Called with each new reply and its seconds, for the metrics.
    """

    def __init__(
        self,
        unit_of_work: UnitOfWorkFactory,
        router: Router,
        triage: Triage,
        rasa: RasaSessions,
        private_values: PrivateValues,
        memory: ChildMemory,
        announcer: Announcer,
        clock: Clock,
        observe: Callable[[Reply, float], None] = lambda reply, seconds: None,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._router = router
        self._triage = triage
        self._rasa = rasa
        self._private_values = private_values
        self._memory = memory
        self._announcer = announcer
        self._clock = clock
        self._observe = observe
        self._locks = KeyedLocks()
        self._background: set[asyncio.Task[None]] = set()

    async def take(self, request: TurnRequest) -> TurnResult:
        """Answer one message.

        Raises:
            NotFound: The conversation is gone.
            NothingToRead: Nothing is left of the text after cleaning.
            TextTooLong: The text is too long; its `decision` holds an emergency that triage read in it.
            ChoiceExpired: The choice is unknown, foreign or stale; `question` holds the last one again.
            ClientMessageReused: The client's id came back with another body.
            StartingUp: What the reply needs is still being loaded; the message may be sent again.
        """
        async with self._locks.hold(request.conversation_id):
            started = perf_counter()
            conversation, earlier = await self._load(request)
            if earlier is not None:
                return earlier
            state = await state_of_today(self._unit_of_work, self._memory, conversation, self._clock())
            taken, choice = await self._open(request, conversation, state)
            message = InboundMessage(
                conversation_id=conversation.id,
                received_at=self._clock(),
                text=None if choice or request.location else taken.spoken or taken.text,
                shown_text=taken.text if taken.spoken else None,
                choice=choice,
                location=request.location,
                client_message_id=request.client_message_id,
                is_lasting=is_lasting(conversation),
            )
            routed = await self._router.route(message, state, conversation.handover)
            result = await self._store(request, conversation, taken, message, routed)
        self._announcer.announce(conversation.id)
        self._observe(routed.reply, perf_counter() - started)
        if routed.state.turns_in_rasa >= TURNS_PER_RASA_SESSION and not routed.state.form:
            self._in_background(self._begin_rasa_session(conversation.id))
        return result

    def hold(self, conversation_id: str) -> AbstractAsyncContextManager[None]:
        """Keep turns of a conversation away while somebody else writes in it."""
        return self._locks.hold(conversation_id)

    async def close(self) -> None:
        """Wait for what still runs behind sent replies."""
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _load(self, request: TurnRequest) -> tuple[Conversation, TurnResult | None]:
        async with self._unit_of_work() as uow:
            conversation = await uow.conversations.get(request.conversation_id)
            if conversation is None:
                raise NotFound(f"Conversation {request.conversation_id} does not exist or was deleted.")
            if request.client_message_id is None:
                return conversation, None
            known = await uow.items.by_client_message_id(conversation.id, request.client_message_id)
            if known is None:
                return conversation, None
            if known.body_hash != request.fingerprint():
                raise ClientMessageReused(f"client_message_id {request.client_message_id!r} came with another body.")
            reply = (await uow.items.list_after(conversation.id, known.seq, 1))[0]
        return conversation, TurnResult(reply.seq, reply.body)

    async def _open(
        self, request: TurnRequest, conversation: Conversation, state: ConversationState
    ) -> tuple[CleanText, ChoiceMeaning | None]:
        if request.choice_id is not None:
            chosen = await meaning_of(self._unit_of_work, request.choice_id, conversation)
            return CleanText(chosen.label), ChoiceMeaning(chosen.kind, chosen.value)
        if request.location is not None:
            return CleanText("〔位置〕"), None
        try:
            return hide_complaint(take_in(request.text or ""), state, conversation.handover), None
        except TextTooLong as error:
            error.decision = await self._triage_long(request, conversation, state)
            raise

    async def _triage_long(
        self, request: TurnRequest, conversation: Conversation, state: ConversationState
    ) -> Decision | None:
        """Read a text that is refused for its length; an emergency in it is kept and returned."""
        text, now = readable_though_too_long(request.text or ""), self._clock()
        decision = await read_off_the_loop(self._triage, text, state.situation, now)
        if not decision.urgency.is_emergency:
            return None
        async with self._unit_of_work() as uow:
            after = replace(state, situation=decision.situation)
            await uow.conversations.save_state(conversation.id, after.to_json(), now)
            await uow.triage_log.add(triage_record(decision, conversation.id, request.channel, now))
            if is_alert(decision, conversation.handover):
                await uow.alerts.add(alert_record(decision, conversation, now))
            await uow.commit()
        self._announcer.announce(DESK)
        return decision

    async def _store(
        self,
        request: TurnRequest,
        conversation: Conversation,
        taken: CleanText,
        message: InboundMessage,
        routed: Routed,
    ) -> TurnResult:
        now, answer_id = self._clock(), new_id("a")
        choices = [Choice(new_id("c"), offered.label) for offered in routed.reply.choices]
        body = reply_to_json(routed.reply, choices, answer_id)
        if conversation.last_seq == 0:
            body["notice"] = {"text": wording.NOTICE, "url": wording.NOTICE_LINK}
        async with self._unit_of_work() as uow:
            if routed.forget:
                await forget_conversation(uow, conversation.id, now)
                await uow.commit()
                return TurnResult(0, {**body, "choices": []})
            seq = await uow.conversations.next_seq(conversation.id, 2)
            said = {"text": taken.text} if not message.choice else {"text": taken.text, "choice": True}
            await uow.items.add(
                Item(
                    conversation_id=conversation.id,
                    seq=seq,
                    sender="caregiver",
                    body=said,
                    created_at=message.received_at,
                    client_message_id=request.client_message_id,
                    body_hash=request.fingerprint() if request.client_message_id else None,
                )
            )
            await uow.items.add(
                Item(conversation_id=conversation.id, seq=seq + 1, sender="assistant", body=body, created_at=now)
            )
            await uow.choices.add_many(choice_records(choices, routed.reply, conversation.id, seq + 1))
            await uow.answers.add(answer_record(answer_id, conversation.id, seq + 1, routed, now))
            if routed.decision is not None and (routed.decision.matches or routed.decision.route):
                await uow.triage_log.add(triage_record(routed.decision, conversation.id, request.channel, now))
            has_news = await store_for_desk(uow, conversation, taken, routed, self._private_values, now)
            for private in taken.private:
                await uow.private_values.add(private_record(private, self._private_values, conversation.id, now))
            await leave_memory(uow, self._memory, conversation, routed, now)
            await uow.conversations.save_state(conversation.id, routed.state.to_json(), now)
            await uow.commit()
        if has_news:
            self._announcer.announce(DESK)
        return TurnResult(seq + 1, body)

    async def _begin_rasa_session(self, conversation_id: str) -> None:
        async with self._locks.hold(conversation_id):
            try:
                await self._rasa.begin_session(conversation_id)
            except RasaUnavailable:
                return
            async with self._unit_of_work() as uow:
                conversation = await uow.conversations.get(conversation_id)
                if conversation is None:
                    return
                state = replace(ConversationState.from_json(conversation.state), turns_in_rasa=0)
                await uow.conversations.save_state(conversation_id, state.to_json(), conversation.last_seen_at)
                await uow.commit()

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
