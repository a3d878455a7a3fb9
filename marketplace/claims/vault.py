"""The only place where a claim's contents are sealed and unsealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g

from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.claims.seal import Damaged, Envelope, key_holder
from marketplace.sheets.canonical import dumps, loads, sha256

Body = dict[str, Any]


def envelope(claim: Claim) -> Envelope:
    """The claim's key, unwrapped once per request."""
    keys: dict[bytes, bytes] = g.setdefault("claim_keys", {})
    if claim.wrapped_key not in keys:
        keys[claim.wrapped_key] = key_holder().unwrap(claim.wrapped_key)
    return Envelope(keys[claim.wrapped_key], claim.ref)


def body(claim: Claim) -> Body:
    """The working copy.

    :raises seal.Damaged: the sealed bytes were changed.
    """
    result: Body = loads(envelope(claim).unseal(claim.sealed_body, "body"))
    return result


def seal_body(claim: Claim, content: Mapping[str, Any]) -> bytes:
    """The working copy, sealed."""
    return envelope(claim).seal(dumps(content).encode(), "body")


def seal_submission(claim: Claim, number: int, salted: Mapping[str, Any]) -> tuple[bytes, str]:
    """A submission with its salt, sealed, and the hash of its receipt: SHA-256 over the canonical form of both."""
    return envelope(claim).seal(dumps(salted).encode(), f"submission/{number}"), sha256(salted)


def submission(row: ClaimSubmission) -> Body:
    """What was submitted: `salt` and `content`.

    :raises seal.Damaged: the sealed bytes were changed.
    """
    result: Body = loads(envelope(row.claim).unseal(row.sealed_content, f"submission/{row.number}"))
    return result


def submitted_members(claim: Claim) -> set[str]:
    """Codes of the organisations named in the submission that counts; none before the first, or where it is damaged."""
    if not claim.submissions:
        return set()
    try:
        return {str(member["organisation"]) for member in submission(claim.submissions[-1])["content"]["members"]}
    except Damaged:
        return set()
