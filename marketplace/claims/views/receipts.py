"""Receipts: what was submitted when, and the sealed content from which its hash can be computed again."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.claims import pages, vault
from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.claims.views.door import bp, own
from marketplace.errors import NotFound
from marketplace.i18n import _
from marketplace.sheets.canonical import dumps


def _submission(claim: Claim, number: int | None) -> ClaimSubmission:
    rows = [row for row in claim.submissions if number in (None, row.number)]
    if not rows:
        raise NotFound(_("还没有这次提交的回执。"))
    return rows[-1]


@bp.get("/desk/claims/<ref>/receipt")
@permission("claim.receipts")
def receipt(ref: str) -> ResponseReturnValue:
    claim = own(ref)
    return render_template("claims/receipt.html", **pages.receipt(claim, _submission(claim, None)))


@bp.get("/desk/claims/<ref>/receipts/<int:number>")
@permission("claim.receipts")
def earlier_receipt(ref: str, number: int) -> ResponseReturnValue:
    claim = own(ref)
    return render_template("claims/receipt.html", **pages.receipt(claim, _submission(claim, number)))


@bp.get("/desk/claims/<ref>/receipts/<int:number>.json")
@permission("claim.receipts")
def submission(ref: str, number: int) -> ResponseReturnValue:
    row = _submission(own(ref), number)
    answer = Response(
        dumps(vault.submission(row)), mimetype="application/json"
    )  # canonical: its own SHA-256 is the receipt's
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.receipt}.json"'
    return answer
