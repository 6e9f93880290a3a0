"""The platform's side: one token for all, its refusals understood, reminders, operators' words."""

import asyncio
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from assistant.channels.wechat.parts import platform_api
from assistant.errors import NotFound
from assistant.services.clock import now_in_wuxi
from assistant.services.outbox import enqueue
from assistant.services.private_values import PrivateValues
from assistant.services.wechat_outgoing import Sending
from assistant.services.wechat_platform import PlatformRefusal
from assistant.services.wechat_reminders import Reminder
from assistant.services.wechat_sealing import WeChatSealing
from assistant.services.wechat_senders import GUIDANCE_REMINDER
from tests.builders import NOON
from tests.wechat_platform import PlatformServer
from tests.wechat_service import DATA_KEY, Connected, connected

SEND = "/cgi-bin/message/custom/send"
TOKEN_CALL = "/cgi-bin/stable_token"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database; ledger and token on both are in the tests of the ladder and of two instances."""
    return sqlite_url


class Bookings:
    """Knows one booking, of the conversation it was told."""

    def __init__(self) -> None:
        self.conversation_id = ""

    async def reminder(self, booking_reference: str) -> Reminder | None:
        if booking_reference != "b_1":
            return None
        return Reminder(self.conversation_id, "明天上午9点有一次亲子活动", "亲子活动", NOON, "梁溪区指导站")


async def _send(account: Connected, text: str = "坐席的话", message_id: str = "m1") -> Sending:
    conversation_id = await account.conversation_id("mother-1")
    return await account.service.wechat.messenger.send_to_follower(conversation_id, text, message_id)


async def test_an_operators_words_reach_the_follower_once(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")

    assert await _send(account) is Sending.NOW
    assert await _send(account) is Sending.NOW

    await account.until(lambda: bool(account.platform.sent))
    await asyncio.sleep(0.4)
    assert account.platform.texts_to("mother-1") == ["坐席的话"]


async def test_the_operator_is_told_when_words_will_wait(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    for number in range(5):
        await _send(account, message_id=f"m{number}")
    await account.until(lambda: len(account.platform.sent) == 5)

    assert await _send(account, message_id="m6") is Sending.WITH_NEXT_MESSAGE


async def test_a_conversation_of_another_channel_has_no_follower(account: Connected) -> None:
    messenger = account.service.wechat.messenger

    assert not await messenger.is_follower("cv_elsewhere")
    with pytest.raises(NotFound):
        await messenger.send_to_follower("cv_elsewhere", "您好", "m1")


@pytest.mark.parametrize("errcode", [40001, 42001])
async def test_a_refused_token_is_renewed_and_the_call_made_once_more(account: Connected, errcode: int) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail(SEND, errcode)

    await _send(account)

    await account.until(lambda: bool(account.platform.sent))
    assert account.platform.calls[TOKEN_CALL] == 2
    assert account.platform.calls[SEND] == 2


async def test_a_busy_platform_is_asked_again(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail(SEND, -1)

    await _send(account)

    await account.until(lambda: bool(account.platform.sent))
    assert account.platform.calls[SEND] == 2
    assert account.platform.left["mother-1"] == 4


async def test_what_the_platform_refuses_for_good_is_a_dead_letter(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail(SEND, 40003)

    await _send(account)

    await account.until(lambda: account.platform.calls[SEND] == 1)
    await asyncio.sleep(0.3)
    async with account.service.database.unit_of_work() as uow:
        (dead,) = await uow.outbox.dead(10)
    assert "40003" in dead.last_error
    assert account.platform.calls[SEND] == 1


async def test_an_account_without_permission_keeps_everything_for_the_next_message(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail(SEND, 48001)
    await _send(account)
    await account.until(lambda: account.platform.calls[SEND] == 1)
    await asyncio.sleep(0.3)

    delivered = await account.phone.text("mother-1", "能吃盐吗")

    assert "坐席的话" in delivered.text


async def test_instances_share_one_token_and_fetch_it_once(account: Connected) -> None:
    account.platform.latency = 0.1
    database, settings = account.service.database, account.service.settings
    sealing = WeChatSealing(PrivateValues(DATA_KEY.encode()))
    async with aiohttp.ClientSession() as session:
        apis = [platform_api(session, settings, database.unit_of_work, sealing, now_in_wuxi) for _ in range(4)]
        quota = {"cgi_path": SEND}

        await asyncio.gather(*(api.call("/cgi-bin/openapi/quota/get", quota) for api in apis for _ in range(3)))

    assert account.platform.calls[TOKEN_CALL] == 1


async def test_a_token_is_renewed_before_it_ends(account: Connected) -> None:
    database, settings = account.service.database, account.service.settings
    sealing, now = WeChatSealing(PrivateValues(DATA_KEY.encode())), [now_in_wuxi()]
    async with aiohttp.ClientSession() as session:
        api = platform_api(session, settings, database.unit_of_work, sealing, lambda: now[0])
        begun, fetched = now[0], []
        for minutes in (0, 60, 109, 111):  # it lasts 120
            now[0] = begun + timedelta(minutes=minutes)
            await api.call("/cgi-bin/openapi/quota/get", {"cgi_path": SEND})
            fetched.append(account.platform.calls[TOKEN_CALL])

    assert fetched == [1, 1, 1, 2]


async def test_a_wrong_secret_is_named(tmp_path: Path, database_url: str) -> None:
    wrong = {"ASSISTANT_WECHAT_APP_SECRET": "wrong"}
    async with connected(database_url, tmp_path, **wrong) as account, aiohttp.ClientSession() as session:
        sealing = WeChatSealing(PrivateValues(DATA_KEY.encode()))
        database, settings = account.service.database, account.service.settings
        api = platform_api(session, settings, database.unit_of_work, sealing, now_in_wuxi)

        with pytest.raises(PlatformRefusal, match="AppSecret"):
            await api.call("/cgi-bin/menu/get")


async def _remind(account: Connected, bookings: Bookings, reference: str = "b_1") -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    bookings.conversation_id = await account.conversation_id("mother-1")
    async with account.service.database.unit_of_work() as uow:
        for _ in range(2):
            await enqueue(uow, GUIDANCE_REMINDER, reference, {"booking_reference": reference}, f"remind:{reference}")
        await uow.commit()


@pytest.mark.parametrize(("kind", "path"), [("template", "template/send"), ("subscription", "subscribe/bizsend")])
async def test_a_reminder_goes_out_once_as_the_accounts_template(
    tmp_path: Path, database_url: str, kind: str, path: str
) -> None:
    bookings = Bookings()
    template = {"ASSISTANT_WECHAT_REMINDER_TEMPLATE": "tpl_1", "ASSISTANT_WECHAT_REMINDER_KIND": kind}
    async with connected(database_url, tmp_path, bookings=bookings, **template) as account:
        await _remind(account, bookings)
        await account.until(lambda: bool(account.platform.sent))
        await asyncio.sleep(0.3)

    (sent,) = account.platform.sent
    assert sent.path.endswith(path)
    assert sent.body["data"]["time2"]["value"] == "2026年11月23日 12:00"


async def test_without_a_template_or_when_declined_a_reminder_is_an_ordinary_message(
    tmp_path: Path, database_url: str
) -> None:
    bookings = Bookings()
    template = {"ASSISTANT_WECHAT_REMINDER_TEMPLATE": "tpl_1"}
    async with connected(database_url, tmp_path, bookings=bookings, **template) as account:
        account.platform.fail("/cgi-bin/message/template/send", 43101)
        await _remind(account, bookings)
        await account.until(lambda: bool(account.platform.sent))

    assert account.platform.texts_to("mother-1") == ["明天上午9点有一次亲子活动"]


async def test_a_reminder_of_a_cancelled_booking_is_not_sent(tmp_path: Path, database_url: str) -> None:
    bookings = Bookings()
    async with connected(database_url, tmp_path, bookings=bookings) as account:
        await _remind(account, bookings, "b_cancelled")
        await asyncio.sleep(0.5)

        async with account.service.database.unit_of_work() as uow:
            message = await uow.outbox.by_dedupe_key("remind:b_cancelled")
    assert account.platform.sent == []
    assert message is not None
    assert message.state == "sent"


async def test_the_servers_own_quota_is_never_run_against(account: Connected) -> None:
    for number in range(3):
        await account.phone.text("mother-1", f"能吃盐吗{number}")
        for one in range(6):
            await _send(account, message_id=f"{number}-{one}")
        await asyncio.sleep(0.3)

    assert account.platform.refused_over_quota == 0


def test_the_stand_in_counts_as_the_platform_does() -> None:
    platform = PlatformServer()
    platform.opened("mother-1")

    answers = [platform._take_service_message(SEND, {"touser": "mother-1", "msgtype": "text"}) for _ in range(6)]

    assert [answer["errcode"] for answer in answers] == [0] * 5 + [45047]
