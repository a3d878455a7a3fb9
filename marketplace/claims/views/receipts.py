"""Receipts: what was submitted when, and the sealed content from which its hash can be computed again."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, permission
from marketplace.claims import pages, vault
from marketplace.claims.effects import withdrawn_content
from marketplace.claims.models import Claim, ClaimSubmission, ClaimWithdrawal
from marketplace.claims.views.blueprint import bp, own
from marketplace.errors import NotFound
from marketplace.i18n import _
from marketplace.sheets.canonical import dumps


@bp.get("/desk/claims/<ref>/receipts/withdrawal")
@permission("claim.receipts")
def withdrawal(ref: str) -> ResponseReturnValue:
    claim = own(ref)
    return render_template("claims/withdrawal.html", row=_withdrawal(claim), **pages.head(claim))


@bp.get("/desk/claims/<ref>/receipts/withdrawal.json")
@permission("claim.receipts")
def withdrawn(ref: str) -> ResponseReturnValue:
    row = _withdrawal(own(ref))
    return _download(dumps(withdrawn_content(row)), row.receipt)


def _withdrawal(claim: Claim) -> ClaimWithdrawal:
    if claim.withdrawal is None:
        raise NotFound(_("这份申请没有撤回。"))
    return claim.withdrawal


def _download(text: str, receipt: str) -> Response:
    answer = Response(text, mimetype="application/json")  # canonical: its own SHA-256 is the receipt's
    answer.headers["Content-Disposition"] = f'attachment; filename="{receipt}.json"'
    return answer


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
    return _download(dumps(vault.submission(row, current_person())), row.receipt)
