"""A follower has one conversation, which goes on while they write, and a ledger of what may be sent."""

import asyncio
from datetime import datetime, timedelta

from assistant.domain.wechat import AFTER_MESSAGE, AFTER_TOUCH
from assistant.services.private_values import PrivateValues
from assistant.services.wechat_followers import Visitor, give_back, grant, meet
from assistant.services.wechat_sealing import WeChatSealing
from assistant.store.database import Database
from assistant.store.wechat_records import Follower
from tests.records import NOW

SEALING = WeChatSealing(PrivateValues(b"k" * 40))
DAY = timedelta(days=1)


async def _meet(database: Database, now: datetime = NOW, openid: str = "mother-1") -> Follower:
    async with database.unit_of_work() as uow:
        follower = await meet(uow, SEALING, Visitor(openid, AFTER_MESSAGE), now)
        await uow.commit()
    return follower


async def _spend(database: Database, count: int, now: datetime) -> int:
    key = SEALING.follower_key("mother-1")

    async def one() -> bool:
        async with database.unit_of_work() as uow:
            spent = await uow.wechat_followers.spend(key, now)
            await uow.commit()
        return spent

    return sum(await asyncio.gather(*(one() for _ in range(count))))


async def test_who_comes_ten_times_at_once_has_one_conversation(database: Database) -> None:
    followers = await asyncio.gather(*(_meet(database) for _ in range(10)))

    assert len({follower.conversation_id for follower in followers}) == 1


async def test_twenty_senders_at_once_spend_five_and_no_more(database: Database) -> None:
    follower = await _meet(database)
    async with database.unit_of_work() as uow:
        await grant(uow, follower.openid_hash, AFTER_MESSAGE, NOW)
        await uow.commit()

    assert await _spend(database, 20, NOW) == 5


async def test_the_allowance_ends_after_forty_eight_hours_and_that_of_a_touch_after_a_minute(
    database: Database,
) -> None:
    follower = await _meet(database)
    async with database.unit_of_work() as uow:
        await grant(uow, follower.openid_hash, AFTER_MESSAGE, NOW)
        await grant(uow, follower.openid_hash, AFTER_TOUCH, NOW)
        await uow.commit()

    assert await _spend(database, 1, NOW + timedelta(hours=48)) == 0
    assert await _spend(database, 9, NOW + timedelta(seconds=61)) == 5
    assert await _spend(database, 9, NOW + timedelta(seconds=59)) == 3


async def test_what_was_not_sent_comes_back_up_to_the_allowance(database: Database) -> None:
    follower = await _meet(database)
    async with database.unit_of_work() as uow:
        await grant(uow, follower.openid_hash, AFTER_MESSAGE, NOW)
        for _ in range(3):
            await give_back(uow, follower.openid_hash)
        await uow.commit()

    assert await _spend(database, 9, NOW) == 5


async def _facts_after(database: Database, last_seen: timedelta, back: timedelta) -> dict[str, object]:
    follower = await _meet(database)
    async with database.unit_of_work() as uow:
        await uow.conversations.save_state(follower.conversation_id, {"age": [8]}, NOW + last_seen)
        await uow.commit()

    again = await _meet(database, NOW + back)

    assert again.conversation_id == follower.conversation_id
    async with database.unit_of_work() as uow:
        conversation = await uow.conversations.get(again.conversation_id)
    assert conversation is not None
    assert conversation.renewable_until > NOW + back + DAY
    return conversation.state


async def test_after_thirty_days_and_a_silent_one_the_childs_facts_are_forgotten(database: Database) -> None:
    assert await _facts_after(database, last_seen=20 * DAY, back=30 * DAY) == {}


async def test_in_the_middle_of_a_talk_they_stay(database: Database) -> None:
    hour = timedelta(hours=1)

    assert await _facts_after(database, last_seen=30 * DAY - 2 * hour, back=30 * DAY - hour) == {"age": [8]}
