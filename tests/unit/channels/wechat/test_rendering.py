"""How a reply looks on the official account: what saves a life first and alone, nothing longer than a message holds."""

from typing import Any

import pytest

from assistant.channels.wechat import wording
from assistant.channels.wechat.choices import are_lettered, chosen
from assistant.channels.wechat.envelope import Envelope
from assistant.channels.wechat.messages import Inbound
from assistant.channels.wechat.rendering import render
from assistant.channels.wechat.xml import read_fields
from assistant.domain.wechat import MOST_BYTES, FollowerMessage, size
from assistant.secret import Secret
from assistant.settings_wechat import WeChatSettings
from tests.builders import NOON
from tests.wechat_platform import APP_ID, TOKEN

URL = "https://guidance.example"
NOTICE = {"text": "聊天保存90天。", "url": "/privacy"}
ANSWER = {"type": "answer", "title": "宝宝能吃盐吗", "text": "一岁以内不用加盐。", "url": f"{URL}/handbook/salt"}
EMERGENCY = {"type": "emergency", "title": "心肺复苏", "steps": ["放平。", "按压30次。"], "call": "120"}


def a_reply(*texts: str, **more: Any) -> dict[str, Any]:
    """A reply as the API words it."""
    plain = {"cards": [], "choices": [], "urgency": "none", "intent": {"name": "ask_parenting"}, "notice": None}
    return {"texts": list(texts), **plain, **more}


def an_alarm(*texts: str, **more: Any) -> dict[str, Any]:
    """A call120 reply of triage."""
    return a_reply(*texts, urgency="call120", intent={"name": "triage"}, **more)


def some_choices(*labels: str) -> list[dict[str, str]]:
    """Choices with these labels."""
    return [{"choice_id": f"c{number}", "label": label} for number, label in enumerate(labels, 1)]


def test_an_alarm_comes_first_with_its_steps_and_what_is_kept_comes_apart() -> None:
    shown = render(an_alarm("立即拨打120。", cards=[EMERGENCY], notice=NOTICE), URL)

    assert [message.text for message in shown] == [
        "立即拨打120。\n\n【心肺复苏】\n1. 放平。\n2. 按压30次。",
        f'聊天保存90天。<a href="{URL}/privacy">查看说明</a>',
    ]


def test_an_alarm_is_never_followed_by_an_article_in_its_place() -> None:
    shown = render(an_alarm("立即拨打120。", cards=[EMERGENCY, ANSWER]), URL)

    assert [message.article for message in shown] == [None]


def test_a_long_alarm_says_what_to_do_in_its_first_message() -> None:
    steps = {**EMERGENCY, "steps": ["按压胸口中央，深度约为胸部厚度的三分之一。"] * 40}

    shown = render(an_alarm("立即拨打120。", cards=[steps]), URL)

    assert shown[0].text.startswith("立即拨打120。")
    assert len(shown) > 1
    assert all(size(message.text) <= MOST_BYTES for message in shown)


def test_a_short_answer_carries_the_link_to_its_page() -> None:
    (shown,) = render(a_reply("一岁以内不用加盐。", cards=[ANSWER]), URL)

    assert shown.text.endswith(f'<a href="{URL}/handbook/salt">宝宝能吃盐吗</a>')


def test_a_long_answer_ends_with_its_page_as_a_card() -> None:
    shown = render(a_reply("先看宝宝的样子。" * 120, cards=[ANSWER]), URL)

    assert shown[-1].article is not None
    assert shown[-1].article.url == f"{URL}/handbook/salt"
    assert all(message.text.endswith("。") for message in shown[:-1])


def test_choices_are_numbered_and_the_number_or_the_words_choose() -> None:
    choices = some_choices("辅食怎么加", "夜里总醒怎么办")

    (shown,) = render(a_reply("您想问哪一个？", choices=choices), URL)

    assert shown.text.splitlines()[-3:] == ["回复前面的数字来选：", "1. 辅食怎么加", "2. 夜里总醒怎么办"]
    for said in ("2", "２", "二", "第二个", "选2", "2.", "夜里总醒怎么办", " 夜里总醒怎么办？ "):
        assert chosen(said, choices) == "c2", said
    for said in ("3", "0", "夜里", "2岁", "12", ""):
        assert chosen(said, choices) is None, said


def test_choices_that_hold_ages_bear_letters_and_a_number_chooses_none() -> None:
    choices = some_choices("不满3个月", "3个月到3岁")

    (shown,) = render(a_reply("宝宝多大？", choices=choices), URL)

    assert shown.text.splitlines()[-2:] == ["A. 不满3个月", "B. 3个月到3岁"]
    for said in ("b", "Ｂ", "3个月到3岁", "第二个", "第2个"):
        assert chosen(said, choices) == "c2", said
    for said in ("2", "二", "2个", "第2个月", "第三个"):
        assert chosen(said, choices) is None, said


def test_below_a_list_of_institutions_letters_mark_the_choices() -> None:
    choices = some_choices("只看有空位的", "换一批")
    card = {"type": "institution", "name": "示例托育园", "address": "示例路1号"}

    (shown,) = render(a_reply("离您最近的：\n1. 示例托育园：600米", cards=[card], choices=choices), URL)

    assert shown.text.splitlines()[-3:] == ["回复前面的字母来选：", "A. 只看有空位的", "B. 换一批"]
    assert chosen("b", choices, beside_list=True) == "c2"
    for said in ("1", "第一个", "二"):
        assert chosen(said, choices, beside_list=True) is None, said


def test_nothing_is_said_of_buttons_where_there_are_none() -> None:
    for sentence in wording.WITHOUT_BUTTONS:
        (shown,) = render(a_reply(sentence, choices=some_choices("辅食怎么加", "都不是")), URL)

        assert "点" not in shown.text, shown.text
        assert shown.text.count("回复") == 1


@pytest.mark.parametrize(
    ("label", "is_lettered"),
    [
        ("不满1个月", True),
        ("6~11个月", True),
        ("1~3岁", True),
        ("半岁以内", True),
        ("一岁半", True),
        ("三周", True),
        ("吐了两次以上", True),
        ("超过5分钟", True),
        ("38.5度以上", True),
        ("12月5日（周六）9:30 亲子活动", False),
        ("十二月五日", False),
        ("这周末", False),
        ("示例3号托育园", False),
        ("第二幼儿园", False),
        ("都没有", False),
    ],
)
def test_letters_mark_what_a_bare_number_could_mean(label: str, is_lettered: bool) -> None:
    assert are_lettered(some_choices("都可以", label)) is is_lettered


def test_a_sitting_is_chosen_by_its_number() -> None:
    choices = some_choices("12月5日（周六）9:30 亲子活动", "12月6日（周日）14:00 家长课堂", "换一批")

    assert [chosen(said, choices) for said in ("1", "第2个", "换一批")] == ["c1", "c2", "c3"]


def test_an_institution_shows_a_phone_that_can_be_tapped_and_a_distance_only_where_one_is_known() -> None:
    card = {
        "type": "institution",
        "name": "示例托育园",
        "address": "示例路1号",
        "phone": "0510-00000000",
        "places_free": 3,
    }

    near, named = (
        render(a_reply("附近的：", cards=[card | more]), URL)[0].text
        for more in ({"distance_m": 800}, {"distance_m": None, "area": "示例街道及附近"})
    )

    assert near.split("\n\n")[1] == "【示例托育园】\n示例路1号\n约800米\n余位：3\n电话：0510-00000000"
    assert "示例街道及附近" in named
    assert "米" not in named


def test_what_the_words_say_already_is_not_said_again_by_a_card() -> None:
    session = {"title": "亲子阅读", "starts_at": "2026-12-05T01:30:00+00:00", "place": "示例指导站", "seats_free": 3}
    place = {"type": "institution", "name": "示例托育园", "address": "示例路1号", "phone": "0510-00000000"}

    (sittings,) = render(
        a_reply("1. 12月5日（周六）9:30，《亲子阅读》", cards=[{"type": "guidance_session", **session}]), URL
    )
    (booked,) = render(
        a_reply("约好了：《亲子阅读》。预约码ABC", cards=[{"type": "booking", "code": "ABC", "session": session}]), URL
    )
    (near,) = render(a_reply("1. 示例托育园：800米。电话0510-00000000", cards=[place]), URL)

    assert sittings.text == "1. 12月5日（周六）9:30，《亲子阅读》"
    assert booked.text == "约好了：《亲子阅读》。预约码ABC"
    assert near.text.split("\n\n")[1] == "【示例托育园】\n示例路1号"


def test_a_booking_shows_its_sitting_and_its_code() -> None:
    session = {"title": "亲子活动", "starts_at": "2026-12-05T01:30:00+00:00", "place": "示例指导站", "seats_free": 0}

    (shown,) = render(a_reply("约好了。", cards=[{"type": "booking", "code": "ABCDE-FGHJKM", "session": session}]), URL)

    assert "2026年12月05日 09:30" in shown.text
    assert "预约码：ABCDE-FGHJKM" in shown.text


def test_nothing_is_shown_while_a_person_is_on() -> None:
    assert render(a_reply(choices=some_choices("一"), notice=NOTICE), URL) == []


@pytest.mark.parametrize("text", ["]]>", "a]]>b", "]]]]>>", "<![CDATA[x]]>", "</Content></xml>", "1<2&3", "😭\x00\x0b"])
def test_no_text_breaks_out_of_the_message(text: str) -> None:
    envelope = Envelope(WeChatSettings(mode="plain", app_id=APP_ID, token=Secret(TOKEN)))
    inbound = Inbound("gh_1", "o]]>1", 1, "text")

    fields = read_fields(envelope.close(FollowerMessage(text), inbound, "1", NOON).encode())

    assert fields["Content"] == text.replace("\x00", "").replace("\x0b", "")
    assert (fields["ToUserName"], fields["MsgType"]) == ("o]]>1", "text")
