"""From a request's body to its message, and from a reply to the response's body, in the account's mode."""

import hmac
import re
from datetime import datetime

from assistant.channels.wechat.crypto import MessageCipher
from assistant.channels.wechat.messages import Inbound, read_message
from assistant.channels.wechat.signature import Forged, Signed, check_signature, sign
from assistant.channels.wechat.xml import Fields, read_fields, write_fields
from assistant.domain.wechat import FollowerMessage
from assistant.settings_wechat import SAFE, WeChatSettings

NOTHING_TO_SAY = "success"
"""Body that tells the platform: received, no message."""

_HEX = re.compile(r"[0-9a-f]{40}")
_SAFE_FIELDS = {"ToUserName", "Encrypt"}


class Envelope:
    """Opens deliveries and closes replies as the account's mode wants it; never in a weaker mode."""

    def __init__(self, settings: WeChatSettings) -> None:
        self._settings = settings
        self._token = settings.token.value
        encrypted = settings.is_encrypted
        self._cipher = MessageCipher(settings.aes_key.value, settings.app_id) if encrypted else None

    def open(self, body: bytes, signed: Signed) -> Inbound:
        """Return the message of a request whose signature was found right.

        Raises:
            Forged: The message's own signature, its AppID, its sender or the mode does not fit.
            InvalidInput: It is malformed.
        """
        is_encrypted = signed.parameters.get("encrypt_type", "raw") == "aes"
        if is_encrypted != (self._cipher is not None):
            raise Forged("The platform's encryption mode (消息加解密方式) is not the one of ASSISTANT_WECHAT_MODE.")
        outer = read_fields(body)
        fields = outer if self._cipher is None else self._decrypt(self._cipher, outer, signed)
        message = read_message(fields)
        stated = signed.parameters.get("openid", message.openid)
        if not hmac.compare_digest(stated.encode(), message.openid.encode()):
            raise Forged("The address names another sender than the message.")
        return message

    def close(self, message: FollowerMessage, inbound: Inbound, nonce: str, now: datetime) -> str:
        """Return the body that shows `message` to the sender of `inbound`."""
        plain = write_fields(
            {
                "ToUserName": inbound.openid,
                "FromUserName": inbound.account,
                "CreateTime": int(now.timestamp()),
                **_content(message),
            }
        )
        return plain if self._cipher is None else self._encrypt(self._cipher, plain, nonce, now)

    def _decrypt(self, cipher: MessageCipher, outer: Fields, signed: Signed) -> Fields:
        encrypted, account = outer.get("Encrypt", ""), outer.get("ToUserName", "")
        signature = signed.parameters.get("msg_signature", "")
        if not isinstance(encrypted, str) or not encrypted or not _HEX.fullmatch(signature):
            raise Forged("The message or its signature (msg_signature) is missing.")
        if self._settings.mode == SAFE and set(outer) != _SAFE_FIELDS:
            raise Forged("A message in safe mode holds ToUserName and Encrypt, and nothing else.")
        check_signature(signature, self._token, signed.timestamp, signed.nonce, encrypted)
        inner = read_fields(cipher.decrypt(encrypted))
        if inner.get("ToUserName") != account:  # the outer one is not signed
            raise Forged("The outer part names another account than the message.")
        return inner

    def _encrypt(self, cipher: MessageCipher, plain: str, nonce: str, now: datetime) -> str:
        encrypted, timestamp = cipher.encrypt(plain), int(now.timestamp())
        signature = sign(self._token, str(timestamp), nonce, encrypted)
        return write_fields({"Encrypt": encrypted, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce})


def _content(message: FollowerMessage) -> Fields:
    article = message.article
    if article is None:
        return {"MsgType": "text", "Content": message.text}
    item = {"Title": article.title, "Description": article.description, "PicUrl": "", "Url": article.url}
    return {"MsgType": "news", "ArticleCount": 1, "Articles": {"item": item}}
