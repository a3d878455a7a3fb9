"""The doors of the open data API: JSON for anyone."""

from __future__ import annotations

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.catalogue import open_data
from marketplace.publications import service as publications

bp = Blueprint("open_data", __name__, url_prefix="/api/v1")


@bp.get("/scenarios")
@permission("public")
def scenarios() -> ResponseReturnValue:
    """The list, filtered and ordered as the page is."""
    return jsonify(open_data.scenarios(request.args))


@bp.get("/scenarios/<code>")
@permission("public")
def scenario(code: str) -> ResponseReturnValue:
    """One scenario."""
    return jsonify(open_data.scenario(code))


@bp.get("/publications/<slug>")
@permission("public")
def publication(slug: str) -> ResponseReturnValue:
    """One issued version with what its hash covers."""
    return jsonify(open_data.publication(publications.by_slug(slug)))


@bp.get("/organisations")
@permission("public")
def organisations() -> ResponseReturnValue:
    """Who appears in what was published."""
    return jsonify(open_data.organisations())
