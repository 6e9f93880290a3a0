"""Outbox senders that reach followers: messages, and reminders of bookings."""

from assistant.domain.wechat import FollowerMessage
from assistant.errors import AssistantError
from assistant.services.clock import Clock
from assistant.services.line_deliveries import FOLLOWER_GONE
from assistant.services.outbox import PermanentFailure, TemporaryFailure
from assistant.services.unit_of_work import UnitOfWorkFactory
from assistant.services.wechat_followers import give_back
from assistant.services.wechat_outgoing import keep
from assistant.services.wechat_platform import NotAllowedNow, Platform, PlatformBusy, PlatformRefusal
from assistant.services.wechat_reminders import Reminder
from assistant.services.wechat_sealing import WeChatSealing
from assistant.store.records import OutboxMessage
from assistant.store.wechat_records import Follower


class FollowerSender:
    """Sends one message to one follower by the ladder: customer-service message, else kept for their next one.

    Args:
        unit_of_work: Opens a transaction.
        platform: Sends.
        sealing: Opens openids and texts.
        clock: The present instant.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, platform: Platform, sealing: WeChatSealing, clock: Clock
    ) -> None:
        self._unit_of_work = unit_of_work
        self._platform = platform
        self._sealing = sealing
        self._clock = clock

    async def send(self, message: OutboxMessage) -> None:
        """Send what the outbox holds for the follower whose hash is the recipient."""
        async with self._unit_of_work() as uow:
            follower = await uow.wechat_followers.get(message.recipient)
        if follower is None:
            raise PermanentFailure("The follower unfollowed or deleted their data.", FOLLOWER_GONE)
        await self.send_or_keep(follower, self._sealing.from_payload(message.payload), message.dedupe_key)

    async def send_or_keep(self, follower: Follower, content: FollowerMessage, name: str) -> None:
        """Send a message, or keep it when nothing allows it now.

        The ledger is charged before the call, so that a crash in between never lets one too many through.
        """
        if not await self._spend(follower):
            await self._keep(follower, content, name)
            return
        try:
            await self._platform.send(self._sealing.open_text(follower.openid_sealed), content)
        except NotAllowedNow:
            await self._exhaust(follower)
            await self._keep(follower, content, name)
        except PlatformBusy as busy:
            await self._give_back(follower)
            raise TemporaryFailure(str(busy), busy.retry_after, busy.code) from busy
        except PlatformRefusal as refusal:
            await self._give_back(follower)
            raise PermanentFailure(str(refusal), f"wechat_{refusal.errcode}") from refusal
        except AssistantError as error:
            raise TemporaryFailure(str(error), reason=error.code) from error

    async def _spend(self, follower: Follower) -> bool:
        async with self._unit_of_work() as uow:
            spent = await uow.wechat_followers.spend(follower.openid_hash, self._clock())
            await uow.commit()
        return spent

    async def _give_back(self, follower: Follower) -> None:
        async with self._unit_of_work() as uow:
            await give_back(uow, follower.openid_hash)
            await uow.commit()

    async def _exhaust(self, follower: Follower) -> None:
        async with self._unit_of_work() as uow:
            await uow.wechat_followers.exhaust(follower.openid_hash)
            await uow.commit()

    async def _keep(self, follower: Follower, content: FollowerMessage, name: str) -> None:
        async with self._unit_of_work() as uow:
            await keep(uow, self._sealing, follower.conversation_id, name, content, self._clock())
            await uow.commit()


class ReminderSender:
    """Reminds followers of their bookings: by template or subscription message where the account has one.

    Args:
        unit_of_work: Opens a transaction.
        platform: Sends.
        sealing: Opens openids.
        otherwise: Sends it as an ordinary message where there is no template, or the follower declined it.
    """

    def __init__(
        self, unit_of_work: UnitOfWorkFactory, platform: Platform, sealing: WeChatSealing, otherwise: FollowerSender
    ) -> None:
        self._unit_of_work = unit_of_work
        self._platform = platform
        self._sealing = sealing
        self._otherwise = otherwise

    async def remind(self, reminder: Reminder, name: str) -> None:
        """Send a reminder; `name` makes it unique.

        Raises:
            PermanentFailure: The conversation that booked belongs to no follower any more.
            TemporaryFailure: The platform is busy or silent.
        """
        follower = await self._follower(reminder.conversation_id)
        try:
            openid = self._sealing.open_text(follower.openid_sealed)
            if await self._platform.send_reminder(openid, reminder):
                return
        except PlatformBusy as busy:
            raise TemporaryFailure(str(busy), busy.retry_after) from busy
        except PlatformRefusal:
            pass  # declined, or the template is gone: an ordinary message may still reach them
        except AssistantError as error:
            raise TemporaryFailure(str(error)) from error
        await self._otherwise.send_or_keep(follower, FollowerMessage(reminder.text), name)

    async def tell(self, conversation_id: str, text: str, name: str) -> None:
        """Send a text that is no reminder; raises as `remind` does."""
        await self._otherwise.send_or_keep(await self._follower(conversation_id), FollowerMessage(text), name)

    async def _follower(self, conversation_id: str) -> Follower:
        async with self._unit_of_work() as uow:
            follower = await uow.wechat_followers.of_conversation(conversation_id)
        if follower is None:
            raise PermanentFailure("The follower who booked unfollowed or deleted their data.")
        return follower
