"""The office judges: claims side by side, eligibility, the panel."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.accounts.signing import typed
from marketplace.claims import pages as claim_pages
from marketplace.claims.models import Claim
from marketplace.claims.service import claim_by_ref
from marketplace.errors import Complaint, MarketplaceError
from marketplace.evaluation import pages, service
from marketplace.evaluation.forms import ELIGIBILITY
from marketplace.evaluation.views.door import RESHOWN, bp, scenario_for
from marketplace.i18n import _
from marketplace.scenarios.models import Scenario
from marketplace.section_pages import sent_form, sent_revision
from marketplace.sheets import Bound


@bp.get("/desk/scenarios/<code>/claims/")
@permission("claims.list")
def claims(code: str) -> ResponseReturnValue:
    scenario = scenario_for(code, "claims.list")
    if not scenario.is_opened or scenario.round is None:
        return render_template("evaluation/sealed.html", **pages.head(scenario))
    return render_template("evaluation/claims.html", **pages.board(scenario, scenario.round))


@bp.get("/desk/claims/<ref>/eligibility")
@permission("eligibility.decide")
def eligibility(ref: str) -> ResponseReturnValue:
    claim = _judged(ref)
    restored = typed()
    known = (
        {"eligible": ["yes" if claim.eligible else "no"], "reason": [claim.eligibility_reason]}
        if claim.eligibility_at
        else {}
    )
    return _eligibility(claim, Bound.of_form(ELIGIBILITY, restored.to_dict(flat=False) if restored else known))


def _judged(ref: str) -> Claim:
    claim = claim_by_ref(ref)
    authorise("claim.see", claim)
    authorise("eligibility.decide", claim)
    return claim


def _eligibility(claim: Claim, bound: Bound, complaints: Sequence[Complaint] = ()) -> str:
    return render_template(
        "evaluation/eligibility.html",
        bound=bound,
        complaints=complaints,
        refused=service.why_not_judging(claim.scenario),
        **claim_pages.document(claim),
    )


@bp.post("/desk/claims/<ref>/eligibility")
@permission("eligibility.decide")
def decide_eligibility(ref: str) -> ResponseReturnValue:
    bound = Bound.of_form(ELIGIBILITY, sent_form()).require()
    revision = (sent_revision() or 0) if "revision" in request.form else None
    try:
        claim = service.decide_eligibility(
            ref=ref,
            eligible=bound.values.get("eligible") == "yes",
            reason=bound.values.get("reason") or "",
            by=current_person(),
            revision=revision,
            complaints=bound.complaints,
        )
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        return _eligibility(_judged(ref), bound, refused.complaints), refused.status
    flash(_("%(ref)s 的资格审查结论已记录。", ref=ref))
    return redirect(url_for("evaluation.claims", code=claim.scenario.code))


@bp.get("/desk/scenarios/<code>/experts")
@permission("experts.assign")
def experts(code: str) -> ResponseReturnValue:
    restored = typed()
    return _experts(scenario_for(code, "experts.assign"), restored.getlist("expert") if restored else ())


def _experts(scenario: Scenario, chosen: Sequence[str] = (), complaints: Sequence[Complaint] = ()) -> str:
    return render_template(
        "evaluation/experts.html",
        complaints=complaints,
        refused=service.why_not_judging(scenario),
        **pages.experts(scenario, chosen),
    )


@bp.post("/desk/scenarios/<code>/experts")
@permission("experts.assign")
def assign(code: str) -> ResponseReturnValue:
    scenario = scenario_for(code, "experts.assign")
    named = request.form.getlist("expert")
    try:
        service.assign_experts(scenario=scenario, expert_ids=named, by=current_person())
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        return _experts(scenario_for(code, "experts.assign"), named, refused.complaints), refused.status
    flash(_("专家已分派，已通知他们声明利害关系并打分。"))
    return redirect(url_for("evaluation.experts", code=code))
