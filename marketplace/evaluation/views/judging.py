"""The office judges: claims side by side, eligibility, the panel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from marketplace.accounts import once
from marketplace.accounts.policy import authorise, current_person, permission
from marketplace.accounts.signing import typed
from marketplace.claims import pages as claim_pages
from marketplace.claims.models import Claim
from marketplace.claims.service import claim_by_ref
from marketplace.errors import Complaint, MarketplaceError, NotFound
from marketplace.evaluation import corrections, known, pages, pool, seating, service
from marketplace.evaluation.forms import ELIGIBILITY
from marketplace.evaluation.views.door import RESHOWN, bp, round_for, scenario_for
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.people import standing
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.section_pages import sent_form, sent_revision
from marketplace.sheets import Bound


@bp.get("/desk/scenarios/<code>/claims/")
@permission("claims.list")
def claims(code: str) -> ResponseReturnValue:
    scenario, round_ = round_for(code, "claims.list")
    if round_ is None:
        return render_template("evaluation/sealed.html", **pages.head(scenario), rounds=pages.round_links(scenario))
    return render_template("evaluation/claims.html", **pages.board(scenario, round_))


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
        refused=pages.why_not_deciding(claim),
        standings=standing.notes_about(
            [claim.lead_organisation, *(one.organisation for one in claim.standing_members)]
        ),
        corrected=Markup(corrections.correction_panel(claim)),  # drawn by its own template, which escapes
        asks=not seating.why_not_judging(claim.round) and not corrections.why_not_asking(claim),
        **pages.asked(claim),
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
    chosen, reason = (restored.getlist("expert"), restored.get("reason", "")) if restored else ((), "")
    return _experts(scenario_for(code, "experts.assign"), chosen, reason=reason)


def _experts(
    scenario: Scenario,
    chosen: Sequence[str] = (),
    complaints: Sequence[Complaint] = (),
    wanted: str = "",
    reason: str = "",
) -> str:
    round_, shown = scenario.round, pool.experts(scenario, chosen)
    refused = seating.why_not_seating(round_) if round_ else [_("场景推介发布、揭榜截止开榜以后才评榜。")]
    return render_template(
        "evaluation/experts.html",
        complaints=complaints,
        wanted=wanted,
        reason=reason,
        unchoosable=refused or (known.why_not_choosing(round_) if round_ else []),
        once=request.form.get("once") or once.token(),
        refused=refused,
        undrawable=refused
        or ([] if shown["free"] else [_("固定的专家名单里没有可以抽取的专家了，请审定人从名册中补充。")]),
        **shown,
    )


@bp.post("/desk/scenarios/<code>/experts")
@permission("experts.assign")
def assign(code: str) -> ResponseReturnValue:
    scenario_for(code, "experts.assign")
    named, wanted, reason = request.form.getlist("expert"), request.form.get("draw", ""), request.form.get("reason", "")
    drawing = "draw" in request.form and not named
    act = partial(_draw, code, wanted) if drawing else partial(_assign, code, named, reason)
    try:
        act()
    except MarketplaceError as refused:
        if refused.status not in RESHOWN:
            raise
        page = _experts(scenario_for(code, "experts.assign"), named, refused.complaints, wanted, reason)
        return page, refused.status
    return redirect(url_for("evaluation.experts", code=code))


def _assign(code: str, named: list[str], reason: str) -> None:
    seating.assign_experts(scenario=scenario_by_code(code), expert_ids=named, reason=reason, by=current_person())
    flash(_("专家已分派，已通知他们声明利害关系并打分。"))


def _draw(code: str, wanted: str) -> None:
    """A second click draws nobody more."""
    form = f"draw/{code}"
    with unit_of_work():
        if once.answered(form):
            return
        drawn = seating.draw_experts(scenario=scenario_by_code(code), wanted=wanted, by=current_person())
        once.remember(form, url_for("evaluation.experts", code=code))
    flash(_("已抽取 %(n)d 位专家，已通知他们声明利害关系并打分。", n=len(drawn.chosen)))


@bp.get("/desk/scenarios/<code>/draws/")
@permission("panel.read")
def draws(code: str) -> ResponseReturnValue:
    scenario, round_ = round_for(code, "panel.read")
    rows = pool.draws([round_]) if round_ else []
    return render_template("evaluation/draws.html", draws=rows, public=False, **pages.head(scenario))


@bp.get("/scenarios/<code>/draws/")
@permission("public")
def public_draws(code: str) -> ResponseReturnValue:
    """From the award on: until then nobody outside learns who the experts are."""
    scenario = scenario_for(code, "public")
    awarded = [one for one in reversed(scenario.rounds) if one.awarded_at is not None]
    if not awarded:
        raise NotFound(_("抽取专家的记录从确认揭榜起公开。"))
    rows = pool.draws(awarded)
    return render_template("evaluation/draws.html", draws=rows, public=True, scenario=scenario, nav="scenarios")
