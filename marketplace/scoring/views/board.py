"""The page of an evaluation."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.scenarios.finding import round_for
from marketplace.scoring import board
from marketplace.scoring.views.blueprint import bp


@bp.get("/desk/scenarios/<code>/claims/")
@permission("claims.list")
def claims(code: str) -> ResponseReturnValue:
    scenario, round_ = round_for(code, "claims.list")
    if round_ is None:
        return render_template("scoring/sealed.html", scenario=scenario, nav="desk", rounds=board.round_links(scenario))
    return render_template("scoring/claims.html", **board.board(scenario, round_))
