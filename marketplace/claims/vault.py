"""The only place where a claim's contents are sealed and unsealed, for whom, and where that is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.claims import unsealings
from marketplace.claims.models import Claim, ClaimReplacement, ClaimSubmission
from marketplace.claims.permissions import belonged_then
from marketplace.claims.seal import Envelope, key_holder
from marketplace.errors import Forbidden, NotFound
from marketplace.i18n import _
from marketplace.sheets.canonical import dumps, loads, sha256

Body = dict[str, Any]


class Opening:
    """The opening (开榜) where a reader stands: nobody's person, and only from the deadline on."""


THE_OPENING = Opening()
Reader = Person | Opening


def _check_reader(claim: Claim, reader: Reader) -> None:
    """Before the deadline only the claimant's own people pass, and confirmed members; at it the opening; who takes the file
    of a contest that is over reads there what it opened.

    :raises Forbidden: the deadline has not come.
    :raises NotFound: the claim is not theirs to read.
    """
    if isinstance(reader, Opening):
        if clock.now() < claim.round.deadline:
            raise Forbidden(_("还没有到截止时间，不能开榜。"))
    elif not (may("claim.read", claim, reader) or may("claim.file", claim, reader)):
        raise NotFound(_("没有这份揭榜申请。"))


def _check_depth(claim: Claim, reader: Reader) -> None:
    """What was never opened stays closed to who came by a recovery after it was sealed.

    :raises NotFound: it is closed to the reader.
    """
    if isinstance(reader, Person) and not belonged_then(reader, claim):
        raise NotFound(_("这份申请在找回负责人之前已经密封，你不能查看。"))


def begin(claim: Claim) -> None:
    """Give a new claim its data key, and keep the fingerprint of the key that wraps it.

    :raises seal.KeyAbsent: this process has no key.
    """
    holder = key_holder()
    key, claim.wrapped_key = holder.new_key()
    claim.key_fingerprint = holder.fingerprint_of(claim.wrapped_key)
    _keys()[claim.wrapped_key] = key


def _keys() -> dict[bytes, bytes]:
    keys: dict[bytes, bytes] = g.setdefault("claim_keys", {})
    return keys


def envelope(claim: Claim, reader: Reader) -> Envelope:
    """The claim's key for someone who may read it, unwrapped once per request; every unwrapping is recorded.

    :raises Forbidden: the opening, before the deadline.
    :raises NotFound: the claim is not theirs to read.
    :raises seal.KeyAbsent: the key that wraps it is not in this process.
    :raises seal.Damaged: the key itself was changed.
    """
    return _open_envelope(claim, claim, reader)


def _open_envelope(claim: Claim, keyed: Claim | ClaimReplacement, reader: Reader) -> Envelope:
    _check_reader(claim, reader)
    if keyed.wrapped_key not in _keys():
        key = key_holder().unwrap(keyed.wrapped_key, keyed.key_fingerprint)
        unsealings.record(claim, None if isinstance(reader, Opening) else reader)
        _keys()[keyed.wrapped_key] = key
    return Envelope(_keys()[keyed.wrapped_key], claim.ref)


@dataclass(frozen=True)
class FileSeal:
    """A claim's key for its files: those handed in again lie under another than the rest."""

    claim: Claim
    reader: Reader

    def seal(self, content: bytes, about: str) -> bytes:
        """Encrypt under the claim's key."""
        return envelope(self.claim, self.reader).seal(content, about)

    def unseal(self, content: bytes, about: str) -> bytes:
        """Decrypt under the key that the file lies under; `about` begins with its id."""
        again = self.claim.replacement
        keyed = again if again and about.partition("/")[0] in again.files else self.claim
        return _open_envelope(self.claim, keyed, self.reader).unseal(content, about)


def body(claim: Claim, reader: Reader) -> Body:
    """The working copy.

    :raises NotFound: it was sealed before the reader came by a recovery.
    :raises seal.Damaged: the sealed bytes were changed.
    """
    _check_depth(claim, reader)
    result: Body = loads(envelope(claim, reader).unseal(claim.sealed_body, "body"))
    return result


def seal_body(claim: Claim, content: Mapping[str, Any], reader: Reader) -> bytes:
    """The working copy, sealed."""
    return envelope(claim, reader).seal(dumps(content).encode(), "body")


def seal_submission(claim: Claim, number: int, salted: Mapping[str, Any], reader: Reader) -> tuple[bytes, str]:
    """A submission with its salt, sealed, and the hash of its receipt: SHA-256 over the canonical form of both."""
    return envelope(claim, reader).seal(dumps(salted).encode(), f"submission/{number}"), sha256(salted)


def submission(row: ClaimSubmission, reader: Reader) -> Body:
    """What was submitted: `salt` and `content`; as it was handed in again, if it was.

    :raises NotFound: it was sealed before the reader came by a recovery, and never opened.
    :raises seal.KeyAbsent: the key is not in this process.
    :raises seal.Damaged: the sealed bytes were changed.
    """
    if not (row.claim.is_opened and row is row.claim.counting):
        _check_depth(row.claim, reader)
    sealed, keyed, again = row.sealed_content, row.claim, row.claim.replacement
    if again and again.sealed_content is not None and again.submission_number == row.number:
        sealed, keyed = again.sealed_content, again  # type: ignore[assignment]  # either holds a wrapped key
    result: Body = loads(_open_envelope(row.claim, keyed, reader).unseal(sealed, f"submission/{row.number}"))
    return result


def begin_replacement(row: ClaimReplacement) -> None:
    """Give what is handed in again a data key of its own: the first may be absent or damaged."""
    holder = key_holder()
    key, row.wrapped_key = holder.new_key()
    row.key_fingerprint = holder.fingerprint_of(row.wrapped_key)
    _keys()[row.wrapped_key] = key


def replacement_seal(row: ClaimReplacement, reader: Reader) -> Envelope:
    """The key of what is handed in again."""
    return _open_envelope(row.claim, row, reader)
