"""A reviewer decides whether a claim meets the qualifications."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from marketplace.accounts.policy import permission
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.claims import pages as claim_pages
from marketplace.corrections import showing
from marketplace.corrections.service import CORRECTION, EXAMINATION, verdict
from marketplace.corrections.views.blueprint import bp, judged
from marketplace.errors import Complaint
from marketplace.people import standing
from marketplace.section_pages import sent_form


@bp.get("/desk/claims/<ref>/eligibility")
@permission("eligibility.decide")
def eligibility(ref: str) -> ResponseReturnValue:
    return _eligibility(ref, acting.restored(), ())


def _eligibility(ref: str, form: Form | None, complaints: tuple[Complaint, ...]) -> str:
    claim = judged(ref)
    choice, bound = acting.filled_act(EXAMINATION, ref, verdict(form or {}), form, complaints)
    return render_template(
        "corrections/eligibility.html",
        bound=bound,
        complaints=complaints,
        choice=choice,
        standings=standing.notes_about(
            [claim.lead_organisation, *(one.organisation for one in claim.standing_members)]
        ),
        corrected=Markup(showing.correction_panel(claim)),  # drawn by its own template, which escapes
        asks=acting.look(CORRECTION, ref, "ask_correction").possible,
        **claim_pages.asked(claim),
        **claim_pages.document(claim),
    )


@bp.post("/desk/claims/<ref>/eligibility")
@permission("eligibility.decide")
def decide_eligibility(ref: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: tuple[Complaint, ...]) -> str:
        return _eligibility(ref, form, complaints)

    action = verdict(sent_form())
    return acting.post(
        EXAMINATION, ref, action, show, lambda move: url_for("scoring.claims", code=move.subject.scenario.code)
    )
