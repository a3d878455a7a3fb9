"""The page that everyone lands on who has signed in."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import current_person, permission
from marketplace.desk import queries

bp = Blueprint("desk", __name__)


@bp.get("/desk/")
@permission("signed_in")
def desk() -> ResponseReturnValue:
    return render_template("desk/desk.html", nav="desk", doors=queries.shortcuts(), **queries.desk(current_person()))
