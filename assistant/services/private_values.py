"""Sealing personal data, and finding it again without opening it."""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from assistant.errors import ConfigurationError

_VERSION = b"\x01"
_NONCE_BYTES = 12
"""Length that AES-GCM is made for (NIST SP 800-38D, 5.2.1.1)."""


class PrivateValues:
    """Seals texts with AES-256-GCM; equal texts have equal look-up hashes and unequal sealed forms."""

    def __init__(self, key: bytes) -> None:
        """Derive one key for sealing and one for look-up.

        Args:
            key: The secret, 32 random bytes or more; the text of ASSISTANT_DATA_KEY as bytes will do.

        Raises:
            ConfigurationError: The secret is too short.
        """
        if len(key) < 32:
            raise ConfigurationError(
                f"ASSISTANT_DATA_KEY has {len(key)} bytes. It needs 32 or more; run the set-up so that it makes one."
            )
        self._cipher = AESGCM(_derived(key, b"seal"))
        self._lookup_key = _derived(key, b"look-up")

    def seal(self, text: str) -> bytes:
        """Return `text` so that only `open` with the same secret reads it."""
        return self.seal_bytes(text.encode())

    def seal_bytes(self, content: bytes) -> bytes:
        """Return `content` so that only `open_bytes` with the same secret reads it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, content, _VERSION)

    def open(self, sealed: bytes) -> str:
        """Return the text that was sealed.

        Raises:
            ConfigurationError: It was sealed with another secret, or changed since.
        """
        return self.open_bytes(sealed).decode()

    def open_bytes(self, sealed: bytes) -> bytes:
        """Return the bytes that were sealed; raises as `open` does."""
        version, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            if version != _VERSION or len(nonce) != _NONCE_BYTES:
                raise InvalidTag
            return self._cipher.decrypt(nonce, rest, version)
        except InvalidTag:
            raise ConfigurationError(
                "A private value cannot be opened: it was sealed with another ASSISTANT_DATA_KEY, or was changed. "
                "Start with the key that this database was filled with."
            ) from None

    def lookup_hash(self, text: str) -> str:
        """Return the keyed hash to search by; bring `text` to one spelling first."""
        return hmac.new(self._lookup_key, text.encode(), hashlib.sha256).hexdigest()


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"assistant private values: " + purpose).derive(secret)
