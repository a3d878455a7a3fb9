"""An approver supplements an exhausted pool of experts from a named list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, permission
from marketplace.accounts.signing import typed
from marketplace.errors import Complaint
from marketplace.i18n import _
from marketplace.panel import pages, renewal, supplementing
from marketplace.panel.views.blueprint import bp
from marketplace.refused import or_again
from marketplace.scenarios.finding import scenario_for
from marketplace.scenarios.models import Scenario

Words = Mapping[str, str]


@bp.get("/desk/scenarios/<code>/experts/supplement")
@permission("experts.supplement")
def supplementing_pool(code: str) -> ResponseReturnValue:
    restored: Any = typed()
    chosen = restored.getlist("expert") if restored else ()
    return _page(scenario_for(code, "experts.supplement"), chosen, restored or {})


def _page(scenario: Scenario, chosen: Sequence[str], words: Words, complaints: Sequence[Complaint] = ()) -> str:
    return render_template(
        "panel/supplement.html",
        complaints=complaints,
        source=words.get("source", ""),
        reason=words.get("reason", ""),
        **pages.supplement(scenario, chosen),
    )


@bp.post("/desk/scenarios/<code>/experts/supplement")
@permission("experts.supplement")
def supplement_pool(code: str) -> ResponseReturnValue:
    scenario, named = scenario_for(code, "experts.supplement"), request.form.getlist("expert")

    def do() -> ResponseReturnValue:
        drawn = supplementing.supplement(
            scenario=scenario,
            expert_ids=named,
            source=request.form.get("source", ""),
            reason=request.form.get("reason", ""),
            by=current_person(),
        )
        flash(_("名册已补充，已按同一规则抽取%(names)s，已通知他们。", names=renewal.names_drawn(drawn)))
        return redirect(url_for("scoring.claims", code=code))

    return or_again(do, lambda why: _page(scenario_for(code, "experts.supplement"), named, request.form, why))
