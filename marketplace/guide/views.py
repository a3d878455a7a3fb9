"""The public pages of operating models and return mechanisms."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.guide import choosing, pages

bp = Blueprint("guide", __name__)


@bp.get("/models/")
@permission("public")
def models() -> ResponseReturnValue:
    return render_template("guide/models.html", nav="scenarios", **pages.models())


@bp.get("/models/choose")
@permission("public")
def choose() -> ResponseReturnValue:
    return render_template("guide/choose.html", nav="scenarios", **choosing.page(request.args))


@bp.get("/models/<model_id>/")
@permission("public")
def model(model_id: str) -> ResponseReturnValue:
    return render_template("guide/model.html", nav="scenarios", **pages.model(model_id))


@bp.get("/mechanisms/")
@permission("public")
def mechanisms() -> ResponseReturnValue:
    return render_template("guide/mechanisms.html", nav="scenarios", **pages.mechanisms())


@bp.get("/mechanisms/<mechanism_id>/")
@permission("public")
def mechanism(mechanism_id: str) -> ResponseReturnValue:
    return render_template("guide/mechanism.html", nav="scenarios", **pages.mechanism(mechanism_id))
