"""Which keys claims need that are not in this process: what a start refuses, what `/readyz` says, what an opening waits for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from marketplace.claims.models import Claim, ClaimReplacement
from marketplace.claims.seal import Damaged, KeyAbsent, key_holder
from marketplace.extensions import db
from marketplace.scenarios.models import Round


class KeysMissing(RuntimeError):
    """A claim of a contest that is not opened yet needs a key that this process has not."""


def missing() -> list[str]:
    """Fingerprints of absent keys that live claims of unopened rounds need; each once."""
    return _absent(Claim.is_sealed, Round.opened_claims_at.is_(None))


def missing_for(round_: Round) -> list[str]:
    """The same of what the round's opening would unseal; drafts are never opened and hold up nobody."""
    return _absent(Claim.round_id == round_.id, Claim.is_entered)


def is_absent(claim: Claim) -> bool:
    """Whether the key that what was submitted needs is not here."""
    keyed = claim.replacement if claim.replacement and claim.replacement.complete else claim
    return not _opens(keyed.key_fingerprint, keyed.wrapped_key)


def _absent(*which: ColumnElement[bool]) -> list[str]:
    """What was handed in whole needs its own key instead of the claim's."""
    here = key_holder().fingerprints()
    again = ClaimReplacement.complete.is_(True)
    own = select(Claim.key_fingerprint, Claim.wrapped_key).where(
        Claim.key_fingerprint.not_in(here), Claim.id.not_in(select(ClaimReplacement.claim_id).where(again))
    )
    handed_in = (
        select(ClaimReplacement.key_fingerprint, ClaimReplacement.wrapped_key)
        .join(Claim, Claim.id == ClaimReplacement.claim_id)
        .where(ClaimReplacement.key_fingerprint.not_in(here), again)
    )
    rows = [
        row
        for query in (own, handed_in)
        for row in db.session.execute(query.join(Round, Round.id == Claim.round_id).where(*which))
    ]
    return sorted({fingerprint for fingerprint, wrapped in rows if not _opens(fingerprint, wrapped)})


def _opens(fingerprint: str, wrapped: bytes) -> bool:
    """Whether a key that is here fits all the same: claims of before keys had names tell it only so."""
    try:
        key_holder().unwrap(wrapped, fingerprint)
    except KeyAbsent:
        return False
    except Damaged:
        return True  # its key is here: that is damage, which the opening says
    return True


def refuse_to_start() -> None:
    """Before anything is served: better no marketplace than one that meets its deadlines without its keys.

    :raises KeysMissing: a key is absent that a contest needs; the message is one line and names its fingerprint.
    """
    if lacking := missing():
        here: Sequence[str] = key_holder().fingerprints()
        raise KeysMissing(
            f"claims of contests that are not opened yet are sealed under the key with fingerprint {_line(lacking)}, "
            f"which is not here (here: {_line(here) or 'none'}). Set that key as SEAL_KEY, or in SEAL_KEY_PREVIOUS "
            "beside a newer one, and start again."
        )


def _line(fingerprints: Sequence[str]) -> str:
    return ", ".join(one or "unknown" for one in fingerprints)
