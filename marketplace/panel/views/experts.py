"""The panel of a round, and its draws."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import once
from marketplace.accounts.policy import current_person, permission
from marketplace.acts import pages as acting
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.errors import Complaint, NotFound
from marketplace.extensions import unit_of_work
from marketplace.i18n import _
from marketplace.panel import choosing, pages, seating
from marketplace.panel.service import PANEL
from marketplace.panel.views.blueprint import bp
from marketplace.refused import or_again
from marketplace.scenarios.finding import round_for, scenario_for
from marketplace.section_pages import sent_form


@bp.get("/desk/scenarios/<code>/experts")
@permission("experts.assign")
def experts(code: str) -> ResponseReturnValue:
    return _experts(code, acting.restored(), ())


def _experts(code: str, form: Form | None, complaints: tuple[Complaint, ...]) -> str:
    scenario, typed = scenario_for(code, "experts.assign"), form or {}
    return render_template(
        "panel/experts.html",
        complaints=complaints,
        wanted="".join(typed.get("draw", ())),
        reason="".join(typed.get("reason", ())),
        unchoosable=choosing.why_not(scenario.round),
        once=request.form.get("once") or once.token(),
        refused=seating.why_not_seating(scenario.round),
        drawable=acting.look(PANEL, code, "draw_experts"),
        **pages.experts(scenario, typed.get("expert", ())),
    )


@bp.post("/desk/scenarios/<code>/experts")
@permission("experts.assign")
def assign(code: str) -> ResponseReturnValue:
    """Both forms of the page are sent here: `expert` names those who are chosen, `draw` how many are drawn."""

    def show(form: Form | None, complaints: tuple[Complaint, ...]) -> str:
        return _experts(code, form, complaints)

    scenario_for(code, "experts.assign")
    if "draw" in request.form and "expert" not in request.form:
        return or_again(lambda: _draw(code), lambda complaints: show(sent_form(), complaints))
    return acting.post(PANEL, code, "assign_experts", show, lambda _move: url_for("panel.experts", code=code))


def _draw(code: str) -> ResponseReturnValue:
    """A second click draws nobody more."""
    form, page = f"draw/{code}", url_for("panel.experts", code=code)
    with unit_of_work():
        if once.answered(form):
            return redirect(page)
        move = acts.act(PANEL, ref=code, action="draw_experts", by=current_person(), form=sent_form())
        once.remember(form, page)
    flash(acting.said_of(PANEL, move))
    return redirect(page)


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
