"""Does what a delivery asks for: a turn of the dialogue, or a sentence of the account's own."""

from dataclasses import dataclass
from typing import Any, Protocol

from assistant.channels.middleware import message_for
from assistant.channels.wechat import wording
from assistant.channels.wechat.choices import Choices, chosen, is_bare_number, lists_places
from assistant.channels.wechat.errands import LOCATE, SAY, SCANNED, UNREADABLE, Errand
from assistant.channels.wechat.rendering import is_emergency, link_to, render
from assistant.channels.wechat.unreadable import answer_to
from assistant.dialogue.reply_json import reply_to_json
from assistant.dialogue.turns import TurnRequest, TurnResult
from assistant.dialogue.wording import NOTICE, NOTICE_LINK
from assistant.domain.conversation import ConversationState
from assistant.domain.message import Location, Reply
from assistant.domain.wechat import FollowerMessage, cut
from assistant.errors import ChoiceExpired, InvalidInput, NotFound, TextTooLong
from assistant.services.clock import Clock
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.services.wechat_followers import CHANNEL
from assistant.store.records import Item

LATEST = 4
"""Last items among which the assistant's latest reply is looked for: a turn has two, an operator may have written."""


class TakesTurns(Protocol):
    """The dialogue."""

    async def take(self, request: TurnRequest) -> TurnResult:
        """Answer one message, once."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an errand led to.

    Attributes:
        messages: What the follower is to see, in order; empty while a person is on.
        is_emergency: The first message is an alarm, which goes out before anything else.
        forgot: Everything of the follower was deleted.
    """

    messages: list[FollowerMessage]
    is_emergency: bool = False
    forgot: bool = False


class Clerk:
    """Does errands; the same name does the same errand once.

    Args:
        unit_of_work: Opens a transaction.
        turns: The dialogue.
        public_url: Where links lead.
        clock: The present instant.
    """

    def __init__(self, unit_of_work: UnitOfWorkFactory, turns: TakesTurns, public_url: str, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._turns = turns
        self._public_url = public_url
        self._clock = clock

    async def do(self, errand: Errand, conversation_id: str, name: str) -> Done:
        """Do an errand; `name` tells it from every other of the conversation.

        Raises:
            NotFound: The conversation was deleted meanwhile.
            Unavailable: A part is away; the errand may be done later.
        """
        if errand.kind == SAY:
            return await self._say(errand.value, conversation_id, name)
        if errand.kind == LOCATE:
            latitude, longitude = map(float, errand.value.split())
            place = Location(latitude, longitude, "gcj02")
            return await self._turn(TurnRequest(conversation_id, CHANNEL, location=place, client_message_id=name))
        if errand.kind == UNREADABLE:
            return await self._ask_for_words(errand.value, conversation_id, name)
        return Done([FollowerMessage(wording.WELCOME_BACK if errand.kind == SCANNED else self._welcome())])

    def _welcome(self) -> str:
        notice = link_to(f"{self._public_url}{NOTICE_LINK}", wording.NOTICE_LINK_TEXT)
        return f"{wording.WELCOME}\n\n{NOTICE}{notice}"

    async def _ask_for_words(self, sort: str, conversation_id: str, name: str) -> Done:
        async with self._unit_of_work() as uow:
            conversation = await uow.conversations.get(conversation_id)
            choices, _ = await _open_choices(uow, conversation_id)
        state = ConversationState.from_json(conversation.state) if conversation is not None else ConversationState()
        reply, asked = answer_to(sort, state, self._clock()), choices if len(choices) > 1 else ()
        return await self._reply_ourselves(wording.IN_TRANSCRIPT[sort], reply, asked, conversation_id, name)

    async def _say(self, text: str, conversation_id: str, name: str) -> Done:
        async with self._unit_of_work() as uow:
            earlier = await _stored_reply(uow, conversation_id, name)
            choices, beside_list = await _open_choices(uow, conversation_id)
        if earlier is not None:
            return self._show(earlier)
        choice_id = chosen(text, choices, beside_list)
        if choice_id is not None:
            return await self._turn(TurnRequest(conversation_id, CHANNEL, choice_id=choice_id, client_message_id=name))
        if is_bare_number(text, choices, beside_list):
            asked = wording.BARE_NUMBER_BELOW_LIST if beside_list else wording.BARE_NUMBER
            reply = Reply(texts=(asked.format(said=text.strip()),))
            return await self._reply_ourselves(text.strip(), reply, choices, conversation_id, name)
        return await self._turn(TurnRequest(conversation_id, CHANNEL, text=text, client_message_id=name))

    async def _turn(self, request: TurnRequest) -> Done:
        try:
            result = await self._turns.take(request)
        except ChoiceExpired as error:
            question = render({**error.question, "notice": None}, self._public_url) if error.question else []
            return Done([FollowerMessage(message_for(error)), *question])
        except InvalidInput as error:
            alarming = isinstance(error, TextTooLong) and error.decision is not None
            return Done([FollowerMessage(piece) for piece in cut(message_for(error))], is_emergency=alarming)
        if result.seq == 0:
            return Done([FollowerMessage(wording.FORGOTTEN)], forgot=True)
        return self._show(result.reply)

    def _show(self, reply: dict[str, Any]) -> Done:
        return Done(render(reply, self._public_url), is_emergency=is_emergency(reply))

    async def _reply_ourselves(
        self, said: str, reply: Reply, choices: Choices, conversation_id: str, name: str
    ) -> Done:
        """Answer without a turn, in the transcript like any other; silently while a person is on.

        `choices` of the reply before stay open: they are shown, and can be chosen, once more.
        """
        body = reply_to_json(reply, [], "") | {"choices": [dict(choice) for choice in choices]}
        async with self._unit_of_work() as uow:
            conversation = await uow.conversations.get(conversation_id)
            if conversation is None:
                raise NotFound(f"Conversation {conversation_id} was deleted while its message waited.")
            if await uow.items.by_client_message_id(conversation_id, name) is not None:
                shown = await _stored_reply(uow, conversation_id, name)
            else:
                if conversation.last_seq == 0:
                    body["notice"] = {"text": NOTICE, "url": NOTICE_LINK}
                shown = None if conversation.handover == "on" else body
                await self._store(uow, conversation_id, name, said, shown)
                await uow.commit()
        return Done([]) if shown is None else self._show(shown)

    async def _store(
        self, uow: UnitOfWork, conversation_id: str, name: str, said: str, body: dict[str, Any] | None
    ) -> None:
        now = self._clock()
        seq = await uow.conversations.next_seq(conversation_id, 1 if body is None else 2)
        heard = Item(conversation_id, seq, "caregiver", {"text": said}, now, client_message_id=name)
        await uow.items.add(heard)
        if body is not None:
            await uow.items.add(Item(conversation_id, seq + 1, "assistant", body, now))


async def _stored_reply(uow: UnitOfWork, conversation_id: str, name: str) -> dict[str, Any] | None:
    """Return the reply to a message that was answered before a crash, or None."""
    known = await uow.items.by_client_message_id(conversation_id, name)
    after = await uow.items.list_after(conversation_id, known.seq, 1) if known is not None else []
    return after[0].body if after and after[0].sender == "assistant" else None


async def _open_choices(uow: UnitOfWork, conversation_id: str) -> tuple[Choices, bool]:
    """Return the choices of the latest reply, if it is the assistant's, and whether it numbers institutions above them.

    None while a person is on.
    """
    conversation = await uow.conversations.get(conversation_id)
    if conversation is None or conversation.handover == "on":
        return (), False
    items = await uow.items.list_after(conversation_id, max(conversation.last_seq - LATEST, 0), LATEST)
    replies = [item for item in items if item.sender != "caregiver"]
    if not replies or replies[-1].sender != "assistant":
        return (), False
    body = replies[-1].body
    return body["choices"], lists_places(body)
