"""A silent or disabled expert is released: the reviewer's proposal, taken back or decided by an approver, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, may, permission
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.panel import releasing
from marketplace.panel.views.blueprint import bp
from marketplace.refused import or_again
from marketplace.scenarios.finding import scenario_for
from marketplace.scenarios.models import Scenario


@bp.get("/desk/scenarios/<code>/experts/<int:expert_id>/release")
@permission("release.see")
def releasing_expert(code: str, expert_id: int) -> ResponseReturnValue:
    return _page(scenario_for(code, "release.see"), expert_id)


def _page(scenario: Scenario, expert_id: int, complaints: Sequence[Complaint] = (), reason: str = "") -> str:
    assignment = releasing.assignment_of(scenario, expert_id)
    return render_template(
        "panel/release.html",
        assignment=assignment,
        complaints=complaints,
        reason=reason,
        proposes=may("release.propose", scenario),
        withdraws=may("release.withdraw", assignment),
        refused=releasing.why_not(assignment),
        scenario=scenario,
        nav="desk",
    )


@bp.post("/desk/scenarios/<code>/experts/<int:expert_id>/release")
@permission("release.see")
def release_expert(code: str, expert_id: int) -> ResponseReturnValue:
    scenario, person = scenario_for(code, "release.see"), current_person()
    reason, confirmed = request.form.get("reason", ""), request.form.get("confirm") == "yes"

    def do() -> ResponseReturnValue:
        if may("release.propose", scenario):
            releasing.propose(scenario=scenario, expert_id=expert_id, reason=reason, by=person)
            flash(_("已提请更换，已通知审定人决定。"))
        else:
            releasing.release(scenario=scenario, expert_id=expert_id, confirmed=confirmed, by=person)
            flash(_("专家已更换，已按同一规则抽取接替的专家。"))
        return redirect(url_for("scoring.claims", code=code))

    return or_again(do, lambda why: _page(scenario_for(code, "release.see"), expert_id, why, reason))


@bp.post("/desk/scenarios/<code>/experts/<int:expert_id>/release/withdraw")
@permission("release.withdraw")
def withdraw_release(code: str, expert_id: int) -> ResponseReturnValue:
    scenario, reason = scenario_for(code, "release.see"), request.form.get("reason", "")

    def do() -> ResponseReturnValue:
        releasing.withdraw(scenario=scenario, expert_id=expert_id, reason=reason, by=current_person())
        flash(_("提请已撤回，已告知审定人。"))
        return redirect(url_for("scoring.claims", code=code))

    return or_again(do, lambda why: _page(scenario_for(code, "release.see"), expert_id, why, reason))
