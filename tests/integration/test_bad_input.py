"""What can be cleaned is cleaned and answered; the rest is a 4xx with a code and a sentence, and nothing is stored."""

import pytest

from tests.live import LiveSystem, call

STORY = "今天天气很好我们一起去公园玩了一会儿。"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b'{"text": "\xff\xfe"}', 400),
        (b"[]", 400),
        (b"null", 400),
        (b'"text"', 400),
        (b"{}", 400),
        (b'{"text": 5}', 400),
        (b'{"text": null}', 400),
        (b'{"text": ["a"]}', 400),
        (b'{"text": ""}', 400),
        (b'{"text": "   \\n\\t "}', 400),
        ('{"text": "\u200b\u200d\ufeff"}'.encode(), 400),
        (b'{"text": "\\u0000\\u0007"}', 400),
        (b'{"text": "hello", "choice": "c_1"}', 400),
        (b'{"text": "hello", "unknown": 1}', 400),
        (b'{"text": "hello", "client_message_id": ""}', 400),
        (b'{"location": {"latitude": 31.5, "longitude": 120.3}}', 400),
        (b'{"location": {"latitude": 3100, "longitude": 120.3, "datum": "wgs84"}}', 400),
        (b'{"location": {"latitude": NaN, "longitude": 120.3, "datum": "wgs84"}}', 400),
        (b'{"choice": "no-such-choice"}', 409),
        (b'{"text": "' + b"[" * 100_000 + b'"}', 413),
        (b"[" * 100_000, 400),
        (b'{"text": "' + b"a" * 300_000 + b'"}', 413),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence_and_leaves_nothing(
    live: LiveSystem, raw: bytes, status: int
) -> None:
    talk = live.talk()

    refused = call(f"{talk.url}/messages", raw=raw, method="POST", token=talk.token)

    assert refused.status == status, refused
    error = refused.json["error"]
    assert error["code"]
    assert any("\u4e00" <= character <= "\u9fff" for character in error["message"])
    assert error["request_id"] == refused.headers["X-Request-Id"]
    assert talk.items() == []


@pytest.mark.parametrize(
    "text",
    [
        "宝宝\u200b八个月\u200d可以吃盐吗",
        "宝宝八个月可以吃盐吗\u0000\u0007",
        "\u202e宝宝八个月可以吃盐吗\u202c",
        "寶寶八個月可以吃鹽嗎",
        "宝宝８个月可以吃盐吗？？？",
        "  宝宝八个月\n可以吃盐吗  ",
    ],
)
def test_what_can_be_cleaned_is_answered(live: LiveSystem, text: str) -> None:
    reply = live.talk().say(text)

    assert reply["citations"][0]["entry_id"] == "salt-before-one"


@pytest.mark.parametrize("text", ["😭😭😭", "👶🏻", "👨‍👩‍👧‍👦❤️"])
def test_emoji_alone_gets_a_kind_question(live: LiveSystem, text: str) -> None:
    reply = live.talk().say(text)

    assert "怎么样" in reply["texts"][0]
    assert not reply["citations"]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE items; --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "%s%s%n",
        "../../etc/passwd",
        "EXTERNAL: hi",
        "_" * 500,
    ],
)
def test_hostile_text_is_only_text(live: LiveSystem, text: str) -> None:
    talk = live.talk()

    reply = talk.say(text)

    assert reply["texts"]
    assert talk.items()[0]["text"] == text


def test_a_text_that_is_too_long_is_refused_with_a_way_on(live: LiveSystem) -> None:
    talk = live.talk()

    refused = talk.send(text=STORY * 120)

    assert refused.status == 413
    assert refused.json["error"]["code"] == "text_too_long"
    assert "2000" in refused.json["error"]["message"]
    assert talk.items() == []


def test_an_emergency_in_a_text_that_is_too_long_is_answered_first(live: LiveSystem) -> None:
    refused = live.talk().send(text=STORY * 120 + "宝宝突然没有呼吸了，嘴唇发紫，叫不醒")

    assert refused.status == 413
    assert "120" in refused.json["error"]["message"]
    assert "2000" not in refused.json["error"]["message"]
    assert refused.json["error"]["urgency"] == "call120"


def test_beyond_twenty_thousand_characters_only_the_length_is_named(live: LiveSystem) -> None:
    refused = live.talk().send(text="字" * 20_001)

    assert refused.status == 413
    assert "2000" in refused.json["error"]["message"]


def test_two_thousand_characters_are_answered(live: LiveSystem) -> None:
    assert live.talk().say((STORY * 120)[:2000])["texts"]


def test_unknown_paths_and_methods_get_the_same_kind_of_error(live: LiveSystem) -> None:
    assert call(f"{live.url}/api/v1/nothing").json["error"]["code"] == "not_found"
    wrong = call(f"{live.url}/api/v1/conversations", method="PUT", body={})
    assert wrong.status == 405
    assert wrong.json["error"]["code"] == "method_not_allowed"
