"""Followers of the official account: each has one conversation, and a ledger of what may be sent."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.domain.wechat import AFTER_MESSAGE, AFTER_TOUCH, Allowance
from assistant.errors import Conflict
from assistant.services.conversations import RENEWABLE_FOR, forget_conversation
from assistant.services.unit_of_work import UnitOfWork, UnitOfWorkFactory
from assistant.services.wechat_sealing import WeChatSealing
from assistant.store.records import Conversation
from assistant.store.wechat_records import Follower

CHANNEL = "wechat"
SITE_KEY = "wechat"
"""Site of conversations whose follower came by no site's code."""

SILENCE = timedelta(hours=24)
"""A conversation whose time is up goes on while somebody writes; after this long without a word it begins anew."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who did something, and what it opens.

    Attributes:
        openid: As the platform names them.
        opens: Allowance that their act opens.
        scene: Scene of the code they scanned, or empty.
    """

    openid: str
    opens: Allowance
    scene: str = ""


async def meet(uow: UnitOfWork, sealing: WeChatSealing, visitor: Visitor, now: datetime) -> Follower:
    """Return the follower, with a conversation that is open, in the caller's transaction.

    A new follower gets a new conversation, of the site whose key the scanned code names, if it names one.
    """
    key = sealing.follower_key(visitor.openid)
    follower = await uow.wechat_followers.get(key)
    if follower is None:
        follower = await _welcome(uow, sealing, visitor, key, now)
    else:
        await _keep_open(uow, follower, now)
    if visitor.scene and visitor.scene != follower.source:
        await uow.wechat_followers.set_source(key, visitor.scene)
    return follower


async def grant(uow: UnitOfWork, openid_hash: str, opens: Allowance, now: datetime) -> None:
    """Begin the allowance that an act of the follower opens."""
    followers = uow.wechat_followers
    begin = followers.grant_after_touch if opens is AFTER_TOUCH else followers.grant_after_message
    await begin(openid_hash, opens.messages, now + opens.lasts)


def may_send(follower: Follower, now: datetime) -> bool:
    """Whether the ledger has a customer-service message left for them."""
    ledger = ((follower.touch_left, follower.touch_ends_at), (follower.message_left, follower.message_ends_at))
    return any(left > 0 and ends_at is not None and ends_at > now for left, ends_at in ledger)


async def give_back(uow: UnitOfWork, openid_hash: str) -> None:
    """Return a message to the ledger that certainly was not sent."""
    await uow.wechat_followers.give_back(openid_hash, AFTER_MESSAGE.messages)


async def forget_follower(
    unit_of_work: UnitOfWorkFactory, sealing: WeChatSealing, openid: str, now: datetime
) -> str | None:
    """Delete everything of somebody who unfollowed, as the platform demands; return the new receipt, if any."""
    async with unit_of_work() as uow:
        key = sealing.follower_key(openid)
        follower = await uow.wechat_followers.get(key)
        if follower is None:  # the conversation's time was over, but what was to be remembered may still be there
            await uow.remembered_children.delete(key)
            await uow.commit()
            return None
        receipt = await forget_conversation(uow, follower.conversation_id, now)
        await uow.commit()
    return receipt


async def _welcome(uow: UnitOfWork, sealing: WeChatSealing, visitor: Visitor, key: str, now: datetime) -> Follower:
    site = await uow.sites.get(visitor.scene) if visitor.scene else None
    conversation = Conversation(
        id=f"cv_{secrets.token_urlsafe(16)}",
        site_key=site.key if site is not None and site.enabled else SITE_KEY,
        channel=CHANNEL,
        token_hash="",
        token_expires_at=now,
        renewable_until=now + RENEWABLE_FOR,
        created_at=now,
        last_seen_at=now,
    )
    follower = Follower(
        openid_hash=key,
        conversation_id=conversation.id,
        openid_sealed=sealing.seal_text(visitor.openid),
        source=visitor.scene,
        message_left=0,
        message_ends_at=None,
        touch_left=0,
        touch_ends_at=None,
        busy_by=None,
        busy_until=None,
        created_at=now,
    )
    await uow.conversations.add(conversation)
    if await uow.wechat_followers.add_if_absent(follower):
        return follower
    await uow.conversations.delete(conversation.id)
    first = await uow.wechat_followers.get(key)
    if first is None:
        raise Conflict("A follower was deleted while they wrote. Their message has to be delivered again.")
    return first


async def _keep_open(uow: UnitOfWork, follower: Follower, now: datetime) -> None:
    """Let the conversation go on beyond its thirty days; facts about the child go if it was silent for a day."""
    conversation = await uow.conversations.get(follower.conversation_id)
    if conversation is None or conversation.renewable_until > now + SILENCE:
        return
    was_silent = conversation.last_seen_at <= now - SILENCE
    until = now + RENEWABLE_FOR if was_silent else now + 2 * SILENCE
    await uow.conversations.renew(conversation.id, until, forget=was_silent)
