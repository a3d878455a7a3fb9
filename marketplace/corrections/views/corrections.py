"""A formal defect: the office asks, the claimant remedies it once."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.accounts.signing import typed
from marketplace.claims import pages as claim_pages
from marketplace.claims.models import Claim
from marketplace.claims.service import claim_by_ref
from marketplace.corrections import queries, service, showing
from marketplace.corrections.forms import REMEDY, correction_form
from marketplace.corrections.views.blueprint import bp, judged
from marketplace.errors import Complaint, MarketplaceError, Stale
from marketplace.i18n import _
from marketplace.refused import SHOWN_AGAIN, or_again
from marketplace.section_pages import lose_files, sent_files, sent_form, sent_revision
from marketplace.settings import queries as settings
from marketplace.sheets import Bound


@bp.get("/desk/claims/<ref>/correction")
@permission("eligibility.decide")
def correction(ref: str) -> ResponseReturnValue:
    claim, restored = judged(ref), typed()
    usual = {"days": [str(settings.of_round(claim.round.figures, "correction_days"))]}
    return _asking(claim, Bound.of_form(correction_form(), restored.to_dict(flat=False) if restored else usual))


def _asking(claim: Claim, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    known = queries.correction_of(claim)
    return render_template(
        "corrections/correction.html",
        bound=bound,
        complaints=complaints,
        refused=service.why_not_asking(claim),
        known=showing.shown(claim, known) if known else None,
        **claim_pages.head(claim),
    )


@bp.post("/desk/claims/<ref>/correction")
@permission("eligibility.decide")
def ask_correction(ref: str) -> ResponseReturnValue:
    judged(ref)
    bound = Bound.of_form(correction_form(), sent_form()).require()

    def do() -> ResponseReturnValue:
        service.ask(ref=ref, bound=bound, by=current_person(), revision=sent_revision())
        flash(_("已要求补正，并已通知揭榜方。答复后或期满后可以作资格审查。"))
        return redirect(url_for("corrections.eligibility", ref=ref))

    return or_again(do, lambda complaints: _asking(judged(ref), bound, complaints))


@bp.get("/desk/claims/<ref>/remedy")
@permission("claim.write")
def remedy(ref: str) -> ResponseReturnValue:
    claim, restored = _own(ref), typed()
    return _remedying(claim, Bound.of_form(REMEDY, restored.to_dict(flat=False) if restored else {}))


def _own(ref: str) -> Claim:
    claim = claim_by_ref(ref)
    authorise("claim.see", claim)
    authorise("claim.write", claim)
    service.asked_of(claim)
    return claim


def _remedying(claim: Claim, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    context = showing.shown(claim, service.asked_of(claim)) | claim_pages.head(claim)
    return render_template("corrections/remedy.html", bound=bound, complaints=complaints, **context)


@bp.post("/desk/claims/<ref>/remedy")
@permission("claim.write")
def send_remedy(ref: str) -> ResponseReturnValue:
    _own(ref)
    bound = Bound.of_form(REMEDY, sent_form()).require()
    person, revision = current_person(), sent_revision()
    service.receive(ref=ref, bound=bound, uploads=sent_files(), by=person, revision=revision)
    try:
        service.remedy(ref=ref, bound=bound, by=person, revision=revision)
    except MarketplaceError as refused:
        if refused.status not in SHOWN_AGAIN:
            raise
        if refused.status == Stale.status:
            lose_files()
        return _remedying(_own(ref), bound, refused.complaints), refused.status
    flash(_("补正已提交，并已通知区城市办。提交的揭榜方案没有改动。"))
    return redirect(url_for("claims.overview", ref=ref))
