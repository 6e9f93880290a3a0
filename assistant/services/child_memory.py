"""Children remembered beyond the conversation: only after an explicit yes, until it is taken back or nobody comes."""

import json
from datetime import datetime

from assistant.domain.family import Family
from assistant.domain.guardian import ConsentWording
from assistant.services.conversations import TOKEN_LIVES_FOR
from assistant.services.private_values import PrivateValues
from assistant.services.unit_of_work import UnitOfWork
from assistant.services.wechat_followers import CHANNEL as FOLLOWERS_CHANNEL
from assistant.store.records import Conversation, RememberedChildren

REMEMBERED_DAYS = 365
"""Days after the last use that a remembered child is kept, unless a setting says otherwise."""

_TEXT = (
    "要我记住孩子的情况吗？会记住月龄（以后自动往上加）、您叫孩子的小名和所在的区，下次来不用再说一遍。"
    "加密保存，{days}天没用到就自动删除；随时说“忘记我”，马上删掉。"
)


def remember_consent(days: int) -> ConsentWording:
    """The text that is agreed to; another number of days makes another version."""
    return ConsentWording("remember_child", f"2026-11/{days}", _TEXT.format(days=days))


class ChildMemory:
    """Keeps what is known of a caregiver's children.

    Args:
        private_values: Seals it.
        days: Days after the last use that it is kept; part of what is agreed to.
    """

    def __init__(self, private_values: PrivateValues, days: int) -> None:
        self._private_values = private_values
        self.consent = remember_consent(days)

    async def recall(self, uow: UnitOfWork, conversation: Conversation) -> Family | None:
        """Return what is remembered of whoever holds the conversation, as of the day it was noted."""
        owner, _ = await _owner_of(uow, conversation)
        found = await uow.remembered_children.get(owner)
        return Family.from_json(json.loads(self._private_values.open(found.sealed))) if found else None

    async def keep(self, uow: UnitOfWork, conversation: Conversation, family: Family, now: datetime) -> None:
        """Remember from now on: an explicit yes was given to `consent`."""
        owner, conversation_id = await _owner_of(uow, conversation)
        await uow.remembered_children.put(
            RememberedChildren(
                owner=owner,
                conversation_id=conversation_id,
                sealed=self._sealed(family),
                consent_version=self.consent.version,
                consent_wording=self.consent.text,
                consented_at=now,
                last_used_at=now,
            )
        )

    async def note(self, uow: UnitOfWork, conversation: Conversation, family: Family, now: datetime) -> None:
        """Bring what is remembered up to date; does nothing where nothing is."""
        owner, _ = await _owner_of(uow, conversation)
        await uow.remembered_children.change(owner, self._sealed(family), now)

    async def forget(self, uow: UnitOfWork, conversation: Conversation, now: datetime) -> None:
        """Take the yes back: what is remembered is deleted."""
        if await uow.remembered_children.delete_of_conversation(conversation.id):
            await uow.audit.add(at=now, actor="caregiver", action="memory_withdrawn", subject=conversation.id)

    def _sealed(self, family: Family) -> bytes:
        return self._private_values.seal(json.dumps(family.to_json(), ensure_ascii=False))


def is_lasting(conversation: Conversation) -> bool:
    """Whether somebody can be known again: a follower, or a visitor who has come back and renewed the token."""
    if conversation.channel == FOLLOWERS_CHANNEL:
        return True
    return conversation.token_expires_at > conversation.created_at + TOKEN_LIVES_FOR


async def _owner_of(uow: UnitOfWork, conversation: Conversation) -> tuple[str, str | None]:
    """By what a person is known again, and the conversation that is all that is known of them, if it is."""
    if conversation.channel == FOLLOWERS_CHANNEL:
        follower = await uow.wechat_followers.of_conversation(conversation.id)
        if follower is not None:
            return follower.openid_hash, None
    return conversation.id, conversation.id
