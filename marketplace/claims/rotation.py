"""Wrap the claims' data keys anew under the newest wrapping key, in steps that may be broken off and taken up again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from marketplace.audit import service as audit
from marketplace.claims.models import Claim, ClaimReplacement
from marketplace.claims.seal import Damaged, KeyAbsent, key_holder, named
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _l

STEP = 100
"""Claims per transaction: writers wait no longer than for one step."""


@dataclass
class Rotation:
    """How far it came: claims wrapped anew, references of those that are damaged, and of those whose key is not here
    with its fingerprint."""

    wrapped: int = 0
    damaged: tuple[str, ...] = ()
    absent: tuple[tuple[str, str], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every claim was wrapped anew."""
        return not self.damaged and not self.absent


def outstanding() -> list[int]:
    """Claims that the newest key does not wrap yet, or not what was handed in again for them."""
    holder = key_holder()
    own = db.session.execute(select(Claim.id, Claim.wrapped_key))
    again = db.session.execute(select(ClaimReplacement.claim_id, ClaimReplacement.wrapped_key))
    return sorted({id_ for rows in (own, again) for id_, wrapped in rows if not holder.is_newest(wrapped)})


def add_rehearsal_key() -> bool:
    """In a rehearsal, put a fresh key at the head of the key file; in production the environment brings it."""
    path: Path | None = current_app.config.get("SEAL_KEY_FILE")
    if path is None:
        return False
    partial = path.with_suffix(".new")
    partial.touch(mode=0o600)
    partial.write_text(f"rehearsal-{secrets.token_hex(32)}\n{path.read_text()}")
    partial.replace(path)
    return True


def rotate() -> Iterator[Rotation]:
    """Wrap step by step; each step is committed with its audit event, so a broken-off run goes on where it stopped."""
    done = Rotation()
    waiting = outstanding()
    for start in range(0, len(waiting), STEP):
        _wrap(waiting[start : start + STEP], done)
        yield done


def _wrap(ids: list[int], done: Rotation) -> None:
    wrapped = 0
    with unit_of_work() as session:
        for claim in session.scalars(select(Claim).where(Claim.id.in_(ids))).unique():
            kept = [_rewrap(claim.ref, one, done) for one in (claim, claim.replacement) if one is not None]
            wrapped += all(kept)
        session.flush()
        audit.append(
            actor=None,
            action="rotate_seal",
            label=_l("更换密封钥匙"),
            subject_kind="seal",
            subject_ref="",
            data={"wrapped": wrapped, "left": len(ids) - wrapped},
        )
    done.wrapped += wrapped


def _rewrap(ref: str, keyed: Claim | ClaimReplacement, done: Rotation) -> bool:
    holder = key_holder()
    if holder.is_newest(keyed.wrapped_key):
        return True
    try:
        keyed.wrapped_key = holder.rewrap(keyed.wrapped_key, keyed.key_fingerprint)
    except Damaged:
        done.damaged += (ref,)
        return False
    except KeyAbsent as absent:
        done.absent += ((ref, named(absent.fingerprints)),)
        return False
    keyed.key_fingerprint = holder.fingerprint_of(keyed.wrapped_key)
    return True
