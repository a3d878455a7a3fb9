"""Seals: AES-256-GCM with a data key per claim, wrapped by a key that the database never sees.

`KeyHolder` is the small interface behind which a KMS or an HSM can stand (`docs/seal.md`): it makes a data key, gives one
back, and wraps one anew under its newest key.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from flask import current_app

from marketplace.errors import MarketplaceError
from marketplace.i18n import _, enumerated

NONCE = 12
NAMED, NAME = b"\x02", 8
"""A wrapped key begins with this mark and the name of the key that wraps it; one of before rotation is bare."""


class Damaged(MarketplaceError):
    """The sealed bytes, their place or their key are not what they were (409)."""

    status, title = 409, "密封内容无法开启"


class KeyAbsent(MarketplaceError):
    """The key that wraps a data key is not in this process (409). Nothing is damaged: it opens once the key is back."""

    status, title = 409, "密封钥匙不在"

    def __init__(self, *fingerprints: str) -> None:
        self.fingerprints = fingerprints
        super().__init__(
            _(
                "密封用的钥匙（指纹 %(fingerprints)s）现在不在系统里，暂时不能读写。内容没有损坏，钥匙恢复后照常办理。"
                "请联系区城市办的系统管理员，由其恢复这把钥匙。",
                fingerprints=named(fingerprints),
            )
        )


def named(fingerprints: Iterable[str]) -> str:
    """Fingerprints as messages show them; a key of before keys had names goes by that."""
    return enumerated(one or _("未知，早期密封") for one in fingerprints)


class KeyHolder(Protocol):
    """Holds the keys that wrap data keys. None of its keys ever leaves it; data keys do, one claim at a time."""

    def new_key(self) -> tuple[bytes, bytes]:
        """A fresh data key of 256 bits, plain and wrapped under the newest key.

        :raises KeyAbsent: the holder has no key at all.
        """

    def unwrap(self, wrapped: bytes, fingerprint: str) -> bytes:
        """The data key.

        :raises KeyAbsent: the holder has not the key of that fingerprint.
        :raises Damaged: it has, and the wrapped bytes are not what that key wrapped.
        """

    def rewrap(self, wrapped: bytes, fingerprint: str) -> bytes:
        """The same data key wrapped under the newest key; a KMS does it without giving the data key out.

        :raises KeyAbsent: as for `unwrap`.
        :raises Damaged: as for `unwrap`.
        """

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether the newest key wraps it already."""

    def fingerprint_of(self, wrapped: bytes) -> str:
        """The fingerprint of the key that wraps it, as the wrapped bytes name it; empty where they name none."""

    def fingerprints(self) -> tuple[str, ...]:
        """The keys that are here, the newest first."""


class WrappingKeys:
    """Wrapping keys derived from secrets of the environment, the newest first; the older ones only unwrap."""

    def __init__(self, secrets: Sequence[str]) -> None:
        keys = [hashlib.sha256(b"marketplace/seal/1\0" + secret.encode()).digest() for secret in secrets]
        self._keys = {hashlib.sha256(b"name\0" + key).digest()[:NAME]: key for key in keys}

    def new_key(self) -> tuple[bytes, bytes]:
        """A fresh data key, plain and wrapped."""
        key = AESGCM.generate_key(bit_length=256)
        return key, self._wrap(key)

    def _wrap(self, key: bytes) -> bytes:
        if not self._keys:
            raise KeyAbsent("SEAL_KEY")
        newest = next(iter(self._keys))
        return NAMED + newest + aes_key_wrap(self._keys[newest], key)

    def unwrap(self, wrapped: bytes, fingerprint: str) -> bytes:
        """The data key: whichever key fits, for the bytes prove it themselves."""
        for bare in (wrapped[1 + NAME :], wrapped):
            for key in self._keys.values():
                try:
                    return aes_key_unwrap(key, bare)
                except (InvalidUnwrap, ValueError):
                    continue
        wanted = fingerprint or self.fingerprint_of(wrapped)
        if wanted not in self.fingerprints():
            raise KeyAbsent(wanted)
        raise Damaged(_("密封的钥匙已损坏，无法打开，请联系区城市办。"))

    def rewrap(self, wrapped: bytes, fingerprint: str) -> bytes:
        """The same data key under the newest key."""
        return self._wrap(self.unwrap(wrapped, fingerprint))

    def is_newest(self, wrapped: bytes) -> bool:
        """Whether the newest key wraps it already."""
        return self.fingerprint_of(wrapped) in self.fingerprints()[:1]

    def fingerprint_of(self, wrapped: bytes) -> str:
        """The name in front of the wrapped bytes."""
        return wrapped[1 : 1 + NAME].hex() if wrapped[:1] == NAMED else ""

    def fingerprints(self) -> tuple[str, ...]:
        """The keys that are here, the newest first."""
        return tuple(name.hex() for name in self._keys)


def key_holder() -> KeyHolder:
    """The holder that this process was configured with: the one place that would choose a KMS."""
    path: Path | None = current_app.config.get("SEAL_KEY_FILE")
    # in rehearsal a file, read each time, so that a running server knows a key that `seal rotate` just added
    return WrappingKeys((_written_in(path) if path else current_app.config["SEAL_KEY"]).split())


def _written_in(path: Path) -> str:
    """The keys of a rehearsal; a file that is gone or cannot be read is a key that is not there."""
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError):
        return ""


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
