"""A formal defect: the office asks, the claimant remedies it once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, permission
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.claims import pages as claim_pages
from marketplace.claims.models import Claim
from marketplace.claims.service import claim_by_ref
from marketplace.corrections import queries, showing
from marketplace.corrections.service import CORRECTION, asked_of
from marketplace.corrections.views.blueprint import bp, judged
from marketplace.errors import Complaint

Complaints = tuple[Complaint, ...]


@bp.get("/desk/claims/<ref>/correction")
@permission("eligibility.decide")
def correction(ref: str) -> ResponseReturnValue:
    return _asking(ref, acting.restored(), ())


def _asking(ref: str, form: Form | None, complaints: Complaints) -> str:
    claim = judged(ref)
    known = queries.correction_of(claim)
    shown = {"known": showing.shown(claim, known) if known else None}
    return _page("ask_correction", claim, form, complaints, shown)


def _page(action: str, claim: Claim, form: Form | None, complaints: Complaints, shown: Mapping[str, Any]) -> str:
    """The act's page: the form, and beside its button why it cannot be pressed."""
    choice, bound = acting.filled_act(CORRECTION, claim.ref, action, form, complaints)
    context = {**claim_pages.head(claim), **shown, "choice": choice, "bound": bound, "complaints": complaints}
    return render_template(f"corrections/{action}.html", **context)


@bp.post("/desk/claims/<ref>/correction")
@permission("eligibility.decide")
def ask_correction(ref: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: Complaints) -> str:
        return _asking(ref, form, complaints)

    target = url_for("corrections.eligibility", ref=ref)
    return acting.post(CORRECTION, ref, "ask_correction", show, lambda _move: target)


@bp.get("/desk/claims/<ref>/remedy")
@permission("claim.write")
def remedy(ref: str) -> ResponseReturnValue:
    return _remedying(ref, acting.restored(), ())


def _own(ref: str) -> Claim:
    claim = claim_by_ref(ref)
    authorise("claim.see", claim)
    authorise("claim.write", claim)
    asked_of(claim)
    return claim


def _remedying(ref: str, form: Form | None, complaints: Complaints) -> str:
    claim = _own(ref)
    return _page("remedy", claim, form, complaints, showing.shown(claim, asked_of(claim)))


@bp.post("/desk/claims/<ref>/remedy")
@permission("claim.write")
def send_remedy(ref: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: Complaints) -> str:
        return _remedying(ref, form, complaints)

    _own(ref)
    return acting.post(CORRECTION, ref, "remedy", show, lambda _move: url_for("claims.overview", ref=ref))
