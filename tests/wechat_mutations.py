"""Requests that nobody but the platform could have made, changed until it did not make them."""

import random
import string
import time
from collections.abc import Callable
from dataclasses import dataclass

from assistant.channels.wechat.crypto import MessageCipher
from tests.wechat_platform import AES_KEY, APP_ID, TOKEN, Phone, signature

BLANK = b" \t\r\n"
JUNK = ["", "0", "-1", "9" * 400, "\u0000", "宝宝", "a b", "%00", "<xml>", "null", "1e9", "aes", "raw"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request, what was done to it, and whether it may be accepted all the same."""

    name: str
    parameters: list[tuple[str, str]]
    body: bytes
    may_pass: bool


class Forger:
    """Makes attempts, the same for the same seed.

    Args:
        phone: Makes honest requests in the account's mode.
        seed: Of the random choices.
    """

    def __init__(self, phone: Phone, seed: int) -> None:
        self._phone = phone
        self._chance = random.Random(seed)
        self._used: tuple[dict[str, str], bytes] | None = None
        self._ways: list[Callable[[dict[str, str], bytes], Attempt]] = [
            self._change_byte,
            self._insert_bytes,
            self._delete_byte,
            self._cut_off,
            self._change_parameter,
            self._drop_parameter,
            self._double_parameter,
            self._sign_with_another_token,
            self._be_stale,
            self._sign_garbage,
            self._encrypt_for_another_account,
            self._encrypt_with_another_key,
            self._change_mode,
            self._replay,
        ]

    def attempt(self) -> Attempt:
        """Return the next one."""
        text = "".join(self._chance.choices("宝宝发烧吃盐睡觉秘密0123456789<>&]。😭", k=self._chance.randrange(1, 30)))
        openid = f"forged-{self._chance.randrange(50)}"
        body = self._phone.body(openid, {"MsgType": "text", "Content": text.replace("]", "")})
        parameters, signed = self._phone.request(openid, body)
        return self._chance.choice(self._ways)(parameters, signed.encode())

    @property
    def _is_plain(self) -> bool:
        return self._phone.mode == "plain"

    @property
    def _is_open(self) -> bool:
        """Whether bytes may be changed: plain bodies are unsigned, and the plain half of compatible ones is ignored."""
        return self._phone.mode != "safe"

    def _place(self, body: bytes) -> int:
        return self._chance.randrange(len(body))

    def _attempt(self, name: str, parameters: dict[str, str], body: bytes, may_pass: bool = False) -> Attempt:
        return Attempt(name, list(parameters.items()), body, may_pass)

    def _change_byte(self, parameters: dict[str, str], body: bytes) -> Attempt:
        place, bit = self._place(body), 1 << self._chance.randrange(8)
        changed = body[:place] + bytes([body[place] ^ bit]) + body[place + 1 :]
        harmless = body[place] in BLANK and body[place] ^ bit in BLANK
        return self._attempt("a byte changed", parameters, changed, self._is_open or harmless)

    def _insert_bytes(self, parameters: dict[str, str], body: bytes) -> Attempt:
        place = self._place(body)
        more = self._chance.randbytes(self._chance.randrange(1, 5))
        harmless = not more.strip(BLANK)
        return self._attempt(
            "bytes inserted", parameters, body[:place] + more + body[place:], self._is_open or harmless
        )

    def _delete_byte(self, parameters: dict[str, str], body: bytes) -> Attempt:
        place = self._place(body)
        return self._attempt(
            "a byte deleted", parameters, body[:place] + body[place + 1 :], self._is_open or body[place] in BLANK
        )

    def _cut_off(self, parameters: dict[str, str], body: bytes) -> Attempt:
        cut = body[: self._place(body)]
        return self._attempt("cut off", parameters, cut, self._is_open or not body[len(cut) :].strip(BLANK))

    def _change_parameter(self, parameters: dict[str, str], body: bytes) -> Attempt:
        names = ["signature", "timestamp", "nonce", "openid"]
        names += [] if self._is_plain else ["msg_signature", "encrypt_type"]
        name = self._chance.choice(names)
        old = parameters[name]
        new = self._chance.choice([*JUNK, old[::-1], old.upper(), old + "0", old[1:]])
        return self._attempt(f"{name} changed", parameters | {name: new}, body, new == old)

    def _drop_parameter(self, parameters: dict[str, str], body: bytes) -> Attempt:
        name = self._chance.choice([name for name in parameters if name != "openid"])
        left = {key: value for key, value in parameters.items() if key != name}
        return self._attempt(f"{name} left out", left, body)

    def _double_parameter(self, parameters: dict[str, str], body: bytes) -> Attempt:
        name = self._chance.choice(list(parameters))
        more = (name, self._chance.choice([parameters[name], *JUNK]))
        return Attempt(f"{name} twice", [*parameters.items(), more], body, False)

    def _sign_with_another_token(self, parameters: dict[str, str], body: bytes) -> Attempt:
        token = "".join(self._chance.choices(string.ascii_letters, k=8))
        forged = signature(token, parameters["timestamp"], parameters["nonce"])
        return self._attempt("another token", parameters | {"signature": forged}, body)

    def _be_stale(self, parameters: dict[str, str], body: bytes) -> Attempt:
        away = self._chance.choice([-1, 1]) * self._chance.randrange(302, 10**6)
        timestamp = str(max(int(time.time()) + away, 0))
        fresh = {"timestamp": timestamp, "signature": signature(TOKEN, timestamp, parameters["nonce"])}
        return self._attempt("stale", parameters | fresh, body)

    def _sign_garbage(self, parameters: dict[str, str], body: bytes) -> Attempt:
        garbage = self._chance.choice(
            [
                self._chance.randbytes(self._chance.randrange(200)),
                b"<xml>" * self._chance.randrange(1, 2000),
                b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50 + b'">]><xml><Content>&a;</Content></xml>',
                b"<xml><Encrypt>" + b"A" * self._chance.randrange(100) + b"</Encrypt></xml>",
                b"a" * self._chance.randrange(60_000, 90_000),
            ]
        )
        return self._attempt("garbage", parameters, garbage)

    def _encrypt_for_another_account(self, parameters: dict[str, str], body: bytes) -> Attempt:
        return self._encrypt_with(MessageCipher(AES_KEY, "wx" + "b" * 16), "another account", parameters, body)

    def _encrypt_with_another_key(self, parameters: dict[str, str], body: bytes) -> Attempt:
        key = "".join(self._chance.choices(string.ascii_letters, k=43))
        return self._encrypt_with(MessageCipher(key, APP_ID), "another key", parameters, body)

    def _encrypt_with(self, cipher: MessageCipher, name: str, parameters: dict[str, str], body: bytes) -> Attempt:
        if self._is_plain:
            return self._change_mode(parameters, body)
        honest, self._phone.cipher = self._phone.cipher, cipher
        try:
            fresh, forged = self._phone.request(parameters["openid"], "<xml><MsgType>text</MsgType></xml>")
        finally:
            self._phone.cipher = honest
        return self._attempt(name, fresh, forged.encode())

    def _change_mode(self, parameters: dict[str, str], body: bytes) -> Attempt:
        honest = self._phone.mode
        self._phone.mode = self._chance.choice(["safe", "compatible"] if honest == "plain" else ["plain"])
        try:
            openid = parameters["openid"]
            fresh, forged = self._phone.request(openid, self._phone.body(openid, {"MsgType": "text", "Content": "x"}))
        finally:
            self._phone.mode = honest
        return self._attempt("another mode", fresh, forged.encode())

    def _replay(self, parameters: dict[str, str], body: bytes) -> Attempt:
        """The second of two equal requests; the first one is honest."""
        used, self._used = self._used, None if self._used else (parameters, body)
        if used is None:
            return self._attempt("honest", parameters, body, True)
        return self._attempt("replayed", *used)
