"""What is read and written is what the platform documents: public vectors, byte by byte, and every kind of body."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from multidict import MultiDict

from assistant.channels.wechat.crypto import MessageCipher
from assistant.channels.wechat.errands import errand_of
from assistant.channels.wechat.menu import load_menu
from assistant.channels.wechat.messages import read_message
from assistant.channels.wechat.signature import Forged, check_signature, sign
from assistant.channels.wechat.xml import read_fields, write_fields
from assistant.errors import InvalidInput

DATA = Path(__file__).resolve().parents[3] / "data" / "wechat"
BODIES: list[dict[str, Any]] = yaml.safe_load((DATA / "bodies.yml").read_text(encoding="utf-8"))
VECTORS: dict[str, Any] = yaml.safe_load((DATA / "vectors.yml").read_text(encoding="utf-8"))
MENU = load_menu("https://guidance.example")


def test_there_are_at_least_ninety_bodies() -> None:
    assert len({body["name"] for body in BODIES}) == len(BODIES) >= 90


@pytest.mark.parametrize("case", BODIES, ids=lambda case: case["name"])
def test_a_body_is_read_as_documented(case: dict[str, Any]) -> None:
    expected = dict(case["expected"])
    errand = expected.pop("errand")

    inbound = read_message(read_fields(case["body"].encode()))

    assert {name: getattr(inbound, name) for name in expected} == expected
    assert inbound.account == "gh_invented0001"
    done = errand_of(inbound, MENU)
    assert (done and list(done.to_json())) == errand


@pytest.mark.parametrize("vector", VECTORS["signatures"], ids=lambda vector: vector["from"])
def test_public_signatures_come_out_the_same(vector: dict[str, Any]) -> None:
    check_signature(vector["signature"], *vector["parts"])

    assert sign(*vector["parts"]) == vector["signature"]
    with pytest.raises(Forged):
        check_signature(vector["signature"], *vector["parts"][:-1], vector["parts"][-1] + "0")


@pytest.mark.parametrize("vector", VECTORS["encrypted"], ids=lambda vector: vector["from"])
def test_public_ciphertexts_are_decrypted(vector: dict[str, Any]) -> None:
    cipher = MessageCipher(vector["aes_key"], vector["app_id"])
    check_signature(vector["signature"], vector["token"], vector["timestamp"], vector["nonce"], vector["encrypted"])

    fields = read_fields(cipher.decrypt(vector["encrypted"]))

    assert {name: fields[name] for name in vector["fields"]} == vector["fields"]


def test_encryption_with_known_random_bytes_is_the_same_to_the_byte() -> None:
    vector = VECTORS["written"]
    cipher = MessageCipher(vector["aes_key"], vector["app_id"], lambda count: b"1234567890123456"[:count])

    encrypted = cipher.encrypt(vector["plain"])

    assert encrypted == vector["encrypted"]
    assert sign(vector["token"], vector["timestamp"], vector["nonce"], encrypted) == vector["signature"]


def test_another_accounts_message_is_refused() -> None:
    vector = VECTORS["encrypted"][0]

    with pytest.raises(Forged, match="AppID"):
        MessageCipher(vector["aes_key"], "wx0000000000000000").decrypt(vector["encrypted"])


@pytest.mark.parametrize("length", range(70))
def test_every_pad_from_one_to_thirty_two_comes_back(length: int) -> None:
    cipher = MessageCipher("kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", "wx00000000000000aa")

    assert cipher.decrypt(cipher.encrypt("a" * length)) == b"a" * length


def test_a_key_whose_last_bits_are_not_zero_decrypts_what_its_twin_encrypted() -> None:
    even, odd = "a" * 42 + "A", "a" * 42 + "B"

    assert MessageCipher(odd, "wx1").decrypt(MessageCipher(even, "wx1").encrypt("你好")) == "你好".encode()


@pytest.mark.parametrize("text", ["]]>", "a]]>b]]>c", "<![CDATA[x]]>", "1 < 2 & 3", "😭👶", "第一行\n第二行", ""])
def test_any_text_survives_being_written_and_read(text: str) -> None:
    assert read_fields(write_fields({"Content": text}).encode())["Content"] == text


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    assert read_fields(write_fields({"Content": "a\x00\x0b\ufffeb"}).encode())["Content"] == "ab"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<xml>",
        b"<html></html>",
        b"<xml><a>1</a></xml>tail",
        b"<xml>text<a>1</a></xml>",
        b"<xml><a>1</a><a>2</a></xml>",
        b"<xml a='1'></xml>",
        b"<xml>" + b"<a>" * 9 + b"</a>" * 9 + b"</xml>",
        b"<xml>" + b"".join(b"<a%d/>" % number for number in range(600)) + b"</xml>",
        b"<xml><a>\xff</a></xml>",
        '<?xml version="1.0" encoding="utf-16"?><xml/>'.encode("utf-16"),
        b"<!DOCTYPE xml><xml><a>1</a></xml>",
        b'<!DOCTYPE xml [<!ENTITY e "1">]><xml><a>&e;</a></xml>',
        b'<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>',
        b'<!DOCTYPE xml [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><xml><a>&b;</a></xml>',
        b"<xml><a>&undefined;</a></xml>",
        b"<?php echo 1?><xml><a>1</a></xml>",
    ],
)
def test_dangerous_or_broken_xml_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_fields(body)


def test_a_doubled_parameter_is_refused() -> None:
    from assistant.channels.wechat.signature import check_request
    from tests.builders import NOON

    query = MultiDict([("signature", "0" * 40), ("timestamp", "1"), ("nonce", "1"), ("nonce", "2")])

    with pytest.raises(InvalidInput, match="nonce"):
        check_request(query, "token", NOON)
