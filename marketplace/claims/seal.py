"""Seals: AES-256-GCM with a data key per claim, wrapped by a key that the database never sees.

`KeyHolder` is the small interface behind which a KMS or an HSM can stand (`docs/seal.md`): it makes a data key, gives one
back, and wraps one anew under its newest key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from flask import current_app

from marketplace.errors import MarketplaceError
from marketplace.i18n import _

NONCE = 12
NAMED, NAME = b"\x02", 8
"""A wrapped key begins with this mark and the name of the key that wraps it; one of before rotation is bare."""


class Damaged(MarketplaceError):
    """The sealed bytes, their place or their key are not what they were (409)."""

    status, title = 409, "密封内容无法开启"


class KeyHolder(Protocol):
    """Holds the keys that wrap data keys. None of its keys ever leaves it; data keys do, one claim at a time."""

    def new_key(self) -> tuple[bytes, bytes]:
        """A fresh data key of 256 bits, plain and wrapped under the newest key."""

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key.

        :raises Damaged: it was wrapped by a key that the holder has not, or changed.
        """

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same data key wrapped under the newest key; a KMS does it without giving the data key out.

        :raises Damaged: as for `unwrap`.
        """

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether the newest key wraps it already."""


class WrappingKeys:
    """Wrapping keys derived from secrets of the environment, the newest first; the older ones only unwrap."""

    def __init__(self, secrets: Sequence[str]) -> None:
        keys = [hashlib.sha256(b"marketplace/seal/1\0" + secret.encode()).digest() for secret in secrets]
        self._keys = {hashlib.sha256(b"name\0" + key).digest()[:NAME]: key for key in keys}
        self._newest = next(iter(self._keys))

    def new_key(self) -> tuple[bytes, bytes]:
        """A fresh data key, plain and wrapped."""
        key = AESGCM.generate_key(bit_length=256)
        return key, self._wrap(key)

    def _wrap(self, key: bytes) -> bytes:
        return NAMED + self._newest + aes_key_wrap(self._keys[self._newest], key)

    def unwrap(self, wrapped: bytes) -> bytes:
        """The data key."""
        named = wrapped[:1] == NAMED and wrapped[1 : 1 + NAME] in self._keys
        bare = wrapped[1 + NAME :] if named else wrapped
        candidates = [self._keys[wrapped[1 : 1 + NAME]]] if named else list(self._keys.values())
        for key in candidates:
            try:
                return aes_key_unwrap(key, bare)
            except (InvalidUnwrap, ValueError):
                continue
        raise Damaged(_("密封的钥匙无法打开，请联系管理员。"))

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same data key under the newest key."""
        return self._wrap(self.unwrap(wrapped))

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether the newest key wraps it already."""
        return wrapped[: 1 + NAME] == NAMED + self._newest


def key_holder() -> KeyHolder:
    """The holder that this process was configured with: the one place that would choose a KMS."""
    path: Path | None = current_app.config.get("SEAL_KEY_FILE")
    # in rehearsal a file, read each time, so that a running server knows a key that `seal rotate` just added
    secrets = (path.read_text() if path else current_app.config["SEAL_KEY"]).split()
    return WrappingKeys(secrets)


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
