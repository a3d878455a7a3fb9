"""An approver supplements an exhausted pool of experts from a named list."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.errors import Complaint
from marketplace.panel import pages
from marketplace.panel.service import POOL
from marketplace.panel.views.blueprint import bp
from marketplace.scenarios.finding import scenario_for


@bp.get("/desk/scenarios/<code>/experts/supplement")
@permission("experts.supplement")
def supplementing_pool(code: str) -> ResponseReturnValue:
    return _page(code, acting.restored(), ())


def _page(code: str, form: Form | None, complaints: tuple[Complaint, ...]) -> str:
    scenario, typed = scenario_for(code, "experts.supplement"), form or {}
    return render_template(
        "panel/supplement.html",
        complaints=complaints,
        source="".join(typed.get("source", ())),
        reason="".join(typed.get("reason", ())),
        choice=acting.look(POOL, code, "supplement_pool"),
        **pages.supplement(scenario, typed.get("expert", ())),
    )


@bp.post("/desk/scenarios/<code>/experts/supplement")
@permission("experts.supplement")
def supplement_pool(code: str) -> ResponseReturnValue:
    def show(form: Form | None, complaints: tuple[Complaint, ...]) -> str:
        return _page(code, form, complaints)

    scenario_for(code, "experts.supplement")
    return acting.post(POOL, code, "supplement_pool", show, lambda _move: url_for("scoring.claims", code=code))
