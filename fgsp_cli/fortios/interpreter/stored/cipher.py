"""What a stand-in makes of a secret: `ENC` text in FortiOS' manner, which it alone can read again.

This hides a secret from every text a stand-in prints; it is not meant to withstand an attacker.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256
from os import urandom

_TYPED, _FOREIGN = b"t", b"f"
_NONCE = _SEAL = 8
_STEP = 32


class Cipher:
    """The secrets of one unit."""

    def __init__(self, key: bytes = b"fgsp") -> None:
        self._key = key

    def hide(self, secret: str) -> str:
        """The text to show for a typed secret; the same for the same secret, as on 8.0.0
        [facts/cli-behaviour.md#1.6a].
        """
        return self._hide(_TYPED + secret.encode("utf-8", "surrogatepass"))

    def reveal(self, shown: str) -> str | None:
        """The secret that was typed, None if the text was not made from one here."""
        content = self._read(shown)
        if content is None or content[:1] != _TYPED:
            return None
        return content[1:].decode("utf-8", "surrogatepass")

    def again(self, shown: str) -> str:
        """Another text for the same secret, as older releases show at every display
        [facts/cli-behaviour.md#3.1, confirmed].
        """
        content = self._read(shown)
        if content is None:
            content = _FOREIGN + shown.encode("utf-8", "surrogatepass")
        return self._hide(content, urandom(_NONCE))

    def _hide(self, content: bytes, nonce: bytes | None = None) -> str:
        framed = len(content).to_bytes(4, "big") + content
        framed += bytes(-len(framed) % _STEP)
        nonce = nonce or self._sign(framed)
        return b64encode(nonce + self._sign(nonce + framed) + self._mix(framed, nonce)).decode()

    def _read(self, shown: str) -> bytes | None:
        try:
            data = b64decode(shown, validate=True)
        except (NotBase64, ValueError):
            return None
        nonce, seal = data[:_NONCE], data[_NONCE : _NONCE + _SEAL]
        framed = self._mix(data[_NONCE + _SEAL :], nonce)
        if not framed or not hmac.compare_digest(seal, self._sign(nonce + framed)):
            return None
        return framed[4 : 4 + int.from_bytes(framed[:4], "big")]

    def _sign(self, data: bytes) -> bytes:
        return hmac.digest(self._key, data, "sha256")[:_SEAL]

    def _mix(self, data: bytes, nonce: bytes) -> bytes:
        stream = b"".join(
            sha256(self._key + nonce + place.to_bytes(4, "big")).digest() for place in range(len(data) // _STEP + 1)
        )
        return bytes(left ^ right for left, right in zip(data, stream, strict=False))
