"""Seals: AES-256-GCM with a data key per claim, wrapped by a key that only the environment holds.

`KeyHolder` is the small interface behind which a KMS can stand: it makes a data key and gives one back.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from flask import current_app

from marketplace.errors import MarketplaceError
from marketplace.i18n import _

NONCE = 12


class Damaged(MarketplaceError):
    """The sealed bytes, their place or their key are not what they were (409)."""

    status, title = 409, "密封内容无法开启"


class KeyHolder(Protocol):
    """Holds the key that wraps data keys."""

    def new_key(self) -> tuple[bytes, bytes]:
        """A fresh data key, plain and wrapped."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key.

        :raises Damaged: it was wrapped by another key, or changed.
        """


class EnvironmentKey:
    """The wrapping key is derived from `SEAL_KEY` of the environment (in rehearsal a file in VAR_DIR)."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"marketplace/seal/1\0" + secret.encode()).digest()

    def new_key(self) -> tuple[bytes, bytes]:
        """A fresh data key, plain and wrapped."""
        key = AESGCM.generate_key(bit_length=256)
        return key, aes_key_wrap(self._key, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key."""
        try:
            return aes_key_unwrap(self._key, wrapped)
        except (InvalidUnwrap, ValueError) as wrong:
            raise Damaged(_("密封的钥匙无法打开，请联系管理员。")) from wrong


def key_holder() -> KeyHolder:
    """The holder that this process was configured with."""
    return EnvironmentKey(current_app.config["SEAL_KEY"])


@dataclass(frozen=True)
class Envelope:
    """One claim's data key. `about` binds what is sealed to its claim and place."""

    key: bytes
    ref: str

    def seal(self, content: bytes, about: str) -> bytes:
        """Encrypt."""
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, content, f"{self.ref}/{about}".encode())

    def unseal(self, content: bytes, about: str) -> bytes:
        """Decrypt.

        :raises Damaged: a byte, the claim or the place is another.
        """
        try:
            return AESGCM(self.key).decrypt(content[:NONCE], content[NONCE:], f"{self.ref}/{about}".encode())
        except (InvalidTag, ValueError) as wrong:
            raise Damaged(_("%(ref)s 的密封内容已损坏，请联系管理员。", ref=self.ref)) from wrong
