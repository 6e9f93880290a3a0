"""A parent's real question gets a real, cited answer."""

import pytest

from tests.live import LiveSystem, call


@pytest.mark.parametrize(
    ("question", "entry_id", "said"),
    [
        ("宝宝八个月可以吃盐吗", "salt-before-one", "不放盐"),
        ("孩子发烧39度怎么办", None, "退"),
        ("无锡每年有几次免费育儿指导", None, "6次"),
    ],
)
def test_a_question_gets_a_cited_answer(live: LiveSystem, question: str, entry_id: str | None, said: str) -> None:
    reply = live.talk().say(question)

    assert said in "".join(reply["texts"])
    assert reply["citations"]
    cited = reply["citations"][0]
    assert cited["source"]
    assert cited["checked_on"]
    assert cited["checked_on"] in "".join(reply["texts"])
    if entry_id:
        assert cited["entry_id"] == entry_id
    card = next(card for card in reply["cards"] if card["type"] == "answer")
    page = call(f"{live.url}/handbook/{card['entry_id']}")
    assert page.status == 200
    assert card["title"] in page.json


def test_what_it_cannot_know_is_said_politely_with_a_way_on(live: LiveSystem) -> None:
    reply = live.talk().say("今天股票怎么样")

    assert not reply["citations"]
    assert "没有找到" in reply["texts"][0] or "想问的是" in reply["texts"][0]
    assert "12345" in "".join(reply["texts"]) or reply["choices"]
    assert reply["urgency"] == "none"


def test_the_intent_is_understood_by_rasa(live: LiveSystem) -> None:
    reply = live.talk().say("你好")

    assert reply["intent"]["name"] == "greet"
    assert reply["intent"]["confidence"] > 0.3
    assert reply["texts"]


def test_the_childs_age_is_remembered_and_a_bare_age_asks_again_for_it(live: LiveSystem) -> None:
    talk = live.talk()
    talk.say("宝宝可以吃盐吗")

    reply = talk.say("八个月了")

    assert reply["citations"]
    assert "8个月" in reply["texts"][0]


def test_detail_on_request_shows_the_whole_entry(live: LiveSystem) -> None:
    talk = live.talk()
    first = talk.say("宝宝八个月可以吃盐吗")
    button = next(choice for choice in first["choices"] if choice["label"] == "详细说说")

    pressed = talk.send(choice=button["choice_id"])

    assert pressed.status == 200
    assert len("".join(pressed.json["reply"]["texts"])) > len(first["texts"][0])


def test_the_first_reply_says_what_is_kept_and_later_ones_do_not(live: LiveSystem) -> None:
    talk = live.talk()

    first, second = talk.say("你好"), talk.say("谢谢")

    assert "90天" in first["notice"]["text"]
    assert call(live.url + first["notice"]["url"]).status == 200
    assert second["notice"] is None
