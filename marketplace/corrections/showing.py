"""A correction on others' pages: as it stands, and who reads its files."""

from __future__ import annotations

from flask import render_template

from marketplace.accounts.policy import may
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.corrections import queries, states
from marketplace.corrections.models import Correction
from marketplace.corrections.service import FILES
from marketplace.errors import NotFound
from marketplace.files import rights
from marketplace.files.models import StoredFile
from marketplace.panel.judging import why_not_judging


def correction_panel(claim: Claim) -> str:
    """What was asked and answered, as it stands on the claim's page; nothing where nothing was asked."""
    correction = queries.correction_of(claim) if claim.is_opened and may("claim.read", claim) else None
    if correction is None:
        return ""
    return render_template("corrections/_correction.html", **shown(claim, correction))


def shown(claim: Claim, correction: Correction) -> dict[str, object]:
    """The correction for a page: how it stands, and whether this person may answer."""
    row = states.STATES[states.state_of(correction)]
    return {
        "claim": claim,
        "correction": correction,
        "standing": row,
        "runs": row.runs,
        "answers": row.runs and may("claim.write", claim),
        "shut": why_not_judging(claim.round) if row.was_cut_short else [],
    }


def _readable(stored: StoredFile) -> bool:
    """Whoever may read the claim."""
    try:
        return may("claim.read", claims.claim_by_ref(stored.owner_ref))
    except NotFound:
        return False


GRANTS: rights.Grants = ((FILES, rights.Grant(_readable)),)
