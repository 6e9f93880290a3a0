"""The platform's message encryption: AES-256-CBC, padded to 32 bytes, with the AppID inside.

Source: official-account documentation, 消息加解密说明.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from assistant.channels.wechat.signature import Forged

_BLOCK = 32
_AES_BLOCK = 16
_RANDOM = 16
_LENGTH = 4


class MessageCipher:
    """Encrypts and decrypts messages of one account.

    Args:
        aes_key: EncodingAESKey, 43 characters.
        app_id: The account's AppID, which every message must end with.
        random: Returns so many random bytes.
    """

    def __init__(self, aes_key: str, app_id: str, random: Callable[[int], bytes] = secrets.token_bytes) -> None:
        # The 43rd character carries two bits too many, which need not be zero; a lenient decoder drops them.
        key = base64.b64decode(f"{aes_key}=")
        self._cipher = Cipher(AES(key), CBC(key[:_AES_BLOCK]))
        self._app_id = app_id.encode()
        self._random = random

    def encrypt(self, message: str) -> str:
        """Return `message` encrypted, in base64."""
        content = message.encode()
        plain = self._random(_RANDOM) + len(content).to_bytes(_LENGTH, "big") + content + self._app_id
        pad = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher.encryptor()
        return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def decrypt(self, encrypted: str) -> bytes:
        """Return the message; its signature has been checked before.

        Raises:
            Forged: It was encrypted with another key, for another account, or was changed.
        """
        try:
            sealed = base64.b64decode(encrypted, validate=True)
        except (binascii.Error, ValueError):
            raise Forged("The encrypted part is no base64.") from None
        if not sealed or len(sealed) % _AES_BLOCK:
            raise Forged("The encrypted part has no whole blocks.")
        decryptor = self._cipher.decryptor()
        return self._unwrap(_without_padding(decryptor.update(sealed) + decryptor.finalize()))

    def _unwrap(self, plain: bytes) -> bytes:
        start = _RANDOM + _LENGTH
        end = start + int.from_bytes(plain[_RANDOM:start], "big")
        if len(plain) < start or end > len(plain):
            raise Forged("The decrypted message is cut off. Is EncodingAESKey the one on the platform?")
        if not hmac.compare_digest(plain[end:], self._app_id):
            raise Forged("The message was encrypted for another AppID.")
        return plain[start:end]


def _without_padding(plain: bytes) -> bytes:
    """Pads run from 1 to 32, beyond AES's own block of 16."""
    pad = plain[-1]
    if not 1 <= pad <= min(_BLOCK, len(plain)) or plain[-pad:] != bytes([pad]) * pad:
        raise Forged("The padding is wrong. Is EncodingAESKey the one on the platform?")
    return plain[:-pad]
