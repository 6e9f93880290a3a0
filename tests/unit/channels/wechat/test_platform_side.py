"""The platform's side: one token for all, its refusals understood, reminders, operators' words."""

import asyncio
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from assistant.channels.wechat import platform
from assistant.channels.wechat.parts import platform_api
from assistant.domain.booking import Booking, BookingStatus
from assistant.errors import NotFound
from assistant.services import outbox
from assistant.services.clock import now_in_wuxi
from assistant.services.guidance_notices import Event, Notice
from assistant.services.line_deliveries import (
    OPERATOR_WORDS,
    WECHAT_MESSAGE,
    LineDelivery,
    deliveries_of,
    message_id,
    words_key,
)
from assistant.services.outbox import PermanentFailure, enqueue
from assistant.services.private_values import PrivateValues
from assistant.services.wechat_outgoing import Sending
from assistant.services.wechat_platform import PlatformRefusal
from assistant.services.wechat_sealing import WeChatSealing
from tests.builders import NOON
from tests.guidance import a_session
from tests.records import a_conversation, an_item
from tests.wechat_platform import PlatformServer
from tests.wechat_service import DATA_KEY, Connected, connected

SEND = "/cgi-bin/message/custom/send"
TOKEN_CALL = "/cgi-bin/stable_token"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database; ledger and token on both are in the tests of the ladder and of two instances."""
    return sqlite_url


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


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries follow at once, so that tests need not wait."""
    monkeypatch.setattr(outbox, "FIRST_WAIT", timedelta(seconds=0.1))
    monkeypatch.setitem(platform.BUSY, -1, 0.1)


async def test_a_busy_platform_is_asked_again(account: Connected, soon: None) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail(SEND, -1)

    await _send(account)

    await account.until(lambda: bool(account.platform.sent))
    assert account.platform.calls[SEND] == 2
    assert account.platform.left["mother-1"] == 4


@pytest.mark.parametrize("way", ["drop", "page", "empty", "list"])
async def test_a_call_that_went_wrong_on_its_way_is_made_again(account: Connected, soon: None, way: str) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.mishap(SEND, way, way)

    await _send(account)

    await account.until(lambda: bool(account.platform.sent))
    await asyncio.sleep(0.3)
    assert account.platform.texts_to("mother-1") == ["坐席的话"]
    assert account.platform.calls[SEND] == 3


async def test_a_send_whose_answer_was_lost_is_charged_and_repeated_once(account: Connected, soon: None) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.mishap(SEND, "swallow")

    await _send(account)

    await account.until(lambda: len(account.platform.sent) == 2)
    sealing = account.service.wechat.callback.sealing
    async with account.service.database.unit_of_work() as uow:
        follower = await uow.wechat_followers.get(sealing.follower_key("mother-1"))
    assert follower is not None
    assert follower.message_left == account.platform.left["mother-1"] == 3


@pytest.mark.parametrize("way", ["drop", "page", "empty", "list"])
async def test_without_a_token_nothing_is_lost(account: Connected, soon: None, way: str) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.mishap(TOKEN_CALL, way)

    await _send(account)

    await account.until(lambda: bool(account.platform.sent))
    assert account.platform.texts_to("mother-1") == ["坐席的话"]


async def test_a_platform_that_stays_silent_ends_as_a_dead_letter(
    account: Connected, soon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "MOST_ATTEMPTS", 2)
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.mishap(SEND, "drop", "drop", "drop")

    await _send(account)

    dead = await account.dead_letter()
    assert "did not answer" in dead.last_error
    assert account.platform.calls[SEND] == 2


async def test_what_the_platform_refuses_for_good_is_a_dead_letter(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail(SEND, 40003)

    await _send(account)

    dead = await account.dead_letter()
    assert "40003" in dead.last_error
    assert account.platform.calls[SEND] == 1


async def test_an_account_without_permission_keeps_everything_for_the_next_message(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail(SEND, 48001)
    await _send(account)
    await account.until_kept("mother-1")

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


def _notice(event: Event, dedupe_key: str = "remind:b_1") -> Notice:
    booking = Booking(
        "b_1", "S1", "g_1", "k_1", "e_1", BookingStatus.BOOKED, "hash", b"", None, None, "hash", None, NOON
    )
    return Notice(event, booking, a_session(title="亲子活动", place="梁溪区指导站"), dedupe_key)


async def _notify(account: Connected, event: Event) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    conversation_id = await account.conversation_id("mother-1")
    async with account.service.database.unit_of_work() as uow:
        conversation = await uow.conversations.get(conversation_id)
    assert conversation is not None
    await account.service.wechat.notices.notify(conversation, _notice(event))


@pytest.mark.parametrize(("kind", "path"), [("template", "template/send"), ("subscription", "subscribe/bizsend")])
async def test_a_reminder_goes_out_as_the_accounts_template(
    tmp_path: Path, database_url: str, kind: str, path: str
) -> None:
    template = {"ASSISTANT_WECHAT_REMINDER_TEMPLATE": "tpl_1", "ASSISTANT_WECHAT_REMINDER_KIND": kind}
    async with connected(database_url, tmp_path, **template) as account:
        await _notify(account, Event.DAY_BEFORE)

    (sent,) = account.platform.sent
    assert sent.path.endswith(path)
    assert "亲子活动" in str(sent.body["data"])


async def test_without_a_template_or_when_declined_a_reminder_is_an_ordinary_message(
    tmp_path: Path, database_url: str
) -> None:
    template = {"ASSISTANT_WECHAT_REMINDER_TEMPLATE": "tpl_1"}
    async with connected(database_url, tmp_path, **template) as account:
        account.platform.fail("/cgi-bin/message/template/send", 43101)
        await _notify(account, Event.HOURS_BEFORE)

    (text,) = account.platform.texts_to("mother-1")
    assert "活动快开始了" in text


async def test_an_offered_seat_is_told_as_an_ordinary_message(tmp_path: Path, database_url: str) -> None:
    template = {"ASSISTANT_WECHAT_REMINDER_TEMPLATE": "tpl_1"}
    async with connected(database_url, tmp_path, **template) as account:
        await _notify(account, Event.OFFERED)

    (text,) = account.platform.texts_to("mother-1")
    assert "有名额了" in text


async def test_a_notice_to_somebody_who_unfollowed_is_given_up(account: Connected) -> None:
    gone = a_conversation("cv_gone", channel="wechat")

    with pytest.raises(PermanentFailure):
        await account.service.wechat.notices.notify(gone, _notice(Event.DAY_BEFORE))


async def test_an_operators_line_goes_out_once_from_the_outbox(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    conversation_id = await account.conversation_id("mother-1")
    async with account.service.database.unit_of_work() as uow:
        seq = await uow.conversations.next_seq(conversation_id)
        await uow.items.add(an_item(seq, conversation_id, sender="operator", body={"text": "我来看看"}))
        for _ in range(2):
            await enqueue(uow, OPERATOR_WORDS, conversation_id, {"seq": seq}, f"{OPERATOR_WORDS}:{seq}")
        await uow.commit()

    await account.until(lambda: bool(account.platform.sent))
    await asyncio.sleep(0.4)
    assert account.platform.texts_to("mother-1") == ["我来看看"]


async def _operator_says(account: Connected, text: str) -> int:
    """Store an operator's line as the console does; return its seq."""
    conversation_id = await account.conversation_id("mother-1")
    async with account.service.database.unit_of_work() as uow:
        seq = await uow.conversations.next_seq(conversation_id)
        await uow.items.add(an_item(seq, conversation_id, sender="operator", body={"text": text}))
        key = words_key(conversation_id, seq)
        await enqueue(uow, OPERATOR_WORDS, conversation_id, {"seq": seq}, key, conversation_id=conversation_id)
        await uow.commit()
    return seq


async def _until(account: Connected, seq: int, state: str, reason: str = "") -> None:
    """Wait until a line stands like this."""
    conversation_id = await account.conversation_id("mother-1")
    seen: list[LineDelivery] = []
    async with asyncio.timeout(10):
        while LineDelivery(seq, state, reason) not in seen:  # type: ignore[arg-type]
            await asyncio.sleep(0.05)
            async with account.service.database.unit_of_work() as uow:
                seen = await deliveries_of(uow, conversation_id)


async def test_each_line_of_an_operator_tells_whether_the_platform_took_it(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")

    arrives = await _operator_says(account, "我来看看")
    await _until(account, arrives, "sent")

    account.platform.fail(SEND, 40003)
    refused = await _operator_says(account, "听得到吗")
    await _until(account, refused, "failed", "wechat_40003")

    account.platform.fail(SEND, -1)
    account.platform.latency = 0.2
    busy = await _operator_says(account, "再试一次")
    await _until(account, busy, "waiting", "wechat_busy")
    account.platform.latency = 0.0
    await _until(account, busy, "sent")

    account.platform.fail(SEND, 45015)
    kept = await _operator_says(account, "等您下次来")
    await _until(account, kept, "waiting", "kept")
    await account.phone.text("mother-1", "我回来了")
    await _until(account, kept, "sent")
    await _until(account, refused, "failed", "wechat_40003")


async def test_a_line_to_somebody_who_unfollowed_says_so_and_a_long_one_fails_with_any_of_its_parts(
    account: Connected,
) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    account.platform.fail(SEND, 43101)
    long = await _operator_says(account, "请带孩子去社区医院看一看。" * 120)
    await _until(account, long, "failed", "wechat_43101")

    conversation_id = await account.conversation_id("mother-1")
    async with account.service.database.unit_of_work() as uow:
        key = f"wechat_message:{conversation_id}:{message_id(99)}:0"
        await enqueue(uow, WECHAT_MESSAGE, "nobody", {}, key, conversation_id=conversation_id)
        await uow.commit()
    await _until(account, 99, "failed", "follower_gone")


async def test_the_servers_own_quota_is_never_run_against(account: Connected) -> None:
    for number in range(3):
        await account.phone.text("mother-1", f"能吃盐吗{number}")
        for one in range(6):
            await _send(account, message_id=f"{number}-{one}")
        await asyncio.sleep(0.3)

    assert account.platform.refused_over_quota == 0


def test_the_stand_in_counts_as_the_platform_does() -> None:
    server = PlatformServer()
    server.opened("mother-1")

    answers = [server._take_service_message(SEND, {"touser": "mother-1", "msgtype": "text"}) for _ in range(6)]

    assert [answer["errcode"] for answer in answers] == [0] * 5 + [45047]
