"""Buttons that were sent: what one means when it comes back, and the question again where it is too old."""

import secrets
from dataclasses import replace
from typing import Any

from assistant.errors import ChoiceExpired
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.store.records import ChoiceRecord, Conversation

CHOICES_HOLD_FOR = 10
"""Replies for which a button stays valid."""


async def meaning_of(unit_of_work: UnitOfWorkFactory, choice_id: str, conversation: Conversation) -> ChoiceRecord:
    """Return what the button means in this conversation.

    Raises:
        ChoiceExpired: It is unknown, foreign or stale; `question` holds the last question again, with new buttons.
    """
    async with unit_of_work() as uow:
        choice = await uow.choices.get(choice_id)
        if choice is not None and choice.conversation_id == conversation.id:
            replies_since = await uow.items.reply_count_after(conversation.id, choice.seq)
            if replies_since < CHOICES_HOLD_FOR:
                return choice
        question = await _ask_again(uow, conversation)
        await uow.commit()
    error = ChoiceExpired("The choice is unknown, belongs elsewhere or is older than ten replies.")
    error.question = question
    raise error


def new_id(prefix: str) -> str:
    """Return a random id that tells nothing."""
    return f"{prefix}_{secrets.token_urlsafe(12)}"


async def _ask_again(uow: UnitOfWork, conversation: Conversation) -> dict[str, Any] | None:
    """Return the last reply if it asked something, with its choices under new ids."""
    items = await uow.items.list_after(conversation.id, max(conversation.last_seq - 1, 0), 1)
    if not items or not items[0].body.get("choices"):
        return None
    records, shown = [], []
    for old in items[0].body["choices"]:
        known = await uow.choices.get(old["choice_id"])
        if known is not None:
            records.append(replace(known, choice_id=new_id("c"), seq=items[0].seq))
            shown.append({"choice_id": records[-1].choice_id, "label": known.label})
    await uow.choices.add_many(records)
    return {**items[0].body, "choices": shown}
