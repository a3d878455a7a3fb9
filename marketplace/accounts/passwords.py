"""Passwords: argon2id, checked outside any transaction since it takes a third of a second."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from marketplace.i18n import _
from marketplace.sheets.texts import Invalid

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's second recommendation for argon2id: 19 MiB, two passes."""
_NOBODY = _HASHER.hash("nobody has this password")
SHORTEST, LONGEST = 10, 200


def hash_password(password: str) -> str:
    """The hash to store."""
    return _HASHER.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; for an unknown account it takes as long."""
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def check_strength(password: str) -> str:
    """The password, if it may be used.

    :raises Invalid: it is too short, too long or of one kind of character.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(_("密码至少 %(n)d 个字符。", n=SHORTEST))
    if password.isdigit() or password.isalpha() or len(set(password)) < 5:
        raise Invalid(_("密码请混用字母、数字或符号，不要重复同一个字符。"))
    return password
