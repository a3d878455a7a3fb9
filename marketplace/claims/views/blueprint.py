"""The blueprint of the claim's pages, and how each of them finds its claim."""

from __future__ import annotations

from flask import Blueprint

from marketplace.accounts.policy import authorise, current_person, may
from marketplace.claims.models import Claim
from marketplace.claims.pages import closed_words
from marketplace.claims.service import claim_by_ref
from marketplace.errors import Forbidden
from marketplace.i18n import _

bp = Blueprint("claims", __name__)


def seen(ref: str) -> Claim:
    """A claim that the person may know of.

    :raises NotFound: there is none, or it is none of theirs.
    """
    claim = claim_by_ref(ref)
    authorise("claim.see", claim)
    return claim


def read(ref: str) -> Claim:
    """A claim that the person may read.

    :raises Forbidden: their organisation is named in it and has not confirmed.
    """
    claim = seen(ref)
    if not may("claim.read", claim):
        raise Forbidden(closed_words(claim, current_person()) or _("你单位确认加入联合体后，才能查看整份申请。"))
    return claim


def own(ref: str) -> Claim:
    """A claim of the person's own organisation, as lead or confirmed member."""
    claim = read(ref)
    authorise("claim.receipts", claim)
    return claim
