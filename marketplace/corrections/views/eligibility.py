"""A reviewer decides whether a claim meets the qualifications."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from marketplace.accounts.policy import current_person, permission
from marketplace.accounts.signing import typed
from marketplace.claims import pages as claim_pages
from marketplace.claims.models import Claim
from marketplace.corrections import deciding, service, showing
from marketplace.corrections.forms import ELIGIBILITY
from marketplace.corrections.views.blueprint import bp, judged
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.people import standing
from marketplace.refused import or_again
from marketplace.section_pages import sent_form, sent_revision
from marketplace.sheets import Bound


@bp.get("/desk/claims/<ref>/eligibility")
@permission("eligibility.decide")
def eligibility(ref: str) -> ResponseReturnValue:
    claim = judged(ref)
    restored = typed()
    known = (
        {"eligible": ["yes" if claim.eligible else "no"], "reason": [claim.eligibility_reason]}
        if claim.eligibility_at
        else {}
    )
    return _eligibility(claim, Bound.of_form(ELIGIBILITY, restored.to_dict(flat=False) if restored else known))


def _eligibility(claim: Claim, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    return render_template(
        "corrections/eligibility.html",
        bound=bound,
        complaints=complaints,
        refused=deciding.why_not_deciding(claim),
        standings=standing.notes_about(
            [claim.lead_organisation, *(one.organisation for one in claim.standing_members)]
        ),
        corrected=Markup(showing.correction_panel(claim)),  # drawn by its own template, which escapes
        asks=not service.why_not_asking(claim),
        **claim_pages.asked(claim),
        **claim_pages.document(claim),
    )


@bp.post("/desk/claims/<ref>/eligibility")
@permission("eligibility.decide")
def decide_eligibility(ref: str) -> ResponseReturnValue:
    bound = Bound.of_form(ELIGIBILITY, sent_form()).require()
    revision = (sent_revision() or 0) if "revision" in request.form else None

    def do() -> ResponseReturnValue:
        claim = deciding.decide_eligibility(
            ref=ref,
            eligible=bound.values.get("eligible") == "yes",
            reason=bound.values.get("reason") or "",
            by=current_person(),
            revision=revision,
            complaints=bound.complaints,
        )
        flash(_("%(ref)s 的资格审查结论已记录。", ref=ref))
        return redirect(url_for("scoring.claims", code=claim.scenario.code))

    return or_again(do, lambda complaints: _eligibility(judged(ref), bound, complaints))
