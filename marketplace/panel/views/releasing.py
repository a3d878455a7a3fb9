"""A silent or disabled expert is released: the reviewer's proposal, taken back or decided by an approver, on one page."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import may, permission
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.errors import Complaint
from marketplace.panel import releasing
from marketplace.panel.service import PLACE
from marketplace.panel.views.blueprint import bp
from marketplace.scenarios.finding import scenario_for
from marketplace.scenarios.models import Scenario


@bp.get("/desk/scenarios/<code>/experts/<int:expert_id>/release")
@permission("release.see")
def releasing_expert(code: str, expert_id: int) -> ResponseReturnValue:
    return _page(scenario_for(code, "release.see"), expert_id, None, ())


def _deciding(scenario: Scenario) -> str:
    """Reviewers propose, approvers decide."""
    return "propose_release" if may("release.propose", scenario) else "release_expert"


def _page(scenario: Scenario, expert_id: int, form: Form | None, complaints: tuple[Complaint, ...]) -> str:
    assignment = releasing.assignment_of(scenario, expert_id)
    return render_template(
        "panel/release.html",
        assignment=assignment,
        complaints=complaints,
        reason="".join((form or {}).get("reason", ())),
        proposes=may("release.propose", scenario),
        withdraws=may("release.withdraw", assignment),
        choice=acting.look(PLACE, str(assignment.id), _deciding(scenario)),
        scenario=scenario,
        nav="desk",
    )


@bp.post("/desk/scenarios/<code>/experts/<int:expert_id>/release")
@permission("release.see")
def release_expert(code: str, expert_id: int) -> ResponseReturnValue:
    return _post(code, expert_id, _deciding(scenario_for(code, "release.see")))


@bp.post("/desk/scenarios/<code>/experts/<int:expert_id>/release/withdraw")
@permission("release.withdraw")
def withdraw_release(code: str, expert_id: int) -> ResponseReturnValue:
    return _post(code, expert_id, "withdraw_release")


def _post(code: str, expert_id: int, action: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: tuple[Complaint, ...]) -> str:
        return _page(scenario_for(code, "release.see"), expert_id, form, complaints)

    place = releasing.assignment_of(scenario_for(code, "release.see"), expert_id)
    return acting.post(PLACE, str(place.id), action, show, lambda _move: url_for("scoring.claims", code=code))
