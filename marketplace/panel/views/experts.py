"""The panel of a round, and its draws."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.policy import current_person, permission
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint, NotFound
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.panel import choosing, drawing, pages, seating
from marketplace.panel.views.blueprint import bp
from marketplace.refused import or_again
from marketplace.scenarios.finding import round_for, scenario_for
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code


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
    round_, shown = scenario.round, pages.experts(scenario, chosen)
    return render_template(
        "panel/experts.html",
        complaints=complaints,
        wanted=wanted,
        reason=reason,
        unchoosable=choosing.why_not(round_),
        once=request.form.get("once") or once.token(),
        refused=seating.why_not_seating(round_),
        undrawable=drawing.why_not(round_, shown["free"]),
        **shown,
    )


@bp.post("/desk/scenarios/<code>/experts")
@permission("experts.assign")
def assign(code: str) -> ResponseReturnValue:
    scenario_for(code, "experts.assign")
    named, wanted, reason = request.form.getlist("expert"), request.form.get("draw", ""), request.form.get("reason", "")
    drawing = "draw" in request.form and not named
    act = partial(_draw, code, wanted) if drawing else partial(_assign, code, named, reason)

    def do() -> ResponseReturnValue:
        act()
        return redirect(url_for("panel.experts", code=code))

    return or_again(do, lambda why: _experts(scenario_for(code, "experts.assign"), named, why, wanted, reason))


def _assign(code: str, named: list[str], reason: str) -> None:
    choosing.assign_experts(scenario=scenario_by_code(code), expert_ids=named, reason=reason, by=current_person())
    flash(_("专家已分派，已通知他们声明利害关系并打分。"))


def _draw(code: str, wanted: str) -> None:
    """A second click draws nobody more."""
    form = f"draw/{code}"
    with unit_of_work():
        if once.answered(form):
            return
        drawn = drawing.draw_experts(scenario=scenario_by_code(code), wanted=wanted, by=current_person())
        once.remember(form, url_for("panel.experts", code=code))
    flash(_("已抽取 %(n)d 位专家，已通知他们声明利害关系并打分。", n=len(drawn.chosen)))


@bp.get("/desk/scenarios/<code>/draws/")
@permission("panel.read")
def draws(code: str) -> ResponseReturnValue:
    scenario, round_ = round_for(code, "panel.read")
    rows = pages.draws([round_]) if round_ else []
    return render_template("panel/draws.html", draws=rows, public=False, scenario=scenario, nav="desk")


@bp.get("/scenarios/<code>/draws/")
@permission("public")
def public_draws(code: str) -> ResponseReturnValue:
    """From the award on: until then nobody outside learns who the experts are."""
    scenario = scenario_for(code, "public")
    awarded = [one for one in reversed(scenario.rounds) if one.awarded_at is not None]
    if not awarded:
        raise NotFound(_("抽取专家的记录从确认揭榜起公开。"))
    rows = pages.draws(awarded)
    return render_template("panel/draws.html", draws=rows, public=True, scenario=scenario, nav="scenarios")
