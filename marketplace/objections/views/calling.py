"""Calls to citizens who objected: to whom, what about, what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.policy import permission
from marketplace.acts import pages as acting
from marketplace.acts.kind import Form
from marketplace.errors import Complaint
from marketplace.objections import calling, pages, queries
from marketplace.objections.forms import CALL_OUTCOMES
from marketplace.objections.service import OBJECTION
from marketplace.objections.views.blueprint import bp

ACTION = "call_objector"


def _page(ref: str, form: Form | None, complaints: Sequence[Complaint] = ()) -> str:
    _choice, bound = acting.filled_act(OBJECTION, ref, ACTION, form, complaints)
    row = queries.objection_by_ref(ref)
    return render_template(
        "objections/call.html",
        objection=pages.objection_event(row, named=True),
        purpose=calling.PURPOSES.get(calling.purpose_of(row), ""),
        calls=calling.calls_about(row),
        purposes=calling.PURPOSES,
        outcomes=CALL_OUTCOMES,
        bound=bound,
        complaints=complaints,
        scenario=row.round.scenario,
        nav="desk",
    )


@bp.get("/desk/objections/<ref>/call")
@permission("objection.call")
def calling_objector(ref: str) -> ResponseReturnValue:
    return _page(ref, acting.restored())


@bp.post("/desk/objections/<ref>/call")
@permission("objection.call")
def record_call(ref: str) -> ResponseReturnValue:
    return acting.post(
        OBJECTION,
        ref,
        ACTION,
        lambda form, complaints: _page(ref, form, complaints),
        lambda move: url_for("objections.objections", code=move.subject.round.scenario.code),
    )
