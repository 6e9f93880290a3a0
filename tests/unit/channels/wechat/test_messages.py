"""What a parent can send, and what comes back."""

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.channels.wechat import wording
from assistant.channels.wechat.unreadable import answer_to
from assistant.domain.conversation import ConversationState
from assistant.domain.triage.situation import EMPTY_SITUATION
from assistant.domain.urgency import Urgency
from assistant.services.clock import now_in_wuxi
from assistant.store.records import Item
from tests.builders import NOON
from tests.wechat_service import Connected, connected, triage_reader

IMAGE = {"MsgType": "image", "PicUrl": "http://p.example/1", "MediaId": "m"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database: what is tested here happens before it, or the same on both in other tests."""
    return sqlite_url


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        (IMAGE, wording.CANNOT_READ["image"]),
        ({"MsgType": "voice", "MediaId": "m", "Format": "amr"}, wording.CANNOT_READ["voice"]),
        ({"MsgType": "shortvideo", "MediaId": "m", "ThumbMediaId": "t"}, wording.CANNOT_READ["video"]),
        ({"MsgType": "link", "Title": "宝宝抽搐", "Description": "", "Url": "u"}, wording.CANNOT_READ["link"]),
    ],
)
async def test_what_cannot_be_read_is_said_so_and_stands_in_the_transcript(
    account: Connected, fields: dict[str, str], answer: str
) -> None:
    await account.phone.event("mother-1", "subscribe")
    await account.phone.text("mother-1", "能吃盐吗")

    delivered = await account.phone.deliver("mother-1", fields)

    assert delivered.text == answer
    assert "120" in delivered.text
    assert [item.sender for item in await account.items("mother-1")][2:] == ["caregiver", "assistant"]


async def test_words_beside_a_picture_are_triaged(account: Connected) -> None:
    picture = await account.phone.deliver("mother-1", IMAGE)
    words = await account.phone.text("mother-1", "他嘴唇发紫，喘不上气")

    assert picture.text.startswith(wording.CANNOT_READ["image"])
    assert "120" in words.text


async def test_a_picture_after_words_of_danger_repeats_what_to_do_first(account: Connected) -> None:
    await account.phone.text("mother-1", "宝宝身上有出血点，按了不褪色")

    picture = await account.phone.deliver("mother-1", IMAGE)

    first, second = picture.text.split("\n\n")
    assert first == wording.STILL_URGENT[Urgency.HOSPITAL_NOW]
    assert second == wording.CANNOT_READ["image"]


async def test_a_picture_between_a_question_and_its_answer_leaves_the_choices_open(account: Connected) -> None:
    account.rasa.parts["问"] = {"kind": "suggest", "entry_ids": ["salt", "sleep"], "question": "问"}
    await account.phone.text("mother-1", "问一下")

    picture = await account.phone.deliver("mother-1", IMAGE)

    assert "2. 夜里总醒怎么办" in picture.text
    assert (await account.phone.text("mother-1", "2")).text.startswith("先看看是不是饿了。")


async def test_whoever_begins_with_a_picture_reads_what_is_kept(account: Connected) -> None:
    picture = await account.phone.deliver("mother-1", IMAGE)
    words = await account.phone.text("mother-1", "能吃盐吗")

    assert "保存90天" in picture.text
    assert "保存90天" not in words.text


@pytest.mark.parametrize("sort", list(wording.CANNOT_READ))
def test_in_the_middle_of_a_form_the_open_question_is_pointed_at(sort: str) -> None:
    reply = answer_to(sort, ConversationState(form="book_session_form"), NOON)

    assert reply.texts == (wording.CANNOT_READ_IN_FORM[sort],)
    assert reply.urgency is Urgency.NONE


def test_while_an_emergency_stands_a_picture_is_about_that_and_not_about_the_form() -> None:
    heard = triage_reader().read("宝宝身上有出血点，按了不褪色", EMPTY_SITUATION, NOON).situation

    reply = answer_to("image", ConversationState(form="book_session_form", situation=heard), NOON)

    assert reply.texts == (wording.STILL_URGENT[Urgency.HOSPITAL_NOW], wording.CANNOT_READ["image"])


def test_an_alarm_of_yesterday_is_not_repeated_to_a_picture() -> None:
    heard = triage_reader().read("宝宝身上有出血点，按了不褪色", EMPTY_SITUATION, NOON).situation

    reply = answer_to("image", ConversationState(situation=heard), NOON + timedelta(hours=25))

    assert reply.texts == (wording.CANNOT_READ["image"],)


async def test_recognised_speech_is_answered_as_text(account: Connected) -> None:
    delivered = await account.phone.deliver(
        "mother-1", {"MsgType": "voice", "MediaId": "m", "Format": "amr", "Recognition": "能吃盐吗。"}
    )

    assert delivered.text.startswith("一岁以内不用加盐。")


async def test_a_shared_place_reaches_the_dialogue_in_the_platforms_datum(account: Connected) -> None:
    fields = {"MsgType": "location", "Location_X": "31.5", "Location_Y": "120.3", "Scale": "16", "Label": "x"}

    delivered = await account.phone.deliver("mother-1", fields)

    assert "位置" in delivered.text


async def test_the_first_answer_says_what_is_kept_and_the_second_does_not(account: Connected) -> None:
    first = await account.phone.text("mother-1", "能吃盐吗")
    second = await account.phone.text("mother-1", "能吃盐吗")

    assert "保存90天" in first.text
    assert 'href="https://guidance.example/privacy"' in first.text
    assert "保存90天" not in second.text


async def test_a_follow_is_welcomed_with_what_is_kept(account: Connected) -> None:
    delivered = await account.phone.event("mother-1", "subscribe")

    assert delivered.text.startswith("您好")
    assert "保存90天" in delivered.text


async def test_a_clinics_code_keeps_its_source_and_its_site(account: Connected) -> None:
    from assistant.domain.site import Site

    async with account.service.database.unit_of_work() as uow:
        await uow.sites.add(Site("clinic-a", "甲诊所", (), NOON))
        await uow.commit()

    await account.phone.event("mother-1", "subscribe", "qrscene_clinic-a")
    await account.phone.event("mother-2", "SCAN", "no-such-site")

    sealing = account.service.wechat.callback.sealing
    async with account.service.database.unit_of_work() as uow:
        followers = [await uow.wechat_followers.get(sealing.follower_key(f"mother-{one}")) for one in (1, 2)]
        conversations = [await uow.conversations.get(one.conversation_id) for one in followers if one]
    assert [one and one.source for one in followers] == ["clinic-a", "no-such-site"]
    assert [one and (one.site_key, one.channel) for one in conversations] == [
        ("clinic-a", "wechat"),
        ("wechat", "wechat"),
    ]


async def test_a_menu_click_says_what_the_menu_file_says(account: Connected) -> None:
    await account.phone.event("mother-1", "CLICK", "say:辅食怎么添加")

    assert account.rasa.asked == ["辅食怎么添加"]


async def test_a_command_of_rasas_never_acts(account: Connected) -> None:
    delivered = await account.phone.text("mother-1", '/confirm_booking{"code":"1"}')

    assert delivered.last.status == 200
    assert [item.sender for item in await account.items("mother-1")] == ["caregiver", "assistant"]


async def test_a_typed_number_letter_or_label_chooses(account: Connected) -> None:
    suggest = {"kind": "suggest", "entry_ids": ["salt", "sleep"], "question": "问"}
    account.rasa.parts["问"] = suggest
    for said in ("2", "２", "第二个", "二", "选2", "夜里总醒怎么办", "2。"):
        asked = await account.phone.text("mother-1", "问一下")
        assert "2. 夜里总醒怎么办" in asked.text

        assert (await account.phone.text("mother-1", said)).text.startswith("先看看是不是饿了。"), said


async def test_a_number_without_choices_is_an_ordinary_text(account: Connected) -> None:
    await account.phone.text("mother-1", "2")

    assert account.rasa.asked == ["2"]


async def test_choices_with_ages_bear_letters_and_a_bare_number_is_asked_back(account: Connected) -> None:
    asked = await account.phone.text("mother-1", "发烧38度5")

    assert "A. 不满1个月" in asked.text
    back = await account.phone.text("mother-1", "2")
    assert wording.BARE_NUMBER.format(said="2") in back.text
    assert "A. 不满1个月" in back.text
    chosen = await account.phone.text("mother-1", "b")
    assert "医院" in chosen.text


async def test_a_number_below_a_list_of_institutions_is_asked_back_and_chooses_then(account: Connected) -> None:
    await account.phone.text("mother-1", "能吃盐吗")
    conversation_id, shown = await account.conversation_id("mother-1"), (await account.items("mother-1"))[-1].body
    listed = {"type": "institution", "name": "示例托育园", "address": "示例路1号"}
    choices = [{"choice_id": "c_free", "label": "只看有空位的"}, {"choice_id": "c_more", "label": "换一批"}]
    async with account.service.database.unit_of_work() as uow:
        seq = await uow.conversations.next_seq(conversation_id, 1)
        body = shown | {"cards": [listed], "choices": choices}
        await uow.items.add(Item(conversation_id, seq, "assistant", body, now_in_wuxi()))
        await uow.commit()

    back = await account.phone.text("mother-1", "1")
    again = await account.phone.text("mother-1", "1")

    assert wording.BARE_NUMBER_BELOW_LIST.format(said="1") in back.text
    assert "1. 只看有空位的" in back.text
    assert "选项已经过期" in again.text, "The choice was invented, so that pressing it is all that can be seen."


async def test_a_text_that_is_empty_too_long_or_a_mere_smile_gets_a_sentence(account: Connected) -> None:
    assert (await account.phone.text("mother-1", " \u200b ")).text
    assert "太长" in (await account.phone.text("mother-1", "啊" * 2100)).text
    assert "表情" in (await account.phone.text("mother-1", "😭")).text


async def test_an_emergency_in_a_text_that_is_too_long_comes_first(account: Connected) -> None:
    delivered = await account.phone.text("mother-1", "宝宝没有呼吸了。" + "啊" * 2100)

    assert "120" in delivered.text
    assert "按压" in delivered.text


async def test_who_writes_too_fast_is_told_and_an_emergency_still_passes(database_url: str, tmp_path: Path) -> None:
    async with connected(database_url, tmp_path, ASSISTANT_PER_SITE_PER_MINUTE="2") as account:
        texts = [(await account.phone.text("mother-1", "能吃盐吗")).text for _ in range(4)]
        alarm = await account.phone.text("mother-1", "宝宝没有呼吸了")

    assert texts[-1] == wording.TOO_MANY
    assert "120" in alarm.text


async def test_who_writes_too_fast_cannot_be_replayed_either(database_url: str, tmp_path: Path) -> None:
    async with connected(database_url, tmp_path, ASSISTANT_PER_SITE_PER_MINUTE="1") as account:
        await account.phone.text("mother-1", "能吃盐吗")
        parameters, body = account.phone.request(
            "mother-1", account.phone.body("mother-1", {"MsgType": "text", "Content": "能吃盐吗"})
        )

        answers = [await account.phone.send(parameters, body.encode()) for _ in range(2)]

    assert answers[0].text == wording.TOO_MANY
    assert answers[1].status == 409
