"""The blueprint of the room's pages, and how a reviewer's page finds its claim."""

from __future__ import annotations

from flask import Blueprint

from marketplace.accounts.policy import authorise
from marketplace.claims.models import Claim
from marketplace.claims.service import claim_by_ref

bp = Blueprint("corrections", __name__)


def judged(ref: str) -> Claim:
    """A claim whose eligibility the person decides.

    :raises NotFound: there is none, or it is none of theirs.
    :raises Forbidden: it is not theirs to decide.
    """
    claim = claim_by_ref(ref)
    authorise("claim.see", claim)
    authorise("eligibility.decide", claim)
    return claim
